"""The controls of each compliance level, from generator/tfdr/catalogue/."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from tfdr.facts import read

Numbers = Mapping[str, Any]
"""What a level asks of numbers."""


@dataclass(frozen=True, slots=True)
class Framework:
    """What requirements are from.

    Attributes:
        title: short, for tables.
        name: in full, with its version.
        source: where it is published.
        requirements: in our own words, by id.
    """

    title: str
    name: str
    source: str
    requirements: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Control:
    """What a level asks for; the addresses of what satisfies it are a matter of the answers.

    Attributes:
        may_be_left_out: whether an answer can be that it is not to hold.
    """

    id: str
    title: str
    levels: tuple[str, ...]
    may_be_left_out: bool


@cache
def content() -> Mapping[str, Any]:
    """All of controls.yml, read once."""
    found: Mapping[str, Any] = read("controls.yml")
    return found


@cache
def levels() -> Mapping[str, Numbers]:
    """What each level asks of numbers."""
    found: Mapping[str, Numbers] = read("compliance.yml")["levels"]
    return found


@cache
def frameworks() -> Mapping[str, Framework]:
    """The frameworks, by their short names."""
    return {key: Framework(**entry) for key, entry in content()["frameworks"].items()}


@cache
def controls(level: str) -> Mapping[str, Control]:
    """The controls of a level, by id."""
    return {
        entry["id"]: Control(
            entry["id"],
            _filled(entry["title"], levels()[level]),
            tuple(entry["levels"]),
            "otherwise" in entry,
        )
        for entry in content()["controls"]
        if level in entry["levels"]
    }


def _filled(text: str, numbers: Numbers) -> str:
    for name, value in numbers.items():
        text = text.replace(f"{{{name}}}", str(value))
    return text
