"""The weakenings: one file for each kind, in weakenings/ and habits/."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml
from tfdr.controls.verify import Held
from tfdr.rules import FAIL, PASS, UNKNOWN

from tests.controls.subject import subject

HERE: Final = Path(__file__).parent
_KNOWN: Final = {"control", "file", "old", "new", "append", "at", "kind", "outcome", "says"}


@dataclass(frozen=True)
class Weakening:
    """One change by hand that undoes a control, or a part of it.

    Attributes:
        table: the kind of it, which is the name of its file.
        changes: what is replaced in which file, by a pattern; or what is added at its end.
        at: a part of the address that has to be named.
        outcome: FAIL, or UNKNOWN where a person has to look.
        kind: of the repository, as tests/controls has them.
    """

    table: str
    control: str
    changes: tuple[tuple[str, str, str], ...]
    at: str
    outcome: str
    kind: str

    def __str__(self) -> str:
        words = re.sub(r"[^\w.]+", " ", self.changes[-1][2]).strip()
        return f"{self.table} {self.control} {words[:40]}"

    def judged(self) -> Held:
        """What becomes of the control."""
        of = subject(self.kind)
        texts: dict[Path, str] = {}
        for file, old, new in self.changes:
            path = of.directory / file
            before = texts.get(path) or path.read_text(encoding="utf-8")
            texts[path] = re.sub(old, new, before) if old else f"{before}\n{new}"
            assert texts[path] != before, f"{old} is not in {file}"
        changed = of
        for path, text in texts.items():
            changed = replace(changed, tree=changed.with_text(path, text))
        return of.control(self.control, changed.tree)

    def is_noticed(self, held: Held) -> bool:
        """Whether the right thing is named: what is wrong, or that it is not known."""
        found = held.findings if self.outcome == FAIL else [*held.findings, *held.unknown]
        return any(self.at in each.address for each in found)


def read(folder: str) -> list[Weakening]:
    """The weakenings of all tables in a folder."""
    return [each for path in sorted((HERE / folder).glob("*.yml")) for each in _of(path)]


def _of(path: Path) -> Iterator[Weakening]:
    for entry in yaml.safe_load(path.read_text(encoding="utf-8")):
        changes = entry.get("changes", [entry])
        assert set(entry) <= _KNOWN | {"changes"}, entry
        yield Weakening(
            path.stem,
            entry["control"],
            tuple(map(_change, changes)),
            entry["at"],
            entry.get("outcome", FAIL),
            entry.get("kind", "ecs"),
        )


def _change(entry: dict[str, Any]) -> tuple[str, str, str]:
    return entry["file"], entry.get("old", ""), entry.get("new", entry.get("append", ""))


@cache
def counted(folder: str) -> dict[str, Counter[str]]:
    """How many of each table are failures, unknown, or pass: what docs/compliance.md says."""
    found: dict[str, Counter[str]] = {}
    for each in read(folder):
        held = each.judged()
        named = each.is_noticed(held)
        verdict = held.verdict if named and held.verdict in (FAIL, UNKNOWN) else PASS
        found.setdefault(each.table, Counter())[verdict] += 1
    return found
