"""NAM03: resource names fit AWS's limits on length and characters."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from tfdr.evaluate import System, Text, Truth, Unknown, Value, plain, sources
from tfdr.facts import read
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR, is_local=True, of_root=True, tells_doubt=False)


@dataclass(frozen=True, slots=True)
class _Limit:
    attribute: str
    least: int
    most: int
    pattern: str
    refused: dict[str, str]

    def fault(self, name: str) -> str:
        """Why AWS does not take a name that is not too long; empty where it does."""
        if len(name) < self.least:
            return f"has {len(name)} characters, and AWS takes no fewer than {self.least}"
        if not re.fullmatch(self.pattern, name):
            return "has characters that AWS does not take"
        found = (words for each, words in self.refused.items() if re.search(each, name))
        return next((f"{words}, which AWS refuses" for words in found), "")


@cache
def _limits() -> dict[str, _Limit]:
    return {
        type_: _Limit(
            entry["attribute"],
            entry.get("min", 1),
            entry["max"],
            entry.get("pattern", ".*"),
            entry.get("refused", {}),
        )
        for type_, entry in read("names.yml")["names"].items()
    }


@cache
def _given() -> dict[tuple[str, str], int]:
    """The longest values that AWS gives, by type and attribute of the data source."""
    given = read("names.yml")["given"]
    return {(type_, name): most for type_ in given for name, most in given[type_].items()}


def check(system: System) -> Iterator[Verdict]:
    """Each name that is given, as far as it is known."""
    for type_, limit in _limits().items():
        for resource in system.resources(type_):
            value = plain(resource.get(limit.attribute))
            if value is None or value == "":  # nothing, of which Terraform makes a name
                continue
            most = limit.most
            length, is_all = _length(value, system)
            fits: Truth = False if length > most else True if is_all else None
            more = "" if is_all else " at least"
            message = f"its {limit.attribute} has{more} {length} characters, and AWS takes {most}"
            yield judge(resource, fits, message, limit.attribute)
            if isinstance(value, str) and fits:
                fault = limit.fault(value)
                message = f"its {limit.attribute} {fault}"
                yield judge(resource, not fault, message, limit.attribute)


def _length(value: Value, system: System) -> tuple[int, bool]:
    """How long a name is as far as that is known, and whether it is not longer."""
    if isinstance(value, str):
        return len(value), True
    parts = value.parts if isinstance(value, Text) else (value,)
    length, is_all = 0, True
    for part in parts:
        known = len(part) if isinstance(part, str) else _longest(part, system)
        length += known or 0
        is_all = is_all and known is not None
    return length, is_all


def _longest(part: Value, system: System) -> int | None:
    """The longest that a part may become, which is not known itself."""
    names = sources(part)
    if len(names) != 1:
        return None
    if found := _GIVEN.search(names[0]):
        return _given().get((found[1], found[2]))
    if isinstance(part, Unknown) and names[0].startswith("var."):
        return _validated(names[0].removeprefix("var."), system)
    return None


_GIVEN: Final = re.compile(r"(?:^|\.)data\.(\w+)\.\w+(?:\[[^]]*\])?\.(\w+)$")
_MOST: Final = r"length\(\s*var\.{}\s*\)\s*<=\s*(\d+)"


def _validated(name: str, system: System) -> int | None:
    """The length up to which a variable of the root is taken."""
    for block in system.root.source.of_kind("variable"):
        if block.labels == (name,):
            for validation in block.nested("validation"):
                condition = validation.expression("condition")
                pattern = _MOST.format(re.escape(name))
                found = re.search(pattern, condition.text if condition else "")
                if found and condition is not None and "||" not in condition.text:
                    return int(found[1])
    return None
