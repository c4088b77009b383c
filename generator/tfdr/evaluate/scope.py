"""Where an expression stands: what it needs to know of its module, and what names mean there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tfdr.evaluate.values import Special, Value

Names = Mapping[str, Value]
Pair = tuple[Value, Value]
"""A key and an element of what a loop goes over."""


class Surroundings(Protocol):
    """What all expressions of one root have around them."""

    @property
    def directory(self) -> Path:
        """The directory of the root module, which names of files begin from."""

    @property
    def top(self) -> Path:
        """The directory that is checked, out of which no file is read."""

    def spend(self, pairs: list[Pair]) -> list[Pair]:
        """Count what a loop goes over; a configuration that loops for ever is not followed."""


class Place(Protocol):
    """The instance of a module that an expression is in."""

    @property
    def system(self) -> Surroundings:
        """What is around it."""

    def namespace(self, name: str) -> Value:
        """What the first name of a reference means here."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Where an expression stands.

    Attributes:
        module: the instance of the module.
        names: what `each`, `count`, `self` and the variables of loops mean there.
    """

    module: Place
    names: Names

    def within(self, more: Names) -> "Scope":
        """The same place, inside of a loop."""
        return Scope(self.module, {**self.names, **more})


class Namespace(Special):
    """What a name such as `var` or `data` means: something to take a name from."""

    __slots__ = ("get",)

    def __init__(self, get: Callable[[str], Value]) -> None:
        self.get = get
