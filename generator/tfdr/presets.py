"""Presets: complete sets of answers for a named situation, as plain copier data files."""

import argparse
import json
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from tfdr import console, questions
from tfdr.answers import Answers, as_text, from_file, resolve
from tfdr.errors import ExitCode, TfdrError
from tfdr.nearest import nearest
from tfdr.render import opened, render
from tfdr.values import shown


@dataclass(frozen=True)
class Preset:
    """One preset.

    Attributes:
        name: what to call it behind `--preset`.
        path: the file with its answers.
        audience: who it is for, from the comment that its file begins with.
    """

    name: str
    path: Path
    audience: str


def available(root: Path) -> list[Preset]:
    """Return the presets of the template in a folder, by name."""
    return [
        Preset(path.stem, path, _audience(path))
        for path in sorted((root / "presets").glob("*.yml"))
    ]


def _audience(path: Path) -> str:
    """Return the first sentence of the comment that a preset begins with."""
    comment = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            break
        if not line.startswith("# yaml-language-server:"):
            comment.append(line.lstrip("# "))
    sentence, stop, _ = " ".join(comment).partition(". ")
    return sentence + stop.strip()


def find(root: Path, name_or_file: str) -> Path:
    """Return the file of a preset that is named, or given as a file.

    Raises:
        TfdrError: there is no such preset.
    """
    if "/" in name_or_file or name_or_file.endswith((".yml", ".yaml")):
        return Path(name_or_file)
    presets = {preset.name: preset.path for preset in available(root)}
    if name_or_file in presets:
        return presets[name_or_file]
    near = nearest(name_or_file[:100], presets)
    right = f"did you mean {near}?" if near else f"there are: {', '.join(presets) or 'none'}"
    raise TfdrError(f"--preset {shown(name_or_file)} is not a preset: {right}")


def run(args: argparse.Namespace) -> ExitCode:
    """List the presets, or show what one of them answers and generates.

    Args:
        args: name (or None), format.
    """
    with opened() as source:
        if args.name is None:
            _list(available(source.root), args.format)
            return ExitCode.OK
        path = find(source.root, args.name)
        answers = resolve(questions.load(source.root), [from_file(path)])
        with tempfile.TemporaryDirectory(prefix="tfdr-") as folder, console.progress("Rendering"):
            tree = Path(folder) / "preset"
            render(source, tree, answers.given)
            files = files_in(tree)
    _show(args.name, _audience(path), answers, files, args.format)
    return ExitCode.OK


def _list(presets: list[Preset], form: str) -> None:
    if form == "json":
        rows = [{"name": preset.name, "audience": preset.audience} for preset in presets]
        print(json.dumps(rows, indent=2))
        return
    console.table(
        ["preset", "who it is for"], [[preset.name, preset.audience] for preset in presets]
    )
    if presets:
        console.next_steps(
            f"tfdr presets {presets[0].name}", f"tfdr new DEST --preset {presets[0].name}"
        )


def _show(name: str, audience: str, answers: Answers, files: list[str], form: str) -> None:
    if form == "json":
        report = {"name": name, "audience": audience, "answers": answers.settled, "files": files}
        print(json.dumps(report, indent=2))
        return
    console.out.print(audience, markup=False)
    console.out.print()
    console.table(["answer", "value"], rows_of(answers))
    console.out.print()
    console.table(["where", "files"], [[place, str(n)] for place, n in by_concern(files)])
    console.next_steps(f"tfdr new DEST --preset {name}")


def rows_of(answers: Answers) -> list[list[str]]:
    """Return the rows of a table of answers, in the order of the questions."""
    return [[name, as_text(value)] for name, value in answers.settled.items()]


def files_in(tree: Path) -> list[str]:
    """Return the files below a folder, relative to it and sorted."""
    return sorted(
        path.relative_to(tree).as_posix() for path in tree.rglob("*") if not path.is_dir()
    )


def by_concern(files: list[str]) -> list[tuple[str, int]]:
    """Count files by the folder that holds them: two levels deep under modules, else one."""
    places = Counter[str]()
    for file in files:
        parts = file.split("/")[:-1]
        places["/".join(parts[: 2 if parts[:1] == ["modules"] else 1]) or "."] += 1
    return sorted(places.items())
