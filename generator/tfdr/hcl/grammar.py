"""The syntax of HCL, read as Terraform reads it: text in, attributes and blocks with places out."""

import itertools
import re
from pathlib import Path
from typing import Final, NoReturn

from tfdr.hcl import templates
from tfdr.hcl.blocks import Attribute, Block
from tfdr.hcl.cursor import BLANK, COMMENT, IDENTIFIER, INLINE, Cursor
from tfdr.hcl.expressions import (
    Call,
    Conditional,
    Expression,
    For,
    GetAttr,
    Index,
    Literal,
    Name,
    Object,
    Operation,
    Parentheses,
    Splat,
    Tuple,
)
from tfdr.hcl.faults import Fault

Body = tuple[dict[str, Attribute], tuple[Block, ...]]

# Terraform itself never nests ten; walks of blocks are recursive.
MAX_DEPTH: Final = 100

_ENDING: Final = re.compile(rf"(?:[ \t\r]+|{COMMENT})*(?:(?:#|//)[^\n]*)?(?:\n|\Z)", re.S)
_ANOTHER: Final = re.compile(r"[ \t]*[;,]?[ \t]*(?P<name>[^\W\d][\w-]*)[ \t]*=(?!=)")
_LABEL: Final = re.compile(r'"((?:[^"\\$%\n]|\\.|\$\$\{|%%\{|[$%](?!\{))*)"')
_PRIMARY: Final = re.compile(
    r"""(?P<name>[^\W\d][\w-]*)
    |(?P<string>"[^"\\$%\n]*")
    |(?P<quote>")
    |(?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)
    |(?P<other>[(\[{!-])
    |(?P<heredoc><<-?[^\W\d][\w-]*\r?\n)""",
    re.X,
)
_OPERATOR: Final = re.compile(r"\|\||&&|==|!=|<=|>=|<|>|\+|-|\*|/(?![/*])|%")
_BINDING: Final = {
    "||": 1,
    "&&": 2,
    **dict.fromkeys(("==", "!="), 3),
    **dict.fromkeys(("<", ">", "<=", ">="), 4),
    **dict.fromkeys(("+", "-"), 5),
    **dict.fromkeys(("*", "/", "%"), 6),
}
_ATTRIBUTE: Final = re.compile(
    r"\.[ \t]*(?P<lines>[\r\n]\s*)?(?:(?P<name>[^\W\d][\w-]*)|(?P<number>\d+)|(?P<all>\*))"
)
_ALL: Final = re.compile(r"\[[ \t]*\*[ \t]*\]")
_WORDS: Final = {"true": True, "false": False, "null": None}


class Parser(Cursor):
    """Reads one text."""

    _depth = 0  # of the expression that is read

    def __init__(
        self, text: str, path: Path, first_line: int = 1, passed: list[Fault] | None = None
    ) -> None:
        """Begin with a text.

        Args:
            text: it.
            path: where it is from.
            first_line: the number of its first line.
            passed: takes faults that leave no doubt about what was meant, and are passed over:
                several attributes on one line. Without it they end the reading, as in Terraform.
        """
        super().__init__(text, path, first_line)
        self._faults = passed

    # Structure

    def file(self) -> Body:
        """All of it, as the body of a file."""
        return self._body(0)

    def _body(self, depth: int) -> Body:
        """What stands up to the closing brace, or up to the end at depth 0."""
        text = self.text
        attributes: dict[str, Attribute] = {}
        blocks: list[Block] = []
        if depth > MAX_DEPTH:
            raise Fault("blocks are nested too deeply", self.at)
        while True:
            self._skip(BLANK)
            if self.at >= len(text):
                if depth:
                    self.fail()
                break
            if depth and text[self.at] == "}":
                break
            self._item(attributes, blocks, depth)
            self._end_of_line()
        for block in blocks:
            if block.kind in attributes:
                self._twice(block)
        return attributes, tuple(blocks)

    def _twice(self, block: Block) -> NoReturn:
        message = f"{block.kind!r} is both a block and an attribute"
        raise Fault(message, self.at, line=block.line)

    def _end_of_line(self) -> None:
        if not (self._ends_line() or self._goes_on("a new line")):
            self.fail("a new line")

    def _goes_on(self, missing: str) -> bool:
        """Pass over what ends nothing before another attribute on the same line, if that may be."""
        another = _ANOTHER.match(self.text, self.at)
        if self._faults is None or another is None:
            return False
        self._faults.append(self.fault(missing))
        self.at = another.start("name")
        return True

    def _ends_line(self) -> bool:
        """Go to the next line, when nothing but space is left of this one."""
        ended = _ENDING.match(self.text, self.at)
        if ended is not None:
            self.at = ended.end()
        return ended is not None

    def _item(self, attributes: dict[str, Attribute], blocks: list[Block], depth: int) -> None:
        """One attribute or one block."""
        text = self.text
        start = self.at
        word = IDENTIFIER.match(text, start)
        if word is None:
            self.fail()
        name = word[0]
        self.at = word.end()
        self._skip(INLINE)
        if text.startswith("=", self.at) and not text.startswith("==", self.at):
            self._attribute(name, start, attributes)
        else:
            blocks.append(self._block(name, start, depth))

    def _attribute(self, name: str, start: int, attributes: dict[str, Attribute]) -> None:
        line = self.source.line_at(start)
        if name in attributes:
            message = f"attribute {name!r} is already set in line {attributes[name].line}"
            raise Fault(message, start)
        self.at += 1
        attributes[name] = Attribute(name, self.expression(), line)

    def _block(self, kind: str, start: int, depth: int) -> Block:
        text = self.text
        labels: list[str] = []
        while not text.startswith("{", self.at):
            label = _LABEL.match(text, self.at) or IDENTIFIER.match(text, self.at)
            if label is None:
                self.fail("'{'" if labels else "'=' or '{'")
            labels.append(
                templates.unescaped(label[1], self.at) if label.re is _LABEL else label[0]
            )
            self.at = label.end()
            self._skip(INLINE)
        self.opened.append(self.at)
        self.at += 1
        if self._ends_line():
            attributes, blocks = self._body(depth + 1)
        else:
            attributes, blocks = self._single_line()
        end = self.at
        self._close("}")
        return Block(
            kind,
            tuple(labels),
            self.source.path,
            self.source.line_at(start),
            self.source.line_at(end),
            attributes,
            blocks,
        )

    def _single_line(self) -> Body:
        """A block on one line: it holds at most one attribute."""
        attributes: dict[str, Attribute] = {}
        self._skip(INLINE)
        more = not self.text.startswith("}", self.at)
        while more:
            start = self.at
            word = IDENTIFIER.match(self.text, start)
            if word is None:
                self.fail()
            self.at = word.end()
            self._skip(INLINE)
            if not self.text.startswith("=", self.at):
                self.fail("'='")
            self._attribute(word[0], start, attributes)
            self._skip(INLINE)
            more = self._goes_on("'}'")
        return attributes, ()

    # Expressions

    def expression(self) -> Expression:
        """One expression; spaces before it are passed over."""
        self._depth += 1
        self._bounded(self._depth)
        condition = self._binary(1)
        self._skip(self._space)
        if not self.text.startswith("?", self.at):
            self._depth -= 1
            return condition
        self.at += 1
        one = self.expression()
        self._expect(":")
        other = self.expression()
        self._depth -= 1
        return Conditional(self.source, condition.start, other.end, [condition, one, other])

    def _binary(self, least: int) -> Expression:
        left = self._unary()
        for count in itertools.count():
            self._bounded(count)
            self._skip(self._space)
            operator = _OPERATOR.match(self.text, self.at)
            if operator is None or _BINDING[operator[0]] < least:
                break
            self.at = operator.end()
            right = self._binary(_BINDING[operator[0]] + 1)
            left = Operation(self.source, left.start, right.end, operator[0], [left, right])
        return left

    def _bounded(self, depth: int) -> None:
        if depth > MAX_DEPTH:
            raise Fault("is nested too deeply", self.at)

    def _unary(self) -> Expression:
        self._skip(self._space)
        start = self.at
        found = _PRIMARY.match(self.text, start)
        if found is None:
            self.fail("a value")
        self.at = found.end()
        kind = found.lastgroup
        if kind == "name":
            base = self._named(found[0], start)
        elif kind == "string":
            base = Literal(self.source, start, self.at, found[0][1:-1])
        elif kind == "number":
            base = Literal(self.source, start, self.at, _number(found[0]))
        elif kind == "quote":
            base = templates.quoted(self, start)
        elif kind == "heredoc":
            base = templates.heredoc(self, start, found[0])
        elif found[0] in "!-":
            operand = self._unary()
            return Operation(self.source, start, operand.end, found[0], [operand])
        else:
            base = self._bracketed(found[0], start)
        return self._steps(base)

    def _named(self, name: str, start: int) -> Expression:
        end = self.at
        self._skip(self._space)
        if self.text.startswith(("(", "::"), self.at):
            while self.text.startswith("::", self.at):
                part = IDENTIFIER.match(self.text, self.at + 2)
                if part is None:
                    self.fail()
                name = f"{name}::{part[0]}"
                self.at = part.end()
                self._skip(self._space)
            return self._call(name, start)
        self.at = end
        if name in _WORDS:
            return Literal(self.source, start, end, _WORDS[name])
        return Name(self.source, start, end, name)

    def _call(self, name: str, start: int) -> Expression:
        if not self.text.startswith("(", self.at):
            self.fail("'('")
        before = self._open(BLANK)
        arguments: list[Expression] = []
        spread = False
        self._skip(BLANK)
        while not self.text.startswith(")", self.at):
            arguments.append(self.expression())
            self._skip(BLANK)
            if self.text.startswith("...", self.at):
                spread = True
                self.at += 3
                break
            if not self.text.startswith(",", self.at):
                break
            self.at += 1
            self._skip(BLANK)
        self._skip(BLANK)
        self._close(")", before)
        return Call(self.source, start, self.at, name, arguments, spread=spread)

    def _steps(self, base: Expression) -> Expression:
        """What follows a term: attributes, indexes, splats."""
        text = self.text
        for count in itertools.count():
            self._bounded(count)
            end = self.at
            self._skip(self._space)
            if text.startswith("[", self.at):
                base = self._indexed(base)
                continue
            step = self._attribute_step()
            if step is None:
                if text.startswith(".", self.at) and not text.startswith("...", self.at):
                    self.at += 1
                    self.fail("a name")
                self.at = end
                break
            self.at = step.end()
            if step["name"]:
                base = GetAttr(base, self.at, step["name"])
            elif step["number"]:
                base = Index(base, self.at, self._ordinal(step))
            else:
                base = Splat(base, self.at, self._each(brackets=False))
                base.end = self.at
        return base

    def _ordinal(self, step: re.Match[str]) -> Expression:
        return Literal(self.source, step.start("number"), step.end(), int(step["number"]))

    def _indexed(self, base: Expression) -> Expression:
        splat = _ALL.match(self.text, self.at)
        if splat is not None:
            self.at = splat.end()
            found = Splat(base, self.at, self._each(brackets=True))
            found.end = self.at
            return found
        key = self._key()
        return Index(base, self.at, key)

    def _key(self) -> Expression:
        before = self._open(BLANK)
        key = self.expression()
        self._skip(BLANK)
        self._close("]", before)
        return key

    def _each(self, *, brackets: bool) -> list[str | Expression]:
        """What a splat does to each element."""
        found: list[str | Expression] = []
        while True:
            end = self.at
            self._skip(self._space)
            step = self._attribute_step()
            if step is not None and not step["all"]:
                self.at = step.end()
                found.append(step["name"] or self._ordinal(step))
            elif (
                brackets
                and self.text.startswith("[", self.at)
                and not _ALL.match(self.text, self.at)
            ):
                found.append(self._key())
            else:
                if step is not None and not brackets:
                    self.fail("a name")  # a splat of a splat
                self.at = end
                return found

    def _attribute_step(self) -> re.Match[str] | None:
        step = _ATTRIBUTE.match(self.text, self.at)
        return None if step and step["lines"] and self._space is not BLANK else step

    def _bracketed(self, bracket: str, start: int) -> Expression:
        self.at = start
        before = self._open(BLANK)
        self._skip(BLANK)
        if bracket == "(":
            inside = self.expression()
            self._skip(BLANK)
            self._close(")", before)
            return Parentheses(self.source, start, self.at, [inside])
        word = IDENTIFIER.match(self.text, self.at)
        if word is not None and word[0] == "for":
            self.at = word.end()
            return self._for(bracket, start, before)
        if bracket == "[":
            return self._tuple(start, before)
        return self._object(start, before)

    def _tuple(self, start: int, before: re.Pattern[str]) -> Expression:
        elements: list[Expression] = []
        while not self.text.startswith("]", self.at):
            elements.append(self.expression())
            self._skip(BLANK)
            if not self.text.startswith(",", self.at):
                break
            self.at += 1
            self._skip(BLANK)
        self._close("]", before)
        return Tuple(self.source, start, self.at, elements)

    def _object(self, start: int, before: re.Pattern[str]) -> Expression:
        pairs: list[tuple[Expression, Expression]] = []
        self._space = INLINE
        while not self.text.startswith("}", self.at):
            key = self.expression()
            self._skip(INLINE)
            if not self.text.startswith(("=", ":"), self.at):
                self.fail("'='")
            self.at += 1
            pairs.append((key, self.expression()))
            self._skip(INLINE)
            if self.text.startswith(",", self.at):
                self.at += 1
            elif self.text.startswith("}", self.at):
                break
            else:
                self._end_of_line()
            self._skip(BLANK)
        self._close("}", before)
        return Object(self.source, start, self.at, pairs)

    def _for(self, bracket: str, start: int, before: re.Pattern[str]) -> Expression:
        names = self.names()
        collection = self.expression()
        self._expect(":")
        each = self.expression()
        key: Expression | None = None
        grouped = False
        if bracket == "{":
            self._expect("=>")
            key, each = each, self.expression()
            self._skip(BLANK)
            if self.text.startswith("...", self.at):
                grouped = True
                self.at += 3
        self._skip(BLANK)
        word = IDENTIFIER.match(self.text, self.at)
        condition: Expression | None = None
        if word is not None and word[0] == "if":
            self.at = word.end()
            condition = self.expression()
        self._skip(BLANK)
        self._close("]" if bracket == "[" else "}", before)
        return For(
            self.source,
            start,
            self.at,
            names,
            collection,
            key,
            each,
            condition,
            grouped=grouped,
        )

    def interpolated(self) -> Expression:  # noqa: D102
        before, self._space = self._space, BLANK
        found = self.expression()
        self._skip(BLANK)
        self._space = before
        return found


def _number(text: str) -> int | float:
    return int(text) if text.isdigit() else float(text)
