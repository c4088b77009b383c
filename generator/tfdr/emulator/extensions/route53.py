"""Route 53: health checks that follow an alarm, and what health checks find.

moto 5.2.5 drops the alarm and the status for insufficient data, and gives such a check the
port and the intervals of one that asks an endpoint. It calls every check healthy, and lets an
update that says nothing of them take a check's children and regions away.
"""

from typing import Any

from moto.core.responses import ActionResult
from moto.core.utils import utcnow
from moto.route53.models import HealthCheck
from moto.route53.responses import Route53

from tfdr.emulator.extensions.teach import Original, replaces, replaces_property, teaches
from tfdr.emulator.inside import health_checks
from tfdr.emulator.inside.health import CHECKERS, reached_by, status_of

_ALARM_SETTINGS = ("AlarmIdentifier", "InsufficientDataHealthStatus")
_CHECKED_FROM = (
    *("us-east-1", "us-west-1", "us-west-2", "eu-west-1"),
    *("ap-southeast-1", "ap-southeast-2", "ap-northeast-1", "sa-east-1"),
)
"""Whence health checkers look where a check names no regions (developer guide of Route 53)."""
_ENDPOINT_SETTINGS = (
    "EnableSNI",
    "FailureThreshold",
    "IPAddress",
    "MeasureLatency",
    "Port",
    "RequestInterval",
)


@teaches(Route53)
class HealthChecks:
    """Health checks that keep their alarm, look, and say what they found."""

    @replaces
    def create_health_check(self: Any, original: Original) -> ActionResult:
        return _looking(_remembered(original(), self._get_param("HealthCheckConfig")))

    @replaces
    def update_health_check(self: Any, original: Original) -> ActionResult:
        check = self.backend.get_health_check(self._get_param("HealthCheckId"))
        before = {"ChildHealthChecks": check.children, "Regions": check.regions}
        sent = {name: self._get_param(name) for name in _ALARM_SETTINGS}
        answer = _remembered(original(), sent)
        reset = self._get_param("ResetElements") or []
        if not self._get_param("ChildHealthChecks") and "ChildHealthChecks" not in reset:
            check.children = before["ChildHealthChecks"]
        if not self._get_param("Regions") and "Regions" not in reset:
            check.regions = before["Regions"]
        return _looking(answer)

    @replaces
    def get_health_check_status(self: Any) -> ActionResult:
        check_id = self._get_param("HealthCheckId")
        self.backend.get_health_check(check_id)
        reached, said = reached_by(check_id), status_of(check_id)
        lost = said.reason if not said.healthy else "Failure: no good answer came in time"
        well = said.reason if said.healthy else "Success: HTTP Status Code 200"
        seen = [
            {
                "Region": _CHECKED_FROM[number % len(_CHECKED_FROM)],
                "IPAddress": f"192.0.2.{number + 1}",
                "StatusReport": {
                    "Status": well if number < reached else lost,
                    "CheckedTime": utcnow(),
                },
            }
            for number in range(CHECKERS)
        ]
        return ActionResult({"HealthCheckObservations": seen})


@teaches(HealthCheck)
class Configurations:
    """Configurations that fit the kind of the check."""

    @replaces_property
    def health_check_config(self: Any, original: Original) -> dict[str, Any]:
        described: dict[str, Any] = original()
        if self.type_ != "CLOUDWATCH_METRIC":
            return described
        for name in _ENDPOINT_SETTINGS:
            described.pop(name, None)
        return {**described, **self.__dict__.get("alarm_settings", {})}


def _looking(answer: ActionResult) -> ActionResult:
    """Have a check that is new or changed look at once."""
    result: Any = answer.result
    health_checks.look(result["HealthCheck"].id)
    return answer


def _remembered(answer: ActionResult, sent: Any) -> ActionResult:
    result: Any = answer.result
    settings = result["HealthCheck"].__dict__.setdefault("alarm_settings", {})
    settings.update({name: sent[name] for name in _ALARM_SETTINGS if sent.get(name) is not None})
    return answer
