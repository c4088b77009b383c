"""The files that the page is made of, read."""

import json
from dataclasses import dataclass
from fnmatch import fnmatch
from typing import Any, Final

import yaml

from tests.support import ROOT

FOLDER: Final = ROOT / "tests" / "corpus"
MEASURED: Final = FOLDER / "measured.json"
FALSE: Final = "false"
NOISE: Final = "noise"
USELESS: Final = "useless"


def read(name: str) -> Any:
    """A file of YAML in this folder."""
    return yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))


def measured() -> dict[str, Any]:
    """What was measured last."""
    found: dict[str, Any] = json.loads(MEASURED.read_text(encoding="utf-8"))
    return found


@dataclass(frozen=True)
class Fault:
    """What an expert found wrong.

    Attributes:
        repository: where.
        found: the rule that names it; empty where none does.
        left: why not; or why it is none after all.
        is_withdrawn: whether it is no fault, as turned out later.
    """

    repository: str
    at: str
    what: str
    found: str
    left: str
    is_withdrawn: bool


def faults() -> list[Fault]:
    """All that were listed."""
    return [
        Fault(
            repository,
            each["at"],
            each["what"],
            each.get("found") or "",
            each.get("left") or each.get("withdrawn") or "",
            "withdrawn" in each,
        )
        for repository, several in read("faults.yml").items()
        for each in several
    ]


def label(repository: str, place: str) -> str:
    """What was said of a finding: `false`, `noise` or `useless`; empty where it is right.

    Args:
        repository: where it is.
        place: its rule, file and line, as `OPS01 main.tf:3`.
    """
    said: dict[str, dict[str, list[str]]] = _labels()
    for kind, places in said.get(repository, {}).items():
        if any(is_of(place, each) for each in places):
            return kind
    return ""


def is_of(place: str, pattern: str) -> bool:
    """Whether a place is meant by a pattern, in which `*` is anything."""
    return fnmatch(place, pattern.replace("[", "[[]"))


_READ: dict[str, Any] = {}


def _labels() -> Any:
    if not _READ:
        _READ.update(read("labels.yml"))
    return _READ
