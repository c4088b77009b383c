"""What is inside of a block, evaluated: the attributes and nested blocks of one resource."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from tfdr import hcl
from tfdr.evaluate import templates
from tfdr.evaluate.evaluator import Scope, evaluate, pairs
from tfdr.evaluate.functions import elements
from tfdr.evaluate.values import (
    Fields,
    Ref,
    Rest,
    Special,
    Truth,
    Unknown,
    Value,
    known_text,
    number,
    plain,
    references,
    same,
    sources,
    truth,
)

if TYPE_CHECKING:
    from tfdr.evaluate.modules import Module
    from tfdr.evaluate.resource import Resource

_META = frozenset({"count", "for_each", "provider", "depends_on", "lifecycle"})


class Body:
    """A block, or an attribute that is written like one.

    Attributes:
        owner: the resource that it is a part of.
        maybe: whether it stands for none, one or more, because a loop's collection is unknown.
    """

    owner: "Resource"
    maybe: bool = False

    # What a body is made of

    def get(self, path: str) -> Value:
        """An attribute; null when it is not set.

        Args:
            path: its name, or `block.name` for one in the first block of that name.
        """
        name, _, rest = path.partition(".")
        if not rest:
            return self._attribute(name)
        found = self.blocks(name)
        if not found:
            return self._within(name, rest)
        if found[0].maybe:
            return Unknown(*sources(found[0].get(rest)), *found[0].why)
        return found[0].get(rest)

    def blocks(self, name: str) -> "list[Body]":
        """The nested blocks of one name, those of `dynamic` too; no matter how they are written."""
        raise NotImplementedError

    def names(self) -> Iterator[str]:
        """The names of all that is set in it."""
        raise NotImplementedError

    def _attribute(self, name: str) -> Value:
        raise NotImplementedError

    def _within(self, name: str, rest: str) -> Value:
        inside = plain(self._attribute(name))
        if isinstance(inside, Fields):
            return inside.get(rest, inside.rest)
        return inside if isinstance(inside, Unknown) else None

    @property
    def file(self) -> Path:
        """The file that it is in."""
        raise NotImplementedError

    @property
    def line(self) -> int:
        """The line on which it begins."""
        raise NotImplementedError

    @property
    def why(self) -> tuple[str, ...]:
        """For one that is `maybe`: what would have to be known."""
        return ()

    def line_of(self, path: str) -> int:
        """The line of an attribute or block; of the body itself where there is none."""
        raise NotImplementedError

    @property
    def address(self) -> str:
        """The address of the resource."""
        return self.owner.address

    # What is asked about it

    def has(self, path: str) -> Truth:
        """Whether an attribute is set to anything but null, or a block is there."""
        value = self.get(path)
        if value is not None:  # a reference to a resource is never null
            return None if isinstance(value, Unknown) else True
        found = self.blocks(path) if "." not in path else []
        if found:
            return None if all(each.maybe for each in found) else True
        return False

    def is_true(self, path: str) -> Truth:
        """Whether an attribute is true; one that is not set is not."""
        return truth(self.get(path))

    def equals(self, path: str, *wanted: str | float | bool) -> Truth:
        """Whether an attribute is one of these; one that is not set is none of them."""
        value = self.get(path)
        if plain(value) is None:
            return False
        results = [same(value, each) for each in wanted]
        return True if True in results else None if None in results else False

    def number(self, path: str) -> float | None:
        """An attribute as a number; None when it is none, or not known."""
        return number(self.get(path))

    def text(self, path: str) -> str | None:
        """An attribute as text; None when it is not set, or not known."""
        return known_text(self.get(path))

    def elements(self, path: str) -> list[Value]:
        """The elements of an attribute; a `Rest` is among them where there may be more."""
        return elements(self.get(path))

    def target(self, path: str) -> "Resource | None":
        """The resource that an attribute refers to, or its only element does."""
        value = self.get(path)
        if isinstance(value, list) and len(value) == 1:
            value = value[0]
        return value.target.owner if isinstance(value, Ref) else None

    def targets(self, path: str) -> "list[Resource]":
        """All resources that an attribute refers to, anywhere in it."""
        return list(dict.fromkeys(ref.target.owner for ref in references(self.get(path))))

    def unknowns(self, *paths: str) -> tuple[str, ...]:
        """What would have to be known to know these attributes, as addresses."""
        return tuple(dict.fromkeys(source for path in paths for source in sources(self.get(path))))

    def inside(self, path: tuple[str | int, ...]) -> Value:
        """What a reference to it leads to."""
        if not path:
            return Unknown()
        name, rest = str(path[0]), path[1:]
        blocks = self.blocks(name) if rest and isinstance(rest[0], int) else []
        if blocks and int(rest[0]) < len(blocks):
            return blocks[int(rest[0])].inside(rest[1:])
        value = self._attribute(name)
        for step in rest:
            value = plain(value)
            if isinstance(value, Fields):
                value = value.get(str(step), value.rest)
            elif isinstance(value, list) and isinstance(step, int) and step < len(value):
                value = value[step]
            elif isinstance(value, Special):
                return templates.unknown(value)
            else:
                value = None
        return Unknown() if value is None else value


class BlockBody(Body):
    """A body that is written as a block."""

    def __init__(self, block: hcl.Block, scope: Scope) -> None:
        self.block = block
        self.scope = scope
        self._values: dict[str, Value] = {}
        self._blocks: dict[str, list[Body]] = {}

    @property
    def module(self) -> "Module":
        """The instance of the module that it is in."""
        return self.scope.module

    @property
    def file(self) -> Path:  # noqa: D102
        return self.block.file

    @property
    def line(self) -> int:  # noqa: D102
        return self.block.line

    def line_of(self, path: str) -> int:  # noqa: D102
        name, _, rest = path.partition(".")
        attribute = self.block.attributes.get(name)
        if attribute is not None:
            return attribute.expression.line if rest else attribute.line
        found = self.blocks(name)
        return (found[0].line_of(rest) if rest else found[0].line) if found else self.line

    def expression(self, name: str) -> hcl.Expression | None:
        """How an attribute is written."""
        return self.block.expression(name)

    def names(self) -> Iterator[str]:  # noqa: D102
        yield from (name for name in self.block.attributes if name not in _META)
        for block in self.block.blocks:
            if block.kind != "dynamic":
                yield block.kind
            elif block.labels:
                yield block.labels[0]

    def _attribute(self, name: str) -> Value:
        if name not in self._values:
            expression = self.block.expression(name)
            self._values[name] = Unknown(f"{self.address}.{name}")  # should it refer to itself
            self._values[name] = None if expression is None else evaluate(expression, self.scope)
        return self._values[name]

    def blocks(self, name: str) -> list[Body]:  # noqa: D102
        if name not in self._blocks:
            self._blocks[name] = []
            self._blocks[name] = list(self._nested(name))
        return self._blocks[name]

    def _nested(self, name: str) -> Iterator[Body]:
        for block in self.block.blocks:
            if block.kind == name:
                yield self._part(block, self.scope, ())
            elif block.kind == "dynamic" and block.labels == (name,):
                yield from self._dynamic(block)
        if name in self.block.attributes and name not in _META:
            value = plain(self._attribute(name))
            yield from written_as_value(value, self)

    def _part(self, block: hcl.Block, scope: Scope, why: tuple[str, ...] | None) -> "Part":
        part = Part(block, scope)
        part.owner = self.owner
        if why is None or why:
            part.maybe = True
            part.reasons = why or ()
        return part

    def _dynamic(self, block: hcl.Block) -> Iterator[Body]:
        each = block.expression("for_each")
        iterator = block.expression("iterator")
        name = iterator.text if iterator else block.labels[0]
        contents = block.nested("content")
        if each is None or not contents:
            return
        collection = evaluate(each, self.scope)
        for key, element in pairs(collection):
            value = Unknown(*element.sources) if isinstance(element, Rest) else element
            bound: Mapping[str, Value] = {name: Fields({"key": key, "value": value})}
            why = sources(element) or (f"{self.address} dynamic {name}",)
            more = why if isinstance(element, Rest) else ()
            yield self._part(contents[0], self.scope.within(bound), more)


class Part(BlockBody):
    """A block inside of a resource."""

    reasons: tuple[str, ...] = ()

    @property
    def why(self) -> tuple[str, ...]:  # noqa: D102
        return self.reasons


class ValueBody(Body):
    """A body that is written as a value: `rule = [{ ... }]` in place of blocks."""

    def __init__(self, fields: Fields, parent: Body) -> None:
        self.fields = fields
        self.parent = parent
        self.owner = parent.owner

    @property
    def file(self) -> Path:  # noqa: D102
        return self.fields.place[0] if self.fields.place else self.parent.file

    @property
    def line(self) -> int:  # noqa: D102
        return self.fields.place[1] if self.fields.place else self.parent.line

    def line_of(self, path: str) -> int:  # noqa: D102
        place = self.fields.place_of(path.partition(".")[0])
        return place[1] if place else self.line

    def names(self) -> Iterator[str]:  # noqa: D102
        yield from self.fields

    def _attribute(self, name: str) -> Value:
        return self.fields.get(name, self.fields.rest)

    def blocks(self, name: str) -> list[Body]:  # noqa: D102
        return list(written_as_value(plain(self._attribute(name)), self))


class UnknownBody(Body):
    """None, one or more bodies of which nothing is known."""

    maybe = True

    def __init__(self, value: Value, parent: Body) -> None:
        self._value = Unknown(*sources(value))
        self.parent = parent
        self.owner = parent.owner

    @property
    def file(self) -> Path:  # noqa: D102
        return self.parent.file

    @property
    def line(self) -> int:  # noqa: D102
        return self.parent.line

    @property
    def why(self) -> tuple[str, ...]:  # noqa: D102
        return sources(self._value)

    def line_of(self, path: str) -> int:  # noqa: ARG002, D102
        return self.parent.line

    def names(self) -> Iterator[str]:  # noqa: D102
        return iter(())

    def _attribute(self, name: str) -> Value:  # noqa: ARG002
        return self._value

    def blocks(self, name: str) -> list[Body]:  # noqa: ARG002, D102
        return [self]


def written_as_value(value: Value, parent: Body) -> Iterator[Body]:
    """The bodies that a value stands for: an object, or a list of objects."""
    for each in value if isinstance(value, list) else [value]:
        inside = plain(each)
        if isinstance(inside, Fields):
            yield ValueBody(inside, parent)
        elif isinstance(inside, Unknown | Ref):
            yield UnknownBody(inside, parent)
