"""What a parsed Terraform file is made of: expressions, attributes and blocks with their places."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path


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
    """The right-hand side of an attribute, or a part of it.

    Attributes:
        line: where it starts, counted from 1.
        references: the traversals that it evaluates; variables of `for` are left out.
        escapes: the escaped interpolations in its strings.
        value: what it is when it is a plain literal (a string without interpolation, a
            number as written, `True`, `False`), else None.
        items: the pairs of an object literal, else None.
        elements: the elements of a tuple literal, else None.
    """

    __slots__ = (
        "elements",
        "end",
        "escapes",
        "items",
        "line",
        "parts",
        "references",
        "source",
        "start",
        "value",
    )

    def __init__(self, source: str, start: int, end: int, line: int) -> None:
        self.source = source
        self.start = start
        self.end = end
        self.line = line
        self.references: list[Reference] = []
        self.escapes: list[Escape] = []
        self.value: str | bool | None = None
        self.items: list[tuple[str, Expression]] | None = None
        self.elements: list[Expression] | None = None
        self.parts: list[str] | None = None  # of a bare traversal while it is being read

    @property
    def text(self) -> str:
        """The expression as it is written."""
        return self.source[self.start : self.end].rstrip()

    def __repr__(self) -> str:
        return f"Expression({self.text!r}, line={self.line})"


@dataclass(frozen=True, slots=True)
class Attribute:
    """One `name = expression`."""

    name: str
    expression: Expression
    line: int


# How an address begins where it does not begin with the kind of the block.
_PREFIXES = {"resource": (), "variable": ("var",), "locals": ("local",)}


@dataclass(frozen=True, slots=True)
class Block:
    """One block: `kind "label" "label" { ... }`.

    Attributes:
        kind: `resource`, `data`, `module`, ... or the type of a nested block.
        labels: without their quotes.
        file: the file that it is in, as it was named to the parser.
        line: the line of its kind.
        end_line: the line of its closing brace.
        depth: how many levels of blocks are inside it.
    """

    kind: str
    labels: tuple[str, ...]
    file: Path
    line: int
    end_line: int
    attributes: dict[str, Attribute] = field(repr=False)
    blocks: tuple["Block", ...] = field(repr=False)
    depth: int = field(default=0, repr=False)

    @property
    def address(self) -> str:
        """What Terraform calls it: `aws_vpc.this`, `data.aws_region.dr`, `var.suffix`."""
        return ".".join((*_PREFIXES.get(self.kind, (self.kind,)), *self.labels))

    def expression(self, name: str) -> Expression | None:
        """The expression of an attribute, or None."""
        attribute = self.attributes.get(name)
        return attribute.expression if attribute else None

    def nested(self, kind: str) -> list["Block"]:
        """The blocks of one kind directly inside this one."""
        return [block for block in self.blocks if block.kind == kind]

    def walk(self) -> Iterator["Block"]:
        """This block and every block inside it."""
        yield self
        for block in self.blocks:
            yield from block.walk()


@dataclass(frozen=True, slots=True)
class File:
    """What one file holds.

    Attributes:
        attributes: those outside of every block, as in a `.tfvars` file.
    """

    path: Path
    blocks: tuple[Block, ...]
    attributes: dict[str, Attribute]
