"""`tfdr new`: from answers to a new repository, written whole or not at all."""

import json
import os
import shlex
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tfdr.errors import ExitCode
from tfdr.new import placing
from tfdr.questionnaire import presets, questions
from tfdr.questionnaire.answers import Answers, Given, from_file, from_flags, resolve
from tfdr.rendering.render import Source, files_in, opened, render
from tfdr.terminal import console


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOptions:
    """What to generate, from what, and how.

    Attributes:
        dest: where to, as it was named.
        preset: the name or the file of a preset.
        answers: a file of answers, over the preset.
        data: answers as KEY=VALUE, over both.
        defaults: whether nobody is asked.
        dry_run: whether nothing is written.
        force: whether files of the same names are overwritten.
        template: directory or git URL of another template.
        ref: tag, branch or commit of it.
        format: text or json.
        command: the command line, for one that goes on from here.
    """

    dest: str
    preset: str | None = None
    answers: str | None = None
    data: Sequence[str] = ()
    defaults: bool = False
    dry_run: bool = False
    force: bool = False
    template: str | None = None
    ref: str | None = None
    format: str = "text"
    command: Sequence[str] = ()


def run(options: NewOptions) -> ExitCode:
    """Generate a repository.

    Raises:
        TfdrError: an answer, the destination or the template is refused. Nothing is written then.
    """
    # Not resolve(), which would follow a link silently.
    dest = Path(os.path.abspath(options.dest))  # noqa: PTH100
    placing.refuse_unless_usable(dest, force=options.force)
    with opened(options.template, options.ref) as source:
        answers, agreed = _answers(options, source, dest)
        if not agreed:
            console.out.print("Nothing was written.")
            return ExitCode.OK
        files, notes = _write(source, dest, answers, dry_run=options.dry_run)
    _report(options, dest, answers, files, notes)
    return ExitCode.OK


def _answers(options: NewOptions, source: Source, dest: Path) -> tuple[Answers, bool]:
    questionnaire = questions.load(source.root)
    places = _places(options, source.root)
    if options.defaults or options.format == "json":
        answers = resolve(questionnaire, places)
        _show_chosen(options, answers)
        return answers, True
    from tfdr.new import prompts  # here, since it takes long to import

    if not prompts.possible():
        answers = resolve(questionnaire, places)
        _show_chosen(options, answers)
        return answers, True
    person = prompts.Prompts(options.command)
    answers = resolve(questionnaire, places, person.ask)
    _show_chosen(options, answers)
    return answers, options.dry_run or person.confirm(f"Write it to {dest}?")


def _places(options: NewOptions, root: Path) -> list[Given]:
    places = [from_flags(options.data)]
    if options.answers:
        places.append(from_file(Path(options.answers)))
    if options.preset:
        places.append(from_file(presets.find(root, options.preset), starting_point=True))
    return places


def _show_chosen(options: NewOptions, answers: Answers) -> None:
    if options.format == "text":
        console.table(["answer", "value"], answers.rows())


def _write(
    source: Source, dest: Path, answers: Answers, *, dry_run: bool
) -> tuple[list[str], list[str]]:
    if dry_run:
        with tempfile.TemporaryDirectory(prefix="tfdr-") as folder:
            tree = Path(folder) / dest.name
            notes = render(source, tree, answers.given)
            return files_in(tree), notes
    with placing.staging(dest) as tree, console.progress("Rendering"):
        notes = render(source, tree, answers.given)
        files = files_in(tree)
        placing.place(tree, dest)
    return files, notes


def _report(
    options: NewOptions, dest: Path, answers: Answers, files: list[str], notes: list[str]
) -> None:
    steps = _next(options, dest)
    if options.format == "json":
        report: dict[str, Any] = {
            "dest": str(dest),
            "written": not options.dry_run,
            "answers": answers.settled,
            "files": files,
            "notes": notes,
            "next": steps,
        }
        print(json.dumps(report, indent=2))
        return
    console.out.print()
    if options.dry_run:
        _print_tree(files)
        console.out.print(f"\n{len(files)} files would be written to {dest}.", markup=False)
    else:
        console.out.print(f"{len(files)} files written to {dest}.", markup=False)
    for note in notes:
        console.out.print(note, markup=False)
    console.next_steps(*steps)


def _next(options: NewOptions, dest: Path) -> list[str]:
    if options.dry_run:
        return [shlex.join([part for part in options.command if part != "--dry-run"])]
    where = shlex.quote(options.dest if not options.dest.startswith("-") else str(dest))
    return [
        f"tfdr check {where}",
        f"cd {where}",
        'git init && git add -A && git commit -m "Generate with tfdr"',
    ]


def _print_tree(files: list[str]) -> None:
    if not console.out.is_terminal:
        for file in files:
            print(file)
        return
    from rich.markup import escape
    from rich.tree import Tree

    root = Tree(".", guide_style="dim")
    branches = {"": root}
    for file in files:
        parts = file.split("/")
        for depth in range(1, len(parts) + 1):
            path, above = "/".join(parts[:depth]), "/".join(parts[: depth - 1])
            if path not in branches:
                branches[path] = branches[above].add(escape(parts[depth - 1]))
    console.out.print(root)
