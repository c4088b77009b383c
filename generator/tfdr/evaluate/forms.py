"""How a body is written: as a block, as a value, or so that nothing is known of it."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from tfdr import hcl
from tfdr.evaluate.evaluator import evaluate, pairs
from tfdr.evaluate.scope import Scope
from tfdr.evaluate.values import Fields, Pointer, Rest, Unknown, Value, plain, sources

_META = frozenset({"count", "for_each", "provider", "depends_on", "lifecycle"})


class Form:
    """What a body is read from.

    Attributes:
        maybe: whether it stands for none, one or more, because a loop's collection is unknown.
    """

    maybe: bool = False

    @property
    def why(self) -> tuple[str, ...]:
        """For one that is `maybe`: what would have to be known."""
        return ()

    @property
    def file(self) -> Path:
        """The file that it is in."""
        raise NotImplementedError

    @property
    def line(self) -> int:
        """The line on which it begins."""
        raise NotImplementedError

    def line_of(self, path: str) -> int:
        """The line of an attribute or block; of all of it where there is none."""
        raise NotImplementedError

    def names(self) -> Iterator[str]:
        """The names of all that is set in it."""
        raise NotImplementedError

    def attribute(self, name: str) -> Value:
        """An attribute; null when it is not set."""
        raise NotImplementedError

    def blocks(self, name: str) -> "list[Form]":
        """The nested blocks of one name, those of `dynamic` too; no matter how they are written."""
        raise NotImplementedError


class BlockForm(Form):
    """A block.

    Args:
        block: it.
        scope: where it stands.
        address: that of the resource that it is, or is in.
        why: what would have to be known to know whether there is one.
    """

    def __init__(
        self, block: hcl.Block, scope: Scope, address: str, why: tuple[str, ...] = ()
    ) -> None:
        self.block = block
        self.scope = scope
        self.address = address
        self.maybe = bool(why)
        self._why = why
        self._values: dict[str, Value] = {}
        self._blocks: dict[str, list[Form]] = {}

    @property
    def why(self) -> tuple[str, ...]:  # noqa: D102
        return self._why

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

    def names(self) -> Iterator[str]:  # noqa: D102
        yield from (name for name in self.block.attributes if name not in _META)
        for block in self.block.blocks:
            if block.kind != "dynamic":
                yield block.kind
            elif block.labels:
                yield block.labels[0]

    def attribute(self, name: str) -> Value:  # noqa: D102
        if name not in self._values:
            expression = self.block.expression(name)
            self._values[name] = Unknown(f"{self.address}.{name}")  # should it refer to itself
            self._values[name] = None if expression is None else evaluate(expression, self.scope)
        return self._values[name]

    def blocks(self, name: str) -> list[Form]:  # noqa: D102
        if name not in self._blocks:
            self._blocks[name] = []
            self._blocks[name] = list(self._nested(name))
        return self._blocks[name]

    def _nested(self, name: str) -> Iterator[Form]:
        for block in self.block.blocks:
            if block.kind == name:
                yield BlockForm(block, self.scope, self.address)
            elif block.kind == "dynamic" and block.labels == (name,):
                yield from self._dynamic(block)
        if name in self.block.attributes and name not in _META:
            yield from _written_as_value(plain(self.attribute(name)), self)

    def _dynamic(self, block: hcl.Block) -> Iterator[Form]:
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
            yield BlockForm(contents[0], self.scope.within(bound), self.address, more)


class ValueForm(Form):
    """An object where a block could be: `rule = [{ ... }]`."""

    def __init__(self, fields: Fields, parent: Form) -> None:
        self.fields = fields
        self.parent = parent

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

    def attribute(self, name: str) -> Value:  # noqa: D102
        return self.fields.get(name, self.fields.rest)

    def blocks(self, name: str) -> list[Form]:  # noqa: D102
        return list(_written_as_value(plain(self.attribute(name)), self))


class UnknownForm(Form):
    """None, one or more bodies of which nothing is known."""

    maybe = True

    def __init__(self, value: Value, parent: Form) -> None:
        self._value = Unknown(*sources(value))
        self.parent = parent

    @property
    def why(self) -> tuple[str, ...]:  # noqa: D102
        return sources(self._value)

    @property
    def file(self) -> Path:  # noqa: D102
        return self.parent.file

    @property
    def line(self) -> int:  # noqa: D102
        return self.parent.line

    def line_of(self, path: str) -> int:  # noqa: ARG002, D102
        return self.parent.line

    def names(self) -> Iterator[str]:  # noqa: D102
        return iter(())

    def attribute(self, name: str) -> Value:  # noqa: ARG002, D102
        return self._value

    def blocks(self, name: str) -> list[Form]:  # noqa: ARG002, D102
        return [self]


def _written_as_value(value: Value, parent: Form) -> Iterator[Form]:
    """The bodies that a value stands for: an object, or a list of objects."""
    for each in value if isinstance(value, list) else [value]:
        inside = plain(each)
        if isinstance(inside, Fields):
            yield ValueForm(inside, parent)
        elif isinstance(inside, Unknown | Pointer):
            yield UnknownForm(inside, parent)
