"""DR44: failover health checks detect an outage within a quarter of the recovery time objective."""

from collections.abc import Iterator

from tfdr.aws.objectives import minutes
from tfdr.aws.route53 import asks, failover_checks
from tfdr.evaluate import Resource, System, Truth
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)

# Where the code says no objective: six checks at the slower of the two intervals.
_WITHOUT_OBJECTIVE = 180
_SHARE = 0.25
_INTERVAL, _THRESHOLD = 30, 3


def check(system: System) -> Iterator[Verdict]:
    """Each check of an endpoint on which a failover depends."""
    objective = minutes(system, "RTO")
    most = _WITHOUT_OBJECTIVE if objective is None else objective * 60 * _SHARE
    for each in failover_checks(system):
        if asks(each) is False:
            continue
        seconds = _seconds(each)
        holds: Truth = None if seconds is None or asks(each) is None else seconds <= most
        reason = (
            f"a quarter of the recovery time objective, {objective:g} minutes"
            if objective
            else ("what is usual where no recovery time objective is said")
        )
        message = f"notices an outage after {seconds or 0:g} s, later than {most:g} s, {reason}"
        at = (
            "failure_threshold"
            if each.has("failure_threshold") is not False
            else "request_interval"
        )
        unknown = each.unknowns("type", "request_interval", "failure_threshold")
        yield judge(each, holds, message, at, unknown=unknown)


def _seconds(check: Resource) -> float | None:
    interval, threshold = (
        default if check.get(name) is None else check.number(name)
        for name, default in (("request_interval", _INTERVAL), ("failure_threshold", _THRESHOLD))
    )
    return None if interval is None or threshold is None else interval * threshold
