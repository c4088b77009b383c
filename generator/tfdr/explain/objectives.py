"""`tfdr explain objectives`: what answers can reach for RPO and RTO, and what bounds it.

With `--format json` it prints one object: `schema` (1), `subject`, `answers`,
`recovery_points` (each with `what`, `how`, `minutes`, `answer`, `objective`, `holds`, `why`,
`source`), `recovery_steps` (each with `step`, `minutes`, `counted`, `why`, `source`),
`rto_reach_minutes`, `bounds` (`recovery_point`, a list, and `recovery_time`: what takes most),
`holds`, `refused` (each with `answer` and `fault`) and `next`.
"""

import json
import shlex
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from tfdr.errors import ExitCode, TfdrError
from tfdr.explain.options import ExplainOptions
from tfdr.objectives.reach import RTO, Minutes, Point, Reach, Step, of
from tfdr.questionnaire import presets, questions
from tfdr.questionnaire.answers import Given, from_file, from_flags
from tfdr.rendering.recorded import read
from tfdr.rendering.render import opened
from tfdr.terminal import console

SCHEMA = 1


def explain(options: ExplainOptions) -> ExitCode:
    """Explain what a set of answers can reach.

    Raises:
        TfdrError: there are no answers, or some are wrong.
    """
    if not (options.file or options.preset):
        raise TfdrError(
            "name what to explain: a file of answers, a generated folder or --preset NAME"
        )
    with opened(options.template, options.ref) as source:
        reach = of(questions.load(source.root), _places(options, source.root))
    steps = _next(options, reach)
    if options.format == "json":
        print(json.dumps(_as_json(reach, steps), indent=2))
    else:
        _report(reach)
        console.next_steps(*steps)
    return ExitCode.OK if reach.holds else ExitCode.FINDINGS


def _places(options: ExplainOptions, root: Path) -> list[Given]:
    places = [from_flags(options.data)]
    if options.file:
        path = Path(options.file)
        places.append(read(path).given if path.is_dir() else from_file(path))
    if options.preset:
        places.append(from_file(presets.find(root, options.preset), starting_point=True))
    return places


def _as_json(reach: Reach, steps: list[str]) -> dict[str, object]:
    step = reach.longest
    return {
        "schema": SCHEMA,
        "subject": "objectives",
        "answers": reach.answers,
        "recovery_points": [{**asdict(each), "holds": each.holds} for each in reach.points],
        "recovery_steps": [asdict(each) for each in reach.steps],
        "rto_reach_minutes": reach.minutes,
        "bounds": {
            "recovery_point": [each.what for each in reach.tightest],
            "recovery_time": step.step if step else None,
        },
        "holds": reach.holds,
        "refused": [{"answer": each.answer, "fault": each.fault} for each in reach.refused],
        "next": steps,
    }


def _report(reach: Reach) -> None:
    if reach.points:
        _heading("Recovery point: what is lost with a region")
        console.table(
            ("data", "copied by", "loses", "may lose", "in answer", "holds"),
            [
                (
                    *(each.what, each.how, _minutes(each.minutes), _minutes(each.objective)),
                    *(each.answer, _yes(each.holds)),
                )
                for each in reach.points
            ],
        )
        _reasons([(each.what, each) for each in reach.points])
    if reach.steps:
        _heading("Recovery time: what has to happen until the standby serves")
        console.table(("step", "takes", "in all"), _budget(reach))
        _reasons([(each.step, each) for each in reach.steps])
    for sentence in _verdict(reach):
        console.out.print(sentence, markup=False)


def _reasons(entries: Sequence[tuple[str, Point | Step]]) -> None:
    console.out.print()
    for name, entry in entries:
        console.out.print(f"{name}: {entry.why}".rstrip(": ") + f"\n  {entry.source}", markup=False)
    console.out.print()


def _budget(reach: Reach) -> list[tuple[str, str, str]]:
    rows: list[tuple[str, str, str]] = []
    total: Minutes = 0
    for each in reach.steps:
        total += each.counted
        after = _minutes(total) if each.counted or not each.minutes else "at the same time"
        rows.append((each.step, _minutes(each.minutes), after))
    return rows


def _verdict(reach: Reach) -> list[str]:
    said: list[str] = []
    if tightest := reach.tightest:
        room = [
            f"{each.what} ({_minutes(each.minutes)} of {_minutes(each.objective)} in {each.answer})"
            for each in tightest
        ]
        said.append(f"The recovery point is bounded by {', '.join(room)}.")
    if step := reach.longest:
        share = f"{_minutes(step.counted)} of it"
        said.append(f"The recovery time is bounded by: {step.step} ({share}).")
    if reach.objective is not None:
        total = sum(each.counted for each in reach.steps)
        holds = "no more than" if reach.minutes <= reach.objective else "more than"
        least = (
            f", and the strategy is not taken to need less than {_minutes(reach.minutes)}"
            if reach.minutes > total
            else ""
        )
        said.append(
            f"The steps take {_minutes(total)} together{least}: {holds} the "
            f"{_minutes(reach.objective)} in {RTO}."
        )
    if reach.holds:
        return [*said, "The objectives hold."]
    refused = [f"Refused: {each.answer}: {each.fault}" for each in reach.refused]
    return [*said, *(refused or ["The objectives do not hold."])]


def _next(options: ExplainOptions, reach: Reach) -> list[str]:
    if not reach.holds:
        changed = [
            part
            for name, value in reach.missed.items()
            for part in ("--data", f"{name}={_number(value)}")
        ]
        return [shlex.join([*options.command, *changed])]
    answers = [part for pair in options.data for part in ("--data", pair)]
    place = [
        part
        for flag, value in (("--template", options.template), ("--ref", options.ref))
        if value is not None
        for part in (flag, value)
    ]
    if options.file and Path(options.file).is_dir():
        return [shlex.join(["tfdr", "update", options.file, *answers, *place])]
    given = ["--preset", options.preset] if options.preset else []
    given += ["--answers", options.file] if options.file else []
    return [f"tfdr new DEST {shlex.join([*given, *answers, *place])}"]


def _heading(text: str) -> None:
    console.out.print(f"[bold]{text}[/]" if console.out.is_terminal else text)


def _yes(holds: bool) -> str:
    return "yes" if holds else "no"


def _number(value: Minutes) -> str:
    return f"{value:g}"


def _minutes(value: Minutes) -> str:
    return f"{_number(value)} min"
