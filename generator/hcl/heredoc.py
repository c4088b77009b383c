"""Finds the templates in heredocs, which python-hcl2's grammar takes as single tokens."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_OPENED = re.compile(r"(\$+|%+)\{")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a heredoc that is more than text.

    Attributes:
        kind: `$` for an interpolation, `%` for a directive, `escape` for one that is escaped,
            `open` for one that is never closed.
        text: what stands between the braces; with them for `escape` and `open`.
        line: the line on which it begins.
    """

    kind: str
    text: str
    line: int


def pieces(text: str, line: int) -> Iterator[Piece]:
    """The templates in a heredoc that begins on `line`, in order."""
    at = counted = 0
    while (opened := _OPENED.search(text, at)) is not None:
        line += text.count("\n", counted, opened.start())
        counted = opened.start()
        marks = opened[1]
        if len(marks) > 1:
            at = opened.end()
            closed = text.find("}", at)
            if marks == "$$" and closed > 0:
                yield Piece("escape", text[opened.start() : closed + 1], line)
            continue
        closed = _closing(text, opened.end())
        if closed < 0:
            yield Piece("open", opened[0], line)
            return
        at = closed + 1
        if marks == "$" and text[opened.start() - 1] == "\\":
            yield Piece("escape", text[opened.start() - 1 : at], line)
        yield Piece(marks, text[opened.end() : closed].strip("~"), line)


def _closing(text: str, at: int) -> int:
    """Where the brace that was opened before `at` is closed; -1 when it never is."""
    depth = 1
    while at < len(text):
        character = text[at]
        at += 1
        if character == '"':
            at = _string_end(text, at)
        elif character == "{":
            depth += 1
        elif character == "}":
            depth -= 1
            if not depth:
                return at - 1
    return -1


def _string_end(text: str, at: int) -> int:
    """The place after a quoted string whose content begins at `at`."""
    while at < len(text):
        if text[at] == "\\":
            at += 2
        elif text[at] == '"':
            return at + 1
        elif text.startswith(("${", "%{"), at) and text[at - 1] != text[at]:
            inner = _closing(text, at + 2)
            if inner < 0:
                return len(text)
            at = inner + 1
        else:
            at += 1
    return at
