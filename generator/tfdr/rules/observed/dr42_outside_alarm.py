"""DR42: an alarm outside the primary region detects that the primary does not answer."""

from collections.abc import Iterator

from tfdr.aws.alarms import Watch, watches
from tfdr.evaluate import System, Truth, all_of, any_of, negate
from tfdr.evaluate.presence import unless_elsewhere
from tfdr.evaluate.unseen import ALARM, unseen
from tfdr.rules import ERROR, Rule, Verdict, judge_all

RULE = Rule(severity=ERROR)


def check(system: System) -> Iterator[Verdict]:
    """The whole system, where it has several regions and alarms at all."""
    primary = system.primary
    found = watches(system)
    if primary is None or not system.is_multi_region or not found:
        return
    told: dict[str, Truth] = {
        each.alarm.address: all_of(negate(each.alarm.region.is_same(primary)), _is_question(each))
        for each in found
    }
    holds = unless_elsewhere(system, any_of(*told.values()), ALARM)
    message = f"no alarm outside of {primary} tells when that region does not answer"
    unknown = [name for name, is_it in told.items() if is_it is None]
    yield judge_all(system, holds, message, unknown=[*unknown, *unseen(system, ALARM)])


def _is_question(watch: Watch) -> Truth:
    """Whether a metric can be about another region: of a health check, or not of AWS itself."""
    namespace = watch.body.text("namespace")
    if namespace is None:
        return None if watch.body.get("namespace") is not None else False
    if namespace == "AWS/Route53":
        return watch.body.equals("metric_name", "HealthCheckStatus")
    inside = ("AWS/", "ECS/ContainerInsights", "ContainerInsights", "LambdaInsights", "CWAgent")
    return not namespace.startswith(inside)
