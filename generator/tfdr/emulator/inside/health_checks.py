"""How Route 53's health checks look, in each minute and when they are new or changed."""

from collections.abc import Callable
from typing import Any

from moto.cloudwatch.models import cloudwatch_backends

from tfdr.emulator import kinds
from tfdr.emulator.inside import endpoints
from tfdr.emulator.inside.faults import faults
from tfdr.emulator.inside.health import (
    CHECKERS,
    HEALTHY_ABOVE,
    Status,
    all_checks,
    found,
    is_healthy,
    reached,
)
from tfdr.emulator.protocol import ACCOUNT_ID

_ENDPOINT = ("HTTP", "HTTPS", "HTTP_STR_MATCH", "HTTPS_STR_MATCH", "TCP")


def look_at_endpoints() -> None:
    """Have the checks that ask an endpoint ask it."""
    checks = all_checks()
    for check_id in found.keys() - checks.keys():
        del found[check_id]
    for check_id, check in checks.items():
        if check.type_ in _ENDPOINT:
            look(check_id)


def look_at_the_rest() -> None:
    """Have the checks that follow an alarm look at it, then those that follow other checks."""
    checks = all_checks()
    for kind in ("CLOUDWATCH_METRIC", "CALCULATED"):
        for check_id, check in checks.items():
            if check.type_ == kind:
                look(check_id)


def look(check_id: str) -> None:
    """Have one check look, now."""
    check = all_checks()[check_id]
    if check.disabled:
        found[check_id] = Status(True, "disabled")
        return
    ways: dict[str, Callable[[str, Any], Status]] = {
        "CALCULATED": _count,
        "CLOUDWATCH_METRIC": _follow_alarm,
    }
    status = ways.get(check.type_, _ask)(check_id, check)
    if check.inverted:
        status = Status(not status.healthy, f"inverted: {status.reason}")
    found[check_id] = status


def _ask(check_id: str, check: Any) -> Status:
    name, path = check.fqdn or check.ip_address, check.resource_path or "/"
    answer = endpoints.check(name, path)
    reached.pop(check_id, None)
    if answer.is_well and (number := _checkers_reaching(name, answer.region)) < CHECKERS:
        reached[check_id] = number
        if number <= HEALTHY_ABOVE * CHECKERS:
            return Status(False, f"Failure: {number} of {CHECKERS} checkers got a good answer")
    if answer.status is None:
        return Status(False, f"Failure: {answer.body}")
    word = "Success" if answer.is_well else "Failure"
    return Status(answer.is_well, f"{word}: HTTP Status Code {answer.status}")


def _checkers_reaching(name: str, region: str) -> int:
    """Return how many checkers get a good answer in one of their tries."""
    if faults.struck(faults.of(kinds.HEALTH, region)):
        return 0
    return sum(
        any(not endpoints.is_struck(name, kinds.CHECKERS) for _ in range(endpoints.TRIES))
        for _ in range(CHECKERS)
    )


def _count(_: str, check: Any) -> Status:
    children = check.children or []
    healthy = sum(is_healthy(child) for child in children)
    needed = int(check.health_threshold or 0)
    return Status(healthy >= needed, f"{healthy} of {len(children)} healthy, {needed} needed")


def _follow_alarm(check_id: str, check: Any) -> Status:
    settings = check.__dict__.get("alarm_settings", {})
    named = settings.get("AlarmIdentifier", {})
    region, name = named.get("Region", ""), named.get("Name", "")
    alarm = cloudwatch_backends[ACCOUNT_ID][region].alarms.get(name) if region else None
    # The data of a region that is away do not arrive.
    state = alarm.state_value if alarm and faults.lives(region) else "INSUFFICIENT_DATA"
    reason = f"{name} in {region} is {state}"
    if state != "INSUFFICIENT_DATA":
        return Status(state == "OK", reason)
    then = settings.get("InsufficientDataHealthStatus", "LastKnownStatus")
    if then == "LastKnownStatus":
        return Status(found[check_id].healthy if check_id in found else True, reason)
    return Status(then == "Healthy", reason)
