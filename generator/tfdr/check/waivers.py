"""Waivers: comments that say which rule does not count for a block, and why."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tfdr import hcl
from tfdr.rules.registry import ID

_MARK: Final = "tfdr:ignore"
_COMMENT: Final = re.compile(r"(?:#|//|/\*)\s*tfdr:ignore\b:?\s*(?P<rest>.*?)(?:\*/)?\s*$")
_IDS: Final = re.compile(rf"(?P<ids>{ID.pattern}(?:\s*,\s*{ID.pattern})*)\b:?\s*(?P<reason>.*)")
_ONLY_COMMENT: Final = re.compile(r"\s*(?:#|//|/\*)")


@dataclass(slots=True)
class Waiver:
    """One comment.

    Attributes:
        line: its line.
        covers: the lines that it counts for: those of the block that it is in or above of.
        ids: of the rules; empty when it names none.
        reason: why; empty when it gives none, and then it does not count.
        used: for how many verdicts it counted, by rule.
    """

    file: Path
    line: int
    covers: range
    ids: tuple[str, ...]
    reason: str
    used: dict[str, int] = field(default_factory=dict)

    def waives(self, rule: str) -> bool:
        """Whether it counts, and for this rule."""
        return bool(self.reason) and any(names(id_, rule) for id_ in self.ids)


def names(id_: str, rule: str) -> bool:
    """Whether an id in a waiver names a rule: SEC02 names SEC02A and SEC02B too."""
    return rule == id_ or (rule[:-1] == id_ and rule[-1].isalpha())


def find(tree: hcl.Tree) -> list[Waiver]:
    """All waivers, in order of file and line."""
    found: list[Waiver] = []
    for path, text in sorted(tree.texts.items()):
        if _MARK in text:
            module = tree.modules.get(path.parent)
            blocks = [each for each in module.blocks if each.file == path] if module else []
            found += _in_file(path, text, blocks)
    return found


def _in_file(path: Path, text: str, blocks: list[hcl.Block]) -> list[Waiver]:
    found: list[Waiver] = []
    lines = text.split("\n")
    for number, line in hcl.comments(text):
        comment = _COMMENT.search(line) if _MARK in line else None
        if comment is not None:
            named = _IDS.match(comment["rest"])
            ids = tuple(re.split(r"\s*,\s*", named["ids"])) if named else ()
            reason = named["reason"].strip() if named else ""
            found.append(Waiver(path, number, _covered(number, lines, blocks), ids, reason))
    return found


def _covered(number: int, lines: list[str], blocks: list[hcl.Block]) -> range:
    for block in blocks:
        if block.line <= number <= block.end_line:
            return range(block.line, block.end_line + 1)
    # Above a block, with nothing but other comments between.
    below = number
    while below < len(lines) and _ONLY_COMMENT.match(lines[below]):
        below += 1
    for block in blocks:
        if block.line == below + 1:
            return range(block.line, block.end_line + 1)
    return range(number, number + 2)
