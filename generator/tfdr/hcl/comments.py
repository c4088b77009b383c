"""The comments of an HCL text: a mark in a string or a heredoc begins none."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tfdr.hcl.faults import Fault
from tfdr.hcl.grammar import Parser

_COMMENT: Final = re.compile(r"#[^\n]*|//[^\n]*|/\*.*?\*/", re.S)


def comments(text: str) -> Iterator[tuple[int, str]]:
    """The lines of all comments, each with its number; none of a text that is no HCL."""
    parser = _Parser(text, Path())
    try:
        parser.file()
    except (Fault, RecursionError):
        return
    spans = dict(sorted(parser.spaces.items()))
    # The same space may have been passed over twice, when what follows was not known.
    starts = {
        found.start(): found[0]
        for start, end in spans.items()
        for found in _COMMENT.finditer(text, start, end)
    }
    for start, comment in starts.items():
        first = parser.source.line_at(start)
        yield from enumerate(comment.split("\n"), first)


class _Parser(Parser):
    """Remembers the space between what counts, which the parser passes over."""

    def __init__(self, text: str, path: Path) -> None:
        super().__init__(text, path)
        self.spaces: dict[int, int] = {}

    def _skip(self, space: re.Pattern[str]) -> None:
        start = self.at
        super()._skip(space)
        self._passed(start)

    def _ends_line(self) -> bool:
        start = self.at
        ended = super()._ends_line()
        self._passed(start)
        return ended

    def _passed(self, start: int) -> None:
        if self.at > start:
            self.spaces[start] = max(self.at, self.spaces.get(start, 0))
