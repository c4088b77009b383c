"""Terraform in JSON (`.tf.json`, `.tfvars.json`), read into the same blocks as HCL."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tfdr.hcl import templates
from tfdr.hcl.blocks import Attribute, Block
from tfdr.hcl.expressions import Expression, Literal, Object, Source, Tuple
from tfdr.hcl.faults import Fault
from tfdr.hcl.grammar import MAX_DEPTH, Body, Parser

_SPACE: Final = re.compile(r"[ \t\r\n]*")
_PLAIN: Final = re.compile(r"(?P<word>true|false|null)|-?\d+(?P<float>\.\d+)?(?:[eE][+-]?\d+)?")
_STRING: Final = re.compile(r'"(?:[^"\\\x00-\x1f]|\\.)*"')
_WORDS: Final = {"true": True, "false": False, "null": None}

# How many labels a block has, by its kind; what is not here is an attribute.
_TOP: Final = {
    **dict.fromkeys(("resource", "data", "ephemeral", "action"), 2),
    **dict.fromkeys(("variable", "output", "module", "provider", "check"), 1),
    **dict.fromkeys(("locals", "terraform", "moved", "removed", "import"), 0),
}
# The same for blocks in blocks. Whether any other is a block only the provider's schema knows:
# whoever asks for the blocks of a resource is given the objects of its attributes too.
_NESTED: Final[dict[str, dict[str, int]]] = {
    "terraform": {"required_providers": 0, "backend": 1, "cloud": 0, "provider_meta": 1},
    "provider": {"default_tags": 0, "assume_role": 0},
    "variable": {"validation": 0},
    "output": {"precondition": 0},
    "resource": {"lifecycle": 0, "provisioner": 1, "connection": 0, "dynamic": 1},
    "data": {"lifecycle": 0, "dynamic": 1},
    "dynamic": {"content": 0},
    "content": {"dynamic": 1},
    "lifecycle": {"precondition": 0, "postcondition": 0},
    "check": {"data": 2, "assert": 0},
    "removed": {"lifecycle": 0},
}
# Attributes whose text is an expression, or words of the language.
_EXPRESSIONS: Final = frozenset(
    {"provider", "providers", "depends_on", "ignore_changes", "replace_triggered_by", "from", "to"}
)


def file(text: str, path: Path) -> Body:
    """Read a `.tf.json` file.

    Raises:
        Fault: it is no JSON, or no Terraform.
    """
    reader = _Reader(text, path)
    attributes: dict[str, Attribute] = {}
    blocks: list[Block] = []
    for key, value in reader.top():
        if key.constant in _TOP:
            blocks += reader.blocks(str(key.constant), key, value, _TOP[str(key.constant)], ())
        elif key.constant != "//":
            raise Fault(f"{str(key.constant)[:40]!r} is no kind of block", key.start)
    return attributes, tuple(blocks)


def variables(text: str, path: Path) -> Body:
    """Read a `.tfvars.json` file.

    Raises:
        Fault: it is no JSON object.
    """
    reader = _Reader(text, path)
    attributes = {
        str(key.constant): Attribute(str(key.constant), value, key.line)
        for key, value in reader.top()
    }
    return attributes, ()


Pair = tuple[Literal, Expression]


class _Reader:
    def __init__(self, text: str, path: Path) -> None:
        self._text = text
        self._source = Source(text, path)
        self._at = 1 if text.startswith("\ufeff") else 0

    def top(self) -> list[Pair]:
        value = self._value(0)
        self._skip()
        if self._at < len(self._text):
            raise Fault("something follows after the end of the JSON object", self._at)
        if not isinstance(value, Object):
            raise Fault("is no JSON object", 0)
        return _pairs(value)

    # Blocks

    def blocks(
        self, kind: str, key: Literal, value: Expression, labels: int, named: tuple[str, ...]
    ) -> Iterator[Block]:
        if isinstance(value, Tuple):
            for each in value.elements:
                yield from self.blocks(kind, key, each, labels, named)
        elif not isinstance(value, Object):
            raise Fault(f"{kind!r} has to be an object", value.start)
        elif labels:
            for label, inside in _pairs(value):
                name = str(label.constant)
                yield from self.blocks(kind, label, inside, labels - 1, (*named, name))
        else:
            yield self._block(kind, key, value, named)

    def _block(self, kind: str, key: Literal, value: Object, labels: tuple[str, ...]) -> Block:
        attributes: dict[str, Attribute] = {}
        blocks: list[Block] = []
        inner = _NESTED.get("resource" if kind == "ephemeral" else kind, {})
        for name, inside in _pairs(value):
            word = str(name.constant)
            if word in inner:
                blocks += self.blocks(word, name, inside, inner[word], ())
            elif word != "//":
                is_type = kind == "variable" and word == "type"
                if is_type or (word in _EXPRESSIONS and kind != "locals"):
                    inside = self._expressions(inside)
                attributes[word] = Attribute(word, inside, name.line)
        return Block(
            kind,
            labels,
            self._source.path,
            key.line,
            self._source.line_at(max(value.end - 1, 0)),
            attributes,
            tuple(blocks),
        )

    def _expressions(self, value: Expression) -> Expression:
        """The texts in a value as the expressions that they are."""
        if isinstance(value, Tuple):
            inside = list(map(self._expressions, value.elements))
            return Tuple(value.source, value.start, value.end, inside)
        if isinstance(value, Object):
            pairs = [(key, self._expressions(each)) for key, each in value.pairs]
            return Object(value.source, value.start, value.end, pairs)
        if isinstance(value, Literal) and isinstance(value.constant, str):
            try:
                return Parser(value.constant, self._source.path, value.line).expression()
            except Fault as fault:
                raise Fault(fault.message, value.start) from None
        return value

    # JSON

    def _skip(self) -> None:
        found = _SPACE.match(self._text, self._at)
        self._at = found.end() if found else self._at

    def _value(self, depth: int) -> Expression:
        if depth > MAX_DEPTH:
            raise Fault("is nested too deeply", self._at)
        self._skip()
        start = self._at
        character = self._text[start : start + 1]
        if character == "{":
            return self._object(start, depth)
        if character == "[":
            return self._array(start, depth)
        if character == '"':
            return self._template(start)
        found = _PLAIN.match(self._text, start)
        if found is None:
            raise Fault("syntax error: a value is missing", start)
        self._at = found.end()
        if found["word"]:
            return Literal(self._source, start, self._at, _WORDS[found["word"]])
        number = float(found[0]) if found["float"] or "e" in found[0].lower() else int(found[0])
        return Literal(self._source, start, self._at, number)

    def _object(self, start: int, depth: int) -> Expression:
        pairs: list[tuple[Expression, Expression]] = []
        self._at += 1
        self._skip()
        while not self._text.startswith("}", self._at):
            key_at = self._at
            key = Literal(self._source, key_at, key_at, self._string())
            key.end = self._at
            self._expect(":")
            pairs.append((key, self._value(depth + 1)))
            if not self._another("}"):
                break
        self._at += 1
        return Object(self._source, start, self._at, pairs)

    def _array(self, start: int, depth: int) -> Expression:
        elements: list[Expression] = []
        self._at += 1
        self._skip()
        while not self._text.startswith("]", self._at):
            elements.append(self._value(depth + 1))
            if not self._another("]"):
                break
        self._at += 1
        return Tuple(self._source, start, self._at, elements)

    def _another(self, end: str) -> bool:
        """Whether a comma follows, and not the end."""
        self._skip()
        if self._text.startswith(",", self._at):
            self._at += 1
            self._skip()
            if self._text.startswith(end, self._at):
                raise Fault("syntax error: a comma stands before the end", self._at)
            return True
        if not self._text.startswith(end, self._at):
            raise Fault(f"syntax error: ',' or {end!r} is missing", self._at)
        return False

    def _expect(self, what: str) -> None:
        self._skip()
        if not self._text.startswith(what, self._at):
            raise Fault(f"syntax error: {what!r} is missing", self._at)
        self._at += 1

    def _string(self) -> str:
        if not self._text.startswith('"', self._at):
            raise Fault("syntax error: a name in quotation marks is missing", self._at)
        found = _STRING.match(self._text, self._at)
        try:
            text = json.loads(found[0]) if found else None
        except ValueError:
            text = None
        if found is None or text is None:
            raise Fault("this string is never closed, or has a wrong escape", self._at)
        self._at = found.end()
        return str(text)

    def _template(self, start: int) -> Expression:
        text = self._string()
        if "${" not in text and "%{" not in text:
            return Literal(self._source, start, self._at, text)
        parser = Parser(text, self._source.path, self._source.line_at(start))
        try:
            return templates.whole(parser)
        except Fault as fault:
            raise Fault(fault.message, start) from None


def _pairs(value: Object) -> list[Pair]:
    return [(key, each) for key, each in value.pairs if isinstance(key, Literal)]
