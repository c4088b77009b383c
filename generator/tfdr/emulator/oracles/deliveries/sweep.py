"""Looks through the emulated account for deliveries."""

from collections import Counter
from typing import Any

from tfdr.emulator.inside.violations import DELIVERIES, Violation, note
from tfdr.emulator.oracles.deliveries import (
    alarms,
    backups,
    containers,
    databases,
    events,
    functions,
    logs,
    secrets,
    storage,
)
from tfdr.emulator.oracles.deliveries.delivery import Delivery, senders

SUBJECTS = (alarms, backups, containers, databases, events, functions, logs, secrets, storage)
"""The modules that have registered senders."""


def deliveries() -> list[Delivery]:
    """Return all deliveries of the account."""
    return [each for sender in senders() for each in sender()]


def look() -> dict[str, Any]:
    """Judge all deliveries, and note those that are dropped as violations.

    Returns:
        How many there are of each `kind`, and those that are `dropped`.
    """
    found = deliveries()
    dropped = [each for each in found if each.dropped]
    for each in dropped:
        operation = f"{each.kind}: {each.source} to {each.target}"
        note(Violation(DELIVERIES, operation, str(each.dropped), each.region))
    return {
        "kinds": dict(sorted(Counter(each.kind for each in found).items())),
        "dropped": [
            {"kind": each.kind, "source": each.source, "target": each.target, "why": each.dropped}
            for each in dropped
        ],
    }
