"""What a Terraform file is made of: attributes and blocks with their places."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tfdr.hcl.expressions import Expression


@dataclass(frozen=True, slots=True)
class Attribute:
    """One `name = expression`."""

    name: str
    expression: Expression
    line: int


# How an address begins where it does not begin with the kind of the block.
_PREFIXES = {"resource": (), "variable": ("var",), "locals": ("local",)}


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """One block: `kind "label" "label" { ... }`.

    Attributes:
        kind: `resource`, `data`, `module`, ... or the type of a nested block.
        labels: without their quotes.
        file: the file that it is in, as it was named to the parser.
        line: the line of its kind.
        end_line: the line of its closing brace.
    """

    kind: str
    labels: tuple[str, ...]
    file: Path
    line: int
    end_line: int
    attributes: dict[str, Attribute] = field(repr=False)
    blocks: tuple["Block", ...] = field(repr=False)

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
        text: all of it as it is written.
    """

    path: Path
    blocks: tuple[Block, ...]
    attributes: dict[str, Attribute]
    text: str = field(default="", repr=False)
