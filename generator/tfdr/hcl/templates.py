"""The part of HCL's syntax that is inside of strings and heredocs."""

import re
import textwrap
from typing import Final

from tfdr.hcl.cursor import Cursor
from tfdr.hcl.expressions import Escape, Expression, Literal, Template, TemplateFor, TemplateIf
from tfdr.hcl.faults import Fault

_IN_QUOTES: Final = re.compile(
    r"""(?P<text>(?:[^"\\$%\n]|\\.|\$(?!\$?\{)|%(?!%?\{))+)
    |(?P<escape>[$]\$\{|%%\{)
    |(?P<open>[$%]\{)
    |(?P<quote>")""",
    re.X | re.S,
)
_IN_HEREDOC: Final = re.compile(
    r"""(?P<text>(?:[^$%]|\$(?!\$?\{)|%(?!%?\{))+)
    |(?P<escape>[$]\$\{|%%\{)
    |(?P<open>[$%]\{)""",
    re.X | re.S,
)
_INSIDE: Final = re.compile(r"[^}\"\n]*\}?")
_BACKSLASH: Final = re.compile(r"(?<!\\)(?:\\\\)*\\[$%]\{[^}\"\n]*\}?")
_MARK: Final = re.compile(r"~?[ \t\r\n]*(if|else|endif|for|endfor)\b")
_CLOSE: Final = re.compile(r"[ \t\r\n]*~?\}")

_UNESCAPED: Final = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\"}
_ESCAPE: Final = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))", re.S)

Pieces = list[str | Expression]


def quoted(parser: Cursor, start: int) -> Expression:
    """The string whose quotation mark was just read."""
    parser.opened.append(start)
    reader = _Reader(parser, _IN_QUOTES, len(parser.text))
    pieces = reader.pieces(())
    parser.at += 1
    parser.opened.pop()
    return reader.made(start, parser.at, pieces)


def heredoc(parser: Cursor, start: int, opening: str) -> Expression:
    """The heredoc whose first line was just read."""
    name = opening.strip().lstrip("<-")
    end = re.compile(rf"^[ \t]*{re.escape(name)}(?=[ \t]*\r?$)", re.M).search(
        parser.text, parser.at
    )
    if end is None:
        raise Fault(f"the heredoc {opening.strip()} is never closed", start)
    parser.opened.append(start)
    reader = _Reader(parser, _IN_HEREDOC, end.start())
    pieces = reader.pieces(())
    parser.at = end.end()
    parser.opened.pop()
    return reader.made(start, parser.at, _dedented(pieces) if "-" in opening[:3] else pieces)


def whole(parser: Cursor) -> Expression:
    """All of a text that is one template, as strings in JSON are."""
    reader = _Reader(parser, _IN_HEREDOC, len(parser.text))
    pieces = reader.pieces(())
    return reader.made(0, len(parser.text), pieces)


def unescaped(text: str, at: int) -> str:
    """A string as it is meant; `at` is where it stands."""
    if "\\" not in text:
        return text

    def meant(found: re.Match[str]) -> str:
        short, long, one = found.groups()
        if one is None:
            code = int(short or long, 16)
            return chr(code) if code < 0x110000 else "\ufffd"
        if one in _UNESCAPED:
            return _UNESCAPED[one]
        if one in "$%":  # no escape either, but one that is explained better than as a syntax error
            return f"\\{one}"
        message = f"\\{one} is no escape in a string; write \\\\ for a backslash"
        raise Fault(message, at + found.start())

    return _ESCAPE.sub(meant, text)


class _Reader:
    def __init__(self, parser: Cursor, pattern: re.Pattern[str], end: int) -> None:
        self._parser = parser
        self._pattern = pattern
        self._end = end
        self._escapes: list[Escape] = []
        self._mark = ""

    def made(self, start: int, end: int, pieces: Pieces) -> Expression:
        source = self._parser.source
        own = tuple(self._escapes)
        if not any(isinstance(each, Expression) for each in pieces):
            text = "".join(each for each in pieces if isinstance(each, str))
            return Literal(source, start, end, text, own)
        return Template(source, start, end, pieces, own)

    def pieces(self, until: tuple[str, ...]) -> Pieces:
        """The pieces up to the end, or up to a directive of one of these names."""
        parser = self._parser
        pieces: Pieces = []
        while True:
            found = self._pattern.match(parser.text, parser.at, self._end)
            if found is None or found.lastgroup == "quote":
                self._ended(found, until)
                return pieces
            start = parser.at
            parser.at = found.end()
            if found.lastgroup == "text":
                pieces.append(self._text(found[0], start))
            elif found.lastgroup == "escape":
                inside = _INSIDE.match(parser.text, parser.at)
                shown = found[0] + (inside[0] if inside else "")
                self._escapes.append(Escape(shown, parser.source.line_at(start)))
                pieces.append(found[0][1:])
            elif found[0] == "${":
                pieces.append(self._interpolation(start))
            else:
                made = self._directive(start, until)
                if made is None:
                    return pieces
                pieces.append(made)

    def _ended(self, found: re.Match[str] | None, until: tuple[str, ...]) -> None:
        parser = self._parser
        if until:
            raise Fault(f"template directive {until[-1][3:]!r} is never ended", parser.at)
        if found is None and self._pattern is _IN_QUOTES:
            raise Fault("this quotation mark is never closed", parser.opened[-1])

    def _text(self, text: str, start: int) -> str:
        if "\\" not in text:
            return text
        parser = self._parser
        for found in _backslashes(parser.text, start, start + len(text)):
            self._escapes.append(Escape(found[0], parser.source.line_at(found[1])))
        if self._pattern is _IN_HEREDOC:
            return text
        return unescaped(text, start)

    def _interpolation(self, start: int) -> Expression:
        parser = self._parser
        parser.opened.append(start)
        if parser.text.startswith("~", parser.at):
            parser.at += 1
        found = parser.interpolated()
        self._close()
        return found

    def _close(self) -> None:
        parser = self._parser
        closed = _CLOSE.match(parser.text, parser.at)
        if closed is None or closed.end() > self._end:
            parser.fail("'}'")
        parser.at = closed.end()
        parser.opened.pop()

    def _directive(self, start: int, until: tuple[str, ...]) -> Expression | None:
        """A directive with what it holds; None where it ends the one around it."""
        parser = self._parser
        mark = _MARK.match(parser.text, parser.at)
        if mark is None:
            shown = parser.text[parser.at : self._end].split("}")[0].strip(" ~")[:40]
            raise Fault(f"unknown template directive {shown!r}", start)
        parser.opened.append(start)
        parser.at = mark.end()
        word = mark[1]
        if word == "if":
            return self._if(start)
        if word == "for":
            return self._for(start)
        self._close()
        if word not in until:
            raise Fault(f"template directive {word!r} has nothing to end", start)
        self._mark = word
        return None

    def _if(self, start: int) -> Expression:
        parser = self._parser
        inside = [parser.interpolated()]
        self._close()
        at = parser.at
        inside.append(Template(parser.source, at, at, self.pieces(("else", "endif"))))
        if self._mark == "else":
            at = parser.at
            inside.append(Template(parser.source, at, at, self.pieces(("endif",))))
        return TemplateIf(parser.source, start, parser.at, inside)

    def _for(self, start: int) -> Expression:
        parser = self._parser
        names = parser.names()
        collection = parser.interpolated()
        self._close()
        at = parser.at
        each = Template(parser.source, at, at, self.pieces(("endfor",)))
        return TemplateFor(parser.source, start, parser.at, names, collection, each)


def _backslashes(text: str, start: int, end: int) -> list[tuple[str, int]]:
    """The interpolations in a part of a text that a backslash was meant to escape."""
    found: list[tuple[str, int]] = []
    at = start
    while True:
        match = _BACKSLASH.search(text, at, len(text))
        if match is None or match.start() >= end:
            return found
        last = match[0].rindex("\\")
        found.append((match[0][last:], match.start() + last))
        at = match.end()


def _dedented(pieces: Pieces) -> Pieces:
    """The pieces of a heredoc that begins with `<<-`, without the space that all lines share."""
    mark = "\0"
    text = "".join(each if isinstance(each, str) else mark for each in pieces)
    parts = textwrap.dedent(text.replace(mark, "\x01")).split("\x01")
    others = [each for each in pieces if not isinstance(each, str)]
    merged: Pieces = [parts[0]]
    for other, part in zip(others, parts[1:], strict=False):
        merged += [other, part]
    return [each for each in merged if each != ""]
