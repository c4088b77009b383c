"""A place in an HCL text, and moving on from it: what all of its syntax is read with."""

import re
from pathlib import Path
from typing import Final, NoReturn

from tfdr.hcl.expressions import Expression, Source
from tfdr.hcl.faults import Fault, explain

COMMENT: Final = r"/\*.*?\*/"
INLINE: Final = re.compile(rf"(?:[ \t\r]+|{COMMENT})*", re.S)
BLANK: Final = re.compile(rf"(?:[ \t\r\n]+|#[^\n]*|//[^\n]*|{COMMENT})*", re.S)
IDENTIFIER: Final = re.compile(r"[^\W\d][\w-]*")


class Cursor:
    """Goes through one text. The position that a method leaves behind is that of what comes next.

    Attributes:
        at: the position.
        opened: where brackets and quotation marks stand that are open.
    """

    def __init__(self, text: str, path: Path, first_line: int = 1) -> None:
        self.text = text
        self.source = Source(text, path, first_line)
        self.at = 1 if text.startswith("\ufeff") else 0
        self.opened: list[int] = []
        self._space = INLINE  # what may stand between two parts of an expression here

    def interpolated(self) -> Expression:
        """The expression after `${` or in a directive, where new lines mean nothing."""
        raise NotImplementedError

    def names(self) -> tuple[str, ...]:
        """The variables of a `for`, up to its `in`."""
        names: list[str] = []
        while True:
            self._skip(BLANK)
            word = IDENTIFIER.match(self.text, self.at)
            if word is None:
                self.fail("a name")
            self.at = word.end()
            names.append(word[0])
            self._skip(BLANK)
            if len(names) == 2 or not self.text.startswith(",", self.at):
                break
            self.at += 1
        word = IDENTIFIER.match(self.text, self.at)
        if word is None or word[0] != "in":
            self.fail("'in'")
        self.at = word.end()
        return tuple(names)

    def _skip(self, space: re.Pattern[str]) -> None:
        if self.text[self.at : self.at + 1] in " \t\r\n#/":  # an empty slice is in it too
            found = space.match(self.text, self.at)
            if found is not None:
                self.at = found.end()

    def _expect(self, what: str) -> None:
        self._skip(self._space)
        if not self.text.startswith(what, self.at):
            self.fail(repr(what))
        self.at += len(what)

    def _open(self, space: re.Pattern[str]) -> re.Pattern[str]:
        """Go into a bracket; returns what may stand between the parts outside of it."""
        self.opened.append(self.at)
        self.at += 1
        before, self._space = self._space, space
        return before

    def _close(self, bracket: str, before: re.Pattern[str] = INLINE) -> None:
        if not self.text.startswith(bracket, self.at):
            self.fail(repr(bracket))
        self.at += 1
        self.opened.pop()
        self._space = before

    def fail(self, missing: str = "") -> NoReturn:
        """Give up: what stands here is wrong, and this would have been right."""
        raise self.fault(missing)

    def fault(self, missing: str) -> Fault:
        """What is wrong here, where something is missing."""
        return Fault(explain(self.text, self.at, self.opened, missing), self.at)
