"""What AWS would not have done or let be done, by the oracle that said so."""

import threading
from dataclasses import asdict, dataclass
from typing import Any

from tfdr.emulator.inside.simulation import simulation

DELIVERIES = "deliveries"
"""The oracle's name under which a delivery is noted that AWS would drop in silence."""


@dataclass(frozen=True)
class Violation:
    """Something that AWS would have refused, or dropped in silence.

    Attributes:
        oracle: which one noticed.
        operation: what was asked, such as `route53:ChangeTagsForResource`, or what was delivered.
        says: what is wrong, and how AWS says it.
        region: where.
        caller: ARN of the function that asked; empty for Terraform and for people.
    """

    oracle: str
    operation: str
    says: str
    region: str
    caller: str = ""


_found: dict[Violation, int] = {}
_lock = threading.Lock()


def note(violation: Violation) -> None:
    """Note a violation; one that is there already is not noted again."""
    with _lock:
        _found.setdefault(violation, simulation.minute)


def found() -> list[dict[str, Any]]:
    """Return what was noted, in that order, each with the `minute` in which it was first."""
    with _lock:
        return [{**asdict(each), "minute": minute} for each, minute in _found.items()]


def forget() -> None:
    """Begin anew."""
    with _lock:
        _found.clear()
