"""Route 53's health checks in the emulated AWS: what they find, each minute.

Between two minutes a check says what it found in the last one; one that is new looks at once.
"""

from dataclasses import asdict, dataclass
from typing import Any

from tfdr.emulator.environment import ACCOUNT_ID
from tfdr.emulator.faults import faults

_ENDPOINT = ("HTTP", "HTTPS", "HTTP_STR_MATCH", "HTTPS_STR_MATCH", "TCP")


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


_found: dict[str, Status] = {}


def statuses() -> dict[str, Status]:
    """Return what every check found, by its id."""
    return {check: status_of(check) for check in _checks()}


def status_of(check_id: str) -> Status:
    """Return what a check found."""
    if check_id not in _found:
        _look(check_id)
    return _found[check_id]


def is_healthy(check_id: str) -> bool:
    """Say whether a check counts as healthy; one that does not exist does not."""
    return check_id in _checks() and status_of(check_id).healthy


def look_at_endpoints() -> None:
    """Have the checks that ask an endpoint ask it."""
    checks = _checks()
    for check_id in _found.keys() - checks.keys():
        del _found[check_id]
    for check_id, check in checks.items():
        if check.type_ in _ENDPOINT:
            _look(check_id)


def look_at_the_rest() -> None:
    """Have the checks that follow an alarm look at it, then those that follow other checks."""
    checks = _checks()
    for kind in ("CLOUDWATCH_METRIC", "CALCULATED"):
        for check_id, check in checks.items():
            if check.type_ == kind:
                _look(check_id)


def _look(check_id: str) -> None:
    check = _checks().get(check_id)
    if check is None:
        _found[check_id] = Status(False, "there is no such health check")
    elif check.disabled:
        _found[check_id] = Status(True, "disabled")
    else:
        look = {"CALCULATED": _count, "CLOUDWATCH_METRIC": _follow_alarm}.get(check.type_, _ask)
        status = look(check_id, check)
        if check.inverted:
            status = Status(not status.healthy, f"inverted: {status.reason}")
        _found[check_id] = status


def _ask(_: str, check: Any) -> Status:
    from tfdr.emulator.endpoints import check as ask

    name, path = check.fqdn or check.ip_address, check.resource_path or "/"
    answer = ask(name, path)
    if answer.status is None:
        return Status(False, f"Failure: {answer.body}")
    word = "Success" if answer.is_well else "Failure"
    return Status(answer.is_well, f"{word}: HTTP Status Code {answer.status}")


def _count(_: str, check: Any) -> Status:
    children = check.children or []
    healthy = sum(is_healthy(child) for child in children)
    needed = int(check.health_threshold or 0)
    return Status(healthy >= needed, f"{healthy} of {len(children)} healthy, {needed} needed")


def _follow_alarm(check_id: str, check: Any) -> Status:
    from moto.cloudwatch.models import cloudwatch_backends

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
        return Status(_found[check_id].healthy if check_id in _found else True, reason)
    return Status(then == "Healthy", reason)


def _checks() -> dict[str, Any]:
    from moto.route53.models import route53_backends

    return {
        check_id: check
        for backend in list(route53_backends[ACCOUNT_ID].values())
        for check_id, check in list(backend.health_checks.items())
    }
