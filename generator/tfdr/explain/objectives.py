"""`tfdr explain objectives`: what answers can reach for RPO and RTO, and what bounds it.

With `--format json` it prints one object: `schema` (1), `subject`, `answers`,
`recovery_points` (each with `what`, `how`, `minutes`, `answer`, `objective`, `holds`, `why`,
`source`), `recovery_steps` (each with `step`, `minutes`, `counted`, `why`, `source`),
`rto_reach_minutes`, `bounds` (`recovery_point`, a list, and `recovery_time`: what takes most),
`holds`, `refused` (each with `answer` and `fault`), `designs` (each with `strategy`,
`automatic_failover`, `rto_minutes`, `rpo_minutes`, `reaches`, `stands_by`, `steps`, `monthly` in
dollars and `costs`, a list of items), from the cheapest to the most expensive, and `next`.
"""

import json
import shlex
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from tfdr.errors import ExitCode
from tfdr.explain.options import ExplainOptions
from tfdr.explain.places import places as where
from tfdr.objectives import designs
from tfdr.objectives.designs import Design
from tfdr.objectives.reach import RTO, Minutes, Point, Reach, Step, of
from tfdr.objectives.words import minutes, prices_note, who_starts
from tfdr.questionnaire.answers import as_text
from tfdr.rendering.render import opened
from tfdr.terminal import console

SCHEMA = 1


def explain(options: ExplainOptions) -> ExitCode:
    """Explain what a set of answers can reach.

    Raises:
        TfdrError: some of the answers are wrong.
    """
    with opened(options.template, options.ref) as source:
        questionnaire, places = source.questionnaire, where(options, source.root)
        reach = of(questionnaire, places)
        found = designs.all_of(questionnaire, places)
    steps = _next(options, reach, found)
    if options.format == "json":
        print(json.dumps(_as_json(reach, found, steps), indent=2))
    else:
        _report(reach)
        _show_designs(reach, found)
        console.next_steps(*steps)
    return ExitCode.OK if reach.holds else ExitCode.FINDINGS


def _as_json(reach: Reach, found: Sequence[Design], steps: list[str]) -> dict[str, object]:
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
        "designs": [_design(each) for each in found],
        "next": steps,
    }


def _design(design: Design) -> dict[str, object]:
    return {
        "strategy": design.strategy,
        "automatic_failover": design.automatic,
        "rto_minutes": design.reach.minutes,
        "rpo_minutes": design.recovery_point,
        "reaches": design.reach.holds,
        "stands_by": design.stands_by,
        "steps": [asdict(each) for each in design.reach.steps],
        "monthly": design.monthly if design.costs else None,
        "costs": [asdict(each) for each in design.costs.items] if design.costs else [],
    }


def _show_designs(reach: Reach, found: Sequence[Design]) -> None:
    if not found:
        return
    console.out.print()
    _heading("Designs with the same other answers, from the cheapest to the most expensive")
    console.table(
        ("strategy", "failover", "RTO", "RPO", "reaches it", "$ a month", "stands by"),
        [
            (
                each.strategy + (" (chosen)" if _is_chosen(each, reach) else ""),
                who_starts(each),
                minutes(each.reach.minutes),
                minutes(each.recovery_point),
                _yes(each.reach.holds),
                f"{each.monthly:,.0f}" if each.costs else "",
                each.stands_by,
            )
            for each in found
        ],
    )
    if costs := found[0].costs:
        groups = ", ".join(f"{name} {total:,.0f}" for name, total in costs.by_group().items())
        console.out.print(f"The cheapest, in dollars: {groups}.", markup=False)
        console.out.print(prices_note(costs), markup=False)


def _is_chosen(design: Design, reach: Reach) -> bool:
    return all(reach.answers.get(name) == value for name, value in design.answers.items())


def _report(reach: Reach) -> None:
    if reach.points:
        _heading("Recovery point: what is lost with a region")
        console.table(
            ("data", "copied by", "loses", "may lose", "in answer", "holds"),
            [
                (
                    *(each.what, each.how, minutes(each.minutes), minutes(each.objective)),
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
        after = minutes(total) if each.counted or not each.minutes else "at the same time"
        rows.append((each.step, minutes(each.minutes), after))
    return rows


def _verdict(reach: Reach) -> list[str]:
    said: list[str] = []
    if tightest := reach.tightest:
        room = [
            f"{each.what} ({minutes(each.minutes)} of {minutes(each.objective)} in {each.answer})"
            for each in tightest
        ]
        said.append(f"The recovery point is bounded by {', '.join(room)}.")
    if step := reach.longest:
        share = f"{minutes(step.counted)} of it"
        said.append(f"The recovery time is bounded by: {step.step} ({share}).")
    if reach.objective is not None:
        total = sum(each.counted for each in reach.steps)
        holds = "no more than" if reach.minutes <= reach.objective else "more than"
        least = (
            f", and the strategy is not taken to need less than {minutes(reach.minutes)}"
            if reach.minutes > total
            else ""
        )
        said.append(
            f"The steps take {minutes(total)} together{least}: {holds} the "
            f"{minutes(reach.objective)} in {RTO}."
        )
    if reach.holds:
        return [*said, "The objectives hold."]
    refused = [f"Refused: {each.answer}: {each.fault}" for each in reach.refused]
    return [*said, *(refused or ["The objectives do not hold."])]


def _next(options: ExplainOptions, reach: Reach, found: Sequence[Design]) -> list[str]:
    if not reach.holds:
        better = next((each for each in found if each.reach.holds), None)
        wanted = better.answers if better else reach.missed
        changed = [
            part
            for name, value in wanted.items()
            for part in ("--data", f"{name}={as_text(value)}")
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
