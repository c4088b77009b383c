"""Violations of each requirement: its check has to notice every one of them."""

from collections.abc import Iterator

from tests.emulated.breaks import (
    data,
    encrypted,
    named,
    networked,
    observed,
    operated,
    secure,
    stored,
    traffic,
)  # fmt: skip
from tests.emulated.breaks.change import Break
from tests.emulated.requirements import REQUIREMENTS, System

BREAKS: dict[str, list[Break]] = {
    **named.BREAKS,
    **secure.BREAKS,
    **encrypted.BREAKS,
    **networked.BREAKS,
    **data.BREAKS,
    **stored.BREAKS,
    **traffic.BREAKS,
    **observed.BREAKS,
    **operated.BREAKS,
}


def broken(system: System, identity: str) -> Iterator[tuple[Break, System]]:
    """Yield copies of the system, each with a violation of a requirement.

    A system that a violation is not about, such as one without a table, has fewer.
    """
    for each in BREAKS[identity]:
        violating = each.of(system)
        if violating is not None:
            yield each, violating


def noticed(system: System, identity: str) -> list[str]:
    """Return the violations of a requirement that its check notices."""
    judge = REQUIREMENTS[identity]
    return [each.what for each, violating in broken(system, identity) if any(judge(violating))]


def unnoticed(system: System, identity: str) -> list[str]:
    """Return the violations of a requirement that its check does not notice."""
    judge = REQUIREMENTS[identity]
    return [each.what for each, violating in broken(system, identity) if not any(judge(violating))]
