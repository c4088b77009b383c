"""How soon a system has to be back and how much it may lose, where its code says so."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from tfdr.aws.tags import defaults
from tfdr.evaluate import Fields, System, Value, known_text

_UNITS: Final = {"s": 1 / 60, "m": 1.0, "h": 60.0, "d": 1440.0}
_TIME: Final = re.compile(r"(?:PT?)?(\d+(?:\.\d+)?)\s*(s|m|h|d)?[a-z]*", re.IGNORECASE)
_NAMES: Final = {
    "RTO": re.compile(r"(rto|recovery_time_objective)(_(s|m|h)\w*)?", re.IGNORECASE),
    "OBJECTS": re.compile(
        r"(?:objects?|buckets?|files?|s3|storage)_(rpo|recovery_point_objective)(_(s|m|h)\w*)?",
        re.IGNORECASE,
    ),
    "RPO": re.compile(r"(rpo|recovery_point_objective)(_(s|m|h)\w*)?", re.IGNORECASE),
}


@lru_cache(maxsize=8)
def minutes(system: System, which: str) -> float | None:
    """An objective in minutes; None where the code does not say it, or says two things.

    Args:
        system: what has it.
        which: `RTO`, `RPO`, or `OBJECTS` for the RPO of files alone.
    """
    found = {each for each in _said(system, which) if each}
    return next(iter(found)) if len(found) == 1 else None


def _said(system: System, which: str) -> Iterator[float | None]:
    for tags in (each.tags for each in defaults(system) if isinstance(each.tags, Fields)):
        yield _minutes(next((tags[key] for key in tags if key.upper() == which), None), None)
    roots = [each.root for each in system.roots]
    named = [
        (name, root.local(name))
        for root in roots
        for block in root.source.of_kind("locals")
        for name in block.attributes
    ]
    named += [
        (block.labels[0], root.variable(block.labels[0]))
        for root in roots
        for block in root.source.of_kind("variable")
        if block.labels
    ]
    for name, value in named:
        match = _NAMES[which].fullmatch(name)
        if match:
            yield _minutes(value, match[3])


def _minutes(value: Value, unit: str | None) -> float | None:
    match = _TIME.fullmatch((known_text(value) or "").strip())
    if match is None:
        return None
    named = match[2] or unit
    # A bare number says nothing of its unit.
    return float(match[1]) * _UNITS[named.lower()] if named else None
