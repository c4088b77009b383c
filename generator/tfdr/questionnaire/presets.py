"""Presets: complete sets of answers for a named situation, as plain copier data files."""

from dataclasses import dataclass
from pathlib import Path

from tfdr.errors import TfdrError
from tfdr.messages import nearest, shown


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
        Preset(path.stem, path, audience(path)) for path in sorted((root / "presets").glob("*.yml"))
    ]


def audience(path: Path) -> str:
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
