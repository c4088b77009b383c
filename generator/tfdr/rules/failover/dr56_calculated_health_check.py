"""DR56: every health check is used, and calculated health checks require all of their children."""

from collections.abc import Iterator
from typing import Final

from tfdr.aws.route53 import failover_records
from tfdr.evaluate import Resource, Rest, System, Truth
from tfdr.evaluate.presence import presence, together
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)

_FOLLOWERS: Final = (
    ("aws_route53_record", "health_check_id"),
    ("aws_route53_health_check", "child_healthchecks"),
)


def check(system: System) -> Iterator[Verdict]:
    """Each check where records fail over, and each calculated one of these records."""
    records = failover_records(system)
    if not records:
        return
    for each in system.resources("aws_route53_health_check"):
        links = together(*(system.links(each, *follower) for follower in _FOLLOWERS))
        exists, why = presence(system, links)
        watched = _is_watched(system, each)
        message = "judges nothing: no record, alarm or other check follows it"
        yield judge(each, exists or watched or exists, message, unknown=why)
    calculated = {check for record in records for check in record.targets("health_check_id")}
    for each in system.resources("aws_route53_health_check"):
        if each in calculated and each.equals("type", "CALCULATED"):
            children = each.elements("child_healthchecks")
            needed = each.number("child_health_threshold") or 0
            is_open = not needed or any(isinstance(child, Rest) for child in children)
            holds: Truth = None if is_open else needed >= len(children)
            message = f"is healthy while {len(children) - int(needed)} of its checks are not"
            yield judge(each, holds, message, "child_health_threshold")


def _is_watched(system: System, check: Resource) -> bool:
    """Whether an alarm follows it, as one does that only tells people."""
    if check.equals("type", "CLOUDWATCH_METRIC"):
        return False  # it follows an alarm itself
    return any(
        check in alarm.targets("dimensions")
        for alarm in system.resources("aws_cloudwatch_metric_alarm")
    )
