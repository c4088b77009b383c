"""The syntax tree of an expression: one class for each thing that HCL can say."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

Names = frozenset[str]
NONE: Final[Names] = frozenset()
_NEW_LINE: Final = re.compile("\n")


class Source:
    """The text of one file, which knows the line of each of its characters."""

    __slots__ = ("_starts", "first", "path", "text")

    def __init__(self, text: str, path: Path, first: int = 1) -> None:
        self.text = text
        self.path = path
        self.first = first
        self._starts: list[int] | None = None

    def line_at(self, offset: int) -> int:
        """The line, counted from the first one of the file."""
        if self._starts is None:
            self._starts = [each.end() for each in _NEW_LINE.finditer(self.text)]
        return bisect_right(self._starts, offset) + self.first


@dataclass(frozen=True, slots=True)
class Reference:
    """A traversal, such as `module.network.vpc_id`, and the line on which it stands.

    `parts` are names; an index or a splat between them is the part `[]`.
    """

    parts: tuple[str, ...]
    line: int

    @property
    def names(self) -> tuple[str, ...]:
        """The parts without indexes and splats."""
        return tuple(part for part in self.parts if part != "[]")

    def __str__(self) -> str:
        return ".".join(self.parts).replace(".[]", "[]")


@dataclass(frozen=True, slots=True)
class Escape:
    """Text that looks like an interpolation and is none: `$${...}` or a backslash before `${`."""

    text: str
    line: int


class Expression:
    """The right-hand side of an attribute, or a part of it."""

    __slots__ = ("end", "source", "start")

    def __init__(self, source: Source, start: int, end: int) -> None:
        self.source = source
        self.start = start
        self.end = end

    @property
    def line(self) -> int:
        """Where it starts, counted from 1."""
        return self.source.line_at(self.start)

    @property
    def text(self) -> str:
        """The expression as it is written."""
        return self.source.text[self.start : self.end]

    @property
    def value(self) -> str | bool | None:
        """What it is when it is a plain literal, else None; a number is given as it is written."""
        return None

    @property
    def items(self) -> list[tuple[str, "Expression"]] | None:
        """The pairs of an object literal, else None."""
        return None

    @property
    def elements(self) -> "list[Expression] | None":
        """The elements of a tuple literal, else None."""
        return None

    @property
    def references(self) -> list[Reference]:
        """The traversals that it evaluates; variables of `for` are left out."""
        return list(self.find(NONE))

    @property
    def escapes(self) -> list[Escape]:
        """The escaped interpolations in its strings."""
        return [found for each in self.walk() for found in each.own_escapes]

    @property
    def own_escapes(self) -> tuple[Escape, ...]:
        """Those that are not inside of a part of it."""
        return ()

    def parts(self) -> "Iterator[Expression]":
        """The expressions that it is directly made of, in order."""
        return iter(())

    def walk(self) -> "Iterator[Expression]":
        """It and everything that it is made of, in order."""
        yield self
        for part in self.parts():
            yield from part.walk()

    def find(self, hidden: Names) -> Iterator[Reference]:
        """The references in it, but for those to hidden names."""
        for part in self.parts():
            yield from part.find(hidden)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.text!r}, line={self.line})"


class Literal(Expression):
    """A string without interpolation, a number, `true`, `false` or `null`."""

    __slots__ = ("constant", "own")

    def __init__(
        self,
        source: Source,
        start: int,
        end: int,
        constant: str | bool | int | float | None,
        own: tuple[Escape, ...] = (),
    ) -> None:
        super().__init__(source, start, end)
        self.constant = constant
        self.own = own

    @property
    def value(self) -> str | bool | None:  # noqa: D102
        constant = self.constant
        return constant if constant is None or isinstance(constant, str | bool) else self.text

    @property
    def own_escapes(self) -> tuple[Escape, ...]:  # noqa: D102
        return self.own


class Name(Expression):
    """The first name of a traversal, such as `var`, or a variable of a `for`."""

    __slots__ = ("name",)

    def __init__(self, source: Source, start: int, end: int, name: str) -> None:
        super().__init__(source, start, end)
        self.name = name

    def find(self, hidden: Names) -> Iterator[Reference]:  # noqa: D102
        if self.name not in hidden:
            yield Reference((self.name,), self.line)


class Step(Expression):
    """What leads from one value into it: an attribute, an index or a splat."""

    __slots__ = ("base",)

    base: Expression

    def parts(self) -> Iterator[Expression]:  # noqa: D102
        yield self.base

    def labels(self) -> list[str]:
        """What it adds to a reference."""
        return ["[]"]

    def keys(self) -> list[Expression]:
        """The expressions in its brackets."""
        return []

    def find(self, hidden: Names) -> Iterator[Reference]:  # noqa: D102
        labels: list[list[str]] = []
        keys: list[list[Expression]] = []
        at: Expression = self
        while isinstance(at, Step):
            labels.append(at.labels())
            keys.append(at.keys())
            at = at.base
        if isinstance(at, Name):
            if at.name not in hidden:
                names = (each for several in reversed(labels) for each in several)
                yield Reference((at.name, *names), at.line)
        else:
            yield from at.find(hidden)
        for several in reversed(keys):
            for key in several:
                yield from key.find(hidden)


class GetAttr(Step):
    """`base.name`."""

    __slots__ = ("name",)

    def __init__(self, base: Expression, end: int, name: str) -> None:
        super().__init__(base.source, base.start, end)
        self.base = base
        self.name = name

    def labels(self) -> list[str]:  # noqa: D102
        return [self.name]


class Index(Step):
    """`base[key]`."""

    __slots__ = ("key",)

    def __init__(self, base: Expression, end: int, key: Expression) -> None:
        super().__init__(base.source, base.start, end)
        self.base = base
        self.key = key

    def parts(self) -> Iterator[Expression]:  # noqa: D102
        yield self.base
        yield self.key

    def keys(self) -> list[Expression]:  # noqa: D102
        return [self.key]


class Splat(Step):
    """`base[*].a[0]` or `base.*.a`: what follows is done to each element.

    Attributes:
        each: names, and expressions in brackets.
    """

    __slots__ = ("each",)

    def __init__(self, base: Expression, end: int, each: list[str | Expression]) -> None:
        super().__init__(base.source, base.start, end)
        self.base = base
        self.each = each

    def parts(self) -> Iterator[Expression]:  # noqa: D102
        yield self.base
        yield from self.keys()

    def labels(self) -> list[str]:  # noqa: D102
        return ["[]", *(each if isinstance(each, str) else "[]" for each in self.each)]

    def keys(self) -> list[Expression]:  # noqa: D102
        return [each for each in self.each if not isinstance(each, str)]


class Compound(Expression):
    """An expression that is made of others in order.

    Attributes:
        inside: the others.
    """

    __slots__ = ("inside",)

    def __init__(self, source: Source, start: int, end: int, inside: list[Expression]) -> None:
        super().__init__(source, start, end)
        self.inside = inside

    def parts(self) -> Iterator[Expression]:  # noqa: D102
        return iter(self.inside)


class Parentheses(Compound):
    """`(inside)`."""

    __slots__ = ()

    @property
    def value(self) -> str | bool | None:  # noqa: D102
        return self.inside[0].value


class Operation(Compound):
    """One operator with its one or two operands."""

    __slots__ = ("operator",)

    def __init__(
        self, source: Source, start: int, end: int, operator: str, inside: list[Expression]
    ) -> None:
        super().__init__(source, start, end, inside)
        self.operator = operator


class Conditional(Compound):
    """`condition ? one : other`."""

    __slots__ = ()


class Call(Compound):
    """`name(inside...)`.

    Attributes:
        spread: whether the last argument is followed by `...`.
    """

    __slots__ = ("name", "spread")

    def __init__(
        self,
        source: Source,
        start: int,
        end: int,
        name: str,
        inside: list[Expression],
        *,
        spread: bool,
    ) -> None:
        super().__init__(source, start, end, inside)
        self.name = name
        self.spread = spread


class Tuple(Compound):
    """`[inside, ...]`."""

    __slots__ = ()

    @property
    def elements(self) -> list[Expression]:  # noqa: D102
        return self.inside


class Object(Expression):
    """`{ key = value ... }`.

    Attributes:
        pairs: the keys, a bare name among them, and the values.
    """

    __slots__ = ("pairs",)

    def __init__(
        self, source: Source, start: int, end: int, pairs: list[tuple[Expression, Expression]]
    ) -> None:
        super().__init__(source, start, end)
        self.pairs = pairs

    @property
    def items(self) -> list[tuple[str, Expression]]:  # noqa: D102
        return [
            (key.value if isinstance(key.value, str) else key.text, each)
            for key, each in self.pairs
        ]

    def parts(self) -> Iterator[Expression]:  # noqa: D102
        for key, each in self.pairs:
            yield key
            yield each

    def find(self, hidden: Names) -> Iterator[Reference]:  # noqa: D102
        for key, each in self.pairs:
            if not is_bare(key):  # it is text, as in { Name = ... }, not a reference
                yield from key.find(hidden)
            yield from each.find(hidden)


def is_bare(key: Expression) -> bool:
    """Whether a key is text although it is written without quotes."""
    while isinstance(key, GetAttr):
        key = key.base
    return isinstance(key, Name)


class For(Expression):
    """`[for names in collection : each if condition]`, or with a key for an object.

    Attributes:
        grouped: whether the values of one key make a list.
    """

    __slots__ = ("collection", "condition", "each", "grouped", "key", "names")

    def __init__(
        self,
        source: Source,
        start: int,
        end: int,
        names: tuple[str, ...],
        collection: Expression,
        key: Expression | None,
        each: Expression,
        condition: Expression | None,
        *,
        grouped: bool,
    ) -> None:
        super().__init__(source, start, end)
        self.names = names
        self.collection = collection
        self.key = key
        self.each = each
        self.condition = condition
        self.grouped = grouped

    def parts(self) -> Iterator[Expression]:  # noqa: D102
        yield self.collection
        yield from self._inner()

    def _inner(self) -> Iterator[Expression]:
        for part in (self.key, self.each, self.condition):
            if part is not None:
                yield part

    def find(self, hidden: Names) -> Iterator[Reference]:  # noqa: D102
        yield from self.collection.find(hidden)
        hidden = hidden.union(self.names)
        for part in self._inner():
            yield from part.find(hidden)


class Template(Expression):
    """A string with parts that are evaluated.

    Attributes:
        pieces: text, and expressions.
    """

    __slots__ = ("own", "pieces")

    def __init__(
        self,
        source: Source,
        start: int,
        end: int,
        pieces: list[str | Expression],
        own: tuple[Escape, ...] = (),
    ) -> None:
        super().__init__(source, start, end)
        self.pieces = pieces
        self.own = own

    @property
    def own_escapes(self) -> tuple[Escape, ...]:  # noqa: D102
        return self.own

    def parts(self) -> Iterator[Expression]:  # noqa: D102
        return (each for each in self.pieces if not isinstance(each, str))


class TemplateIf(Compound):
    """`%{ if condition }one%{ else }other%{ endif }`: the condition and one or two templates."""

    __slots__ = ()


class TemplateFor(Expression):
    """`%{ for names in collection }each%{ endfor }`."""

    __slots__ = ("collection", "each", "names")

    def __init__(
        self,
        source: Source,
        start: int,
        end: int,
        names: tuple[str, ...],
        collection: Expression,
        each: Expression,
    ) -> None:
        super().__init__(source, start, end)
        self.names = names
        self.collection = collection
        self.each = each

    def parts(self) -> Iterator[Expression]:  # noqa: D102
        yield self.collection
        yield self.each

    def find(self, hidden: Names) -> Iterator[Reference]:  # noqa: D102
        yield from self.collection.find(hidden)
        yield from self.each.find(hidden.union(self.names))
