"""`tfdr presets`: which there are, and what each of them answers and generates."""

import json
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from tfdr.errors import ExitCode
from tfdr.questionnaire.answers import Answers, from_file, resolve
from tfdr.questionnaire.presets import Preset, audience, available, find
from tfdr.rendering.render import files_in, opened, render
from tfdr.terminal import console


@dataclass(frozen=True, slots=True, kw_only=True)
class PresetsOptions:
    """What to show, and how.

    Attributes:
        name: the preset to show; None for a list of all.
        format: text or json.
    """

    name: str | None = None
    format: str = "text"


def run(options: PresetsOptions) -> ExitCode:
    """List the presets, or show what one of them answers and generates."""
    with opened() as source:
        if options.name is None:
            _list(available(source.root), options.format)
            return ExitCode.OK
        path = find(source.root, options.name)
        answers = resolve(source.questionnaire, [from_file(path)])
        with tempfile.TemporaryDirectory(prefix="tfdr-") as folder, console.progress("Rendering"):
            tree = Path(folder) / "preset"
            render(source, tree, answers.given)
            files = files_in(tree)
    _show(options.name, audience(path), answers, files, options.format)
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
    console.table(["answer", "value"], answers.rows())
    console.out.print()
    console.table(["where", "files"], [[place, str(n)] for place, n in by_concern(files)])
    console.next_steps(f"tfdr new DEST --preset {name}")


def by_concern(files: list[str]) -> list[tuple[str, int]]:
    """Count files by the folder that holds them: two levels deep under modules, else one."""
    places = Counter[str]()
    for file in files:
        parts = file.split("/")[:-1]
        places["/".join(parts[: 2 if parts[:1] == ["modules"] else 1]) or "."] += 1
    return sorted(places.items())
