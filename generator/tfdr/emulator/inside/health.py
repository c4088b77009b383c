"""What Route 53's health checks have found; how they look is in `health_checks`."""

from dataclasses import asdict, dataclass
from typing import Any

from moto.route53.models import route53_backends

from tfdr.emulator.inside.memory import keep
from tfdr.emulator.protocol import ACCOUNT_ID


@dataclass(frozen=True)
class Status:
    """What a health check found.

    Attributes:
        healthy: whether it counts as healthy.
        reason: why.
    """

    healthy: bool
    reason: str

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return asdict(self)


UNKNOWN = Status(True, "Unknown: it has not looked yet")
"""Until there are enough data, Route 53 takes a check for healthy (its developer guide)."""

CHECKERS = 16
"""How many health checkers ask an endpoint; Route 53 says no number but that it is more than one
in each of eight regions (developer guide, health checks)."""

HEALTHY_ABOVE = 0.18
"""Share of the checkers that have to reach an endpoint for it to be healthy (developer guide)."""

reached: dict[str, int] = keep("checkers that reach", {})
"""How many checkers reached what they asked, by check, where that is not all or none."""

found: dict[str, Status] = keep("found by health checks", {})
"""What each check found when it looked last, by its id."""


def all_checks() -> dict[str, Any]:
    """Return the health checks that there are, as moto has them, by id."""
    return {
        check_id: check
        for backend in list(route53_backends[ACCOUNT_ID].values())
        for check_id, check in list(backend.health_checks.items())
    }


def statuses() -> dict[str, Status]:
    """Return what every check found, by its id."""
    return {check_id: status_of(check_id) for check_id in all_checks()}


def status_of(check_id: str) -> Status:
    """Return what a check found."""
    return found.get(check_id, UNKNOWN)


def is_healthy(check_id: str) -> bool:
    """Say whether a check counts as healthy; one that does not exist does not."""
    return check_id in all_checks() and status_of(check_id).healthy


def reached_by(check_id: str) -> int:
    """Return how many checkers reached the endpoint of a check."""
    return reached.get(check_id, CHECKERS if status_of(check_id).healthy else 0)
