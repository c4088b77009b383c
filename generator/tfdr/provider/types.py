"""What a schema is made of: types, arguments, nested blocks and their bodies."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

# How the kinds of collections are written in an extract: opening and closing bracket.
BRACKETS = {"list": ("[", "]"), "set": ("(", ")"), "map": ("{", "}"), "object": ("<", ">")}
_OPENED = {pair[0]: (kind, pair[1]) for kind, pair in BRACKETS.items()}
PRIMITIVES = {"s": "string", "n": "number", "b": "bool", "a": "any"}
LOOSE = "*"
"""The mode of what is there in a shape that is not known."""


@dataclass(frozen=True, slots=True)
class Type:
    """The type of a value.

    Attributes:
        kind: `string`, `number`, `bool`, `any`, `list`, `set`, `map` or `object`.
        element: of a list, set or map.
        fields: of an object, by name.
    """

    kind: str
    element: "Type | None" = None
    fields: dict[str, "Type"] = field(default_factory=dict)

    def __str__(self) -> str:
        if self.element is not None:
            return f"{self.kind} of {self.element}"
        return self.kind


def parse_type(text: str) -> Type:
    """The type that an extract writes as `s`, `[s]`, `{(n)}` or `<a:s,b:[n]>`."""
    type_, rest = _type(text)
    if rest:
        raise ValueError(f"{rest!r} is left over in the type {text!r}")
    return type_


def written(type_: Type) -> str:
    """A type as an extract writes it."""
    if type_.element is not None:
        start, end = BRACKETS[type_.kind]
        return f"{start}{written(type_.element)}{end}"
    if type_.kind == "object":
        inside = ",".join(f"{name}:{written(each)}" for name, each in type_.fields.items())
        return f"<{inside}>"
    return next(letter for letter, name in PRIMITIVES.items() if name == type_.kind)


def _type(text: str) -> tuple[Type, str]:
    first, rest = text[0], text[1:]
    if first in PRIMITIVES:
        return Type(PRIMITIVES[first]), rest
    kind, end = _OPENED[first]
    if kind != "object":
        element, rest = _type(rest)
        return Type(kind, element), rest.removeprefix(end)
    fields: dict[str, Type] = {}
    while not rest.startswith(end):
        name, rest = rest.lstrip(",").split(":", 1)
        fields[name], rest = _type(rest)
    return Type(kind, fields=fields), rest[1:]


@dataclass(frozen=True)
class Argument:
    """One attribute of a body.

    Attributes:
        mode: `!` required, `?` optional, `~` optional and computed, `=` computed only, or `LOOSE`,
            which is judged no further.
        written: its type, as the extract writes it.
        deprecated: whether the provider says so.
    """

    name: str
    mode: str
    written: str
    deprecated: bool = False

    @cached_property
    def type(self) -> Type:
        """Its type."""
        return parse_type(self.written)

    @property
    def is_block(self) -> bool:
        """Whether it may be written as blocks too: a list or set of objects that can be set."""
        return self.mode != "=" and self.written[:2] in ("[<", "(<")


@dataclass(frozen=True)
class Nested:
    """A kind of block inside a body.

    Attributes:
        mode: `list`, `set`, `map`, `single` or `group`.
        least: how many there have to be.
        most: how many there may be; 0 for any number.
        read: reads its body, which is not done before it is needed.
    """

    name: str
    mode: str
    least: int
    most: int
    read: Callable[[], "Body"]

    @cached_property
    def body(self) -> "Body":
        """What stands in it."""
        return self.read()


@dataclass(frozen=True)
class Body:
    """What a resource, data source, provider or nested block takes and gives."""

    arguments: dict[str, Argument]
    blocks: dict[str, Nested]
    deprecated: bool = False
