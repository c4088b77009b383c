"""OBS02B: an alarm in us-east-1 watches each failover health check."""

from collections.abc import Iterator

from tfdr.aws.alarms import alarms_on
from tfdr.aws.capacity import is_asleep
from tfdr.aws.route53 import asked, asks, failover_checks
from tfdr.evaluate import Links, Region, Resource, System
from tfdr.rules import ERROR, Rule, Verdict
from tfdr.rules.watched import judge_watched

RULE = Rule(severity=ERROR)

_STATUS = frozenset(
    {"HealthCheckStatus", "HealthCheckPercentageHealthy", "ChildHealthCheckHealthyCount"}
)
_WHERE = Region("us-east-1", "us-east-1")


def check(system: System) -> Iterator[Verdict]:
    """Each check that asks an endpoint; an alarm on one that is made of it will do too."""
    checks = failover_checks(system)
    above: dict[Resource, list[Resource]] = {}
    for each in checks:
        for child in each.targets("child_healthchecks"):
            above.setdefault(child, []).append(each)
    for each in checks:
        if asks(each) is False or _sleeps(system, each):
            continue
        sure: list[Resource] = []
        maybe: list[Resource] = []
        for watched in (each, *above.get(each, ())):
            alarms = _alarms(system, watched, is_anywhere=False)
            sure += alarms.sure
            maybe += alarms.maybe
        elsewhere = _alarms(system, each, is_anywhere=True)
        message = "no alarm in us-east-1 watches it"
        if elsewhere.sure and not sure:
            alarm = elsewhere.sure[0]
            message = f"its alarm is in {alarm.region}, but Route 53 reports to us-east-1 only"
        yield judge_watched(system, each, Links(sure, maybe), message)


def _sleeps(system: System, check: Resource) -> bool:
    """Whether nothing runs behind it until a failover: its alarm would never be off."""
    end = asked(system, check)
    return end is not None and not end.is_global and is_asleep(system, end.region) is True


def _alarms(system: System, check: Resource, *, is_anywhere: bool) -> Links:
    names = {"HealthCheckId": ("id",)}
    return alarms_on(
        system, check, "AWS/Route53", _STATUS, names, region=_WHERE, is_anywhere=is_anywhere
    )
