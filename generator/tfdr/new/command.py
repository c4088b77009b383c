"""`tfdr new`: from answers to a new repository, written whole or not at all."""

import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tfdr.errors import ExitCode
from tfdr.new import commands, conversation, placing
from tfdr.new.options import NewOptions
from tfdr.questionnaire import presets
from tfdr.questionnaire.answers import Answers, Given, from_file, from_flags, resolve
from tfdr.questionnaire.draft import samples_in
from tfdr.rendering.render import Source, files_in, opened, render
from tfdr.terminal import console


@dataclass(frozen=True, slots=True)
class _Result:
    """What was generated.

    Attributes:
        answers: from what.
        samples: names of the answers that are samples of a preset.
        files: all files, relative to the repository.
        notes: what the user should know about the template.
    """

    answers: Answers
    samples: list[str]
    files: list[str]
    notes: list[str]


def run(options: NewOptions) -> ExitCode:
    """Generate a repository.

    Raises:
        TfdrError: an answer, the destination or the template is refused. Nothing is written then.
    """
    # Not resolve(), which would follow a link silently.
    dest = Path(os.path.abspath(options.dest))  # noqa: PTH100
    placing.refuse_unless_usable(dest, force=options.force)
    with opened(options.template, options.ref) as source:
        questionnaire = source.questionnaire
        if not options.defaults and options.format == "text" and conversation.possible():
            talk = conversation.Conversation(options, questionnaire, source.root)
            with talk.resumable():
                answers = talk.answers()
                if answers is None:
                    return ExitCode.OK
                result = _generated(options, source, dest, answers)
            _report(options, dest, result, repeat=talk.repeat())
        else:
            answers = resolve(questionnaire, _places(options, source.root))
            if options.format == "text":
                console.table(["answer", "value"], answers.rows())
            result = _generated(options, source, dest, answers)
            _report(options, dest, result)
    return ExitCode.OK


def _places(options: NewOptions, root: Path) -> list[Given]:
    places = [from_flags(options.data)]
    if options.answers:
        places.append(from_file(Path(options.answers)))
    if options.preset:
        places.append(from_file(presets.find(root, options.preset), starting_point=True))
    return places


def _generated(options: NewOptions, source: Source, dest: Path, answers: Answers) -> _Result:
    samples = samples_in(source.questionnaire, answers)
    if options.dry_run:
        with tempfile.TemporaryDirectory(prefix="tfdr-") as folder:
            tree = Path(folder) / dest.name
            notes = render(source, tree, answers.given)
            return _Result(answers, samples, files_in(tree), notes)
    with placing.staging(dest) as tree, console.progress("Rendering"):
        notes = render(source, tree, answers.given)
        files = files_in(tree)
        placing.place(tree, dest)
    return _Result(answers, samples, files, notes)


def _report(options: NewOptions, dest: Path, result: _Result, repeat: str = "") -> None:
    steps = commands.following(options, dest)
    if options.format == "json":
        report: dict[str, Any] = {
            "dest": str(dest),
            "written": not options.dry_run,
            "answers": result.answers.settled,
            "samples": result.samples,
            "files": result.files,
            "notes": result.notes,
            "next": steps,
        }
        print(json.dumps(report, indent=2))
        return
    console.out.print()
    if options.dry_run:
        console.tree(result.files)
        console.say(f"\n{len(result.files)} files would be written to {dest}.")
    else:
        console.say(f"{len(result.files)} files written to {dest}.")
    for note in result.notes:
        console.say(note)
    if result.samples:
        _warn_of(result.samples)
    console.next_steps(*steps)
    if repeat:
        console.say(f"\nThe same again, without questions:\n  {repeat}")


def _warn_of(samples: list[str]) -> None:
    console.out.print()
    console.paragraph(
        f"SAMPLES: {', '.join(samples)} are samples of the preset, not your own. Terraform refuses "
        "to plan this repository until they are replaced: give your own with --data, as in "
        f"--data {samples[0]}=VALUE.",
        "bold yellow",
    )
