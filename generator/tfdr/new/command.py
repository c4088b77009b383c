"""`tfdr new`: from answers to a new repository, written whole or not at all."""

import argparse
import json
import os
import shlex
import tempfile
from pathlib import Path
from typing import Any

from tfdr.errors import ExitCode
from tfdr.new import placing
from tfdr.questionnaire import presets, questions
from tfdr.questionnaire.answers import Answers, Given, from_file, from_flags, resolve
from tfdr.rendering.render import Source, files_in, opened, render
from tfdr.terminal import console


def run(args: argparse.Namespace) -> ExitCode:
    """Generate a repository.

    Args:
        args: dest, preset, answers, data, defaults, dry_run, force, template, ref, format, and
            command, the command line as a list, for resuming.

    Raises:
        TfdrError: an answer, the destination or the template is refused. Nothing is written then.
    """
    dest = Path(os.path.abspath(args.dest))  # noqa: PTH100  resolve() would follow a link silently
    placing.refuse_unless_usable(dest, force=args.force)
    with opened(args.template, args.ref) as source:
        answers, agreed = _answers(args, source, dest)
        if not agreed:
            console.out.print("Nothing was written.")
            return ExitCode.OK
        files, notes = _write(source, dest, answers, dry_run=args.dry_run)
    _report(args, dest, answers, files, notes)
    return ExitCode.OK


def _answers(args: argparse.Namespace, source: Source, dest: Path) -> tuple[Answers, bool]:
    questionnaire = questions.load(source.root)
    places = _places(args, source.root)
    if args.defaults or args.format == "json":
        answers = resolve(questionnaire, places)
        _show_chosen(args, answers)
        return answers, True
    from tfdr.new import prompts  # here, since it takes long to import

    if not prompts.possible():
        answers = resolve(questionnaire, places)
        _show_chosen(args, answers)
        return answers, True
    person = prompts.Prompts(args.command)
    answers = resolve(questionnaire, places, person.ask)
    _show_chosen(args, answers)
    return answers, args.dry_run or person.confirm(f"Write it to {dest}?")


def _places(args: argparse.Namespace, root: Path) -> list[Given]:
    places = [from_flags(args.data)]
    if args.answers:
        places.append(from_file(Path(args.answers)))
    if args.preset:
        places.append(from_file(presets.find(root, args.preset), starting_point=True))
    return places


def _show_chosen(args: argparse.Namespace, answers: Answers) -> None:
    if args.format == "text":
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
    args: argparse.Namespace, dest: Path, answers: Answers, files: list[str], notes: list[str]
) -> None:
    steps = _next(args, dest)
    if args.format == "json":
        report: dict[str, Any] = {
            "dest": str(dest),
            "written": not args.dry_run,
            "answers": answers.settled,
            "files": files,
            "notes": notes,
            "next": steps,
        }
        print(json.dumps(report, indent=2))
        return
    console.out.print()
    if args.dry_run:
        _print_tree(files)
        console.out.print(f"\n{len(files)} files would be written to {dest}.", markup=False)
    else:
        console.out.print(f"{len(files)} files written to {dest}.", markup=False)
    for note in notes:
        console.out.print(note, markup=False)
    console.next_steps(*steps)


def _next(args: argparse.Namespace, dest: Path) -> list[str]:
    if args.dry_run:
        return [shlex.join([part for part in args.command if part != "--dry-run"])]
    where = shlex.quote(args.dest if not args.dest.startswith("-") else str(dest))
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
