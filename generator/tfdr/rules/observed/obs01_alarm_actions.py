"""OBS01: every alarm has alarm actions and OK actions."""

from collections.abc import Iterator

from tfdr.evaluate import Resource, Rest, System, Truth
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR, is_local=True)


def check(system: System) -> Iterator[Verdict]:
    """Each alarm, by both kinds of actions; one that is switched off has none."""
    for alarm in system.resources("aws_cloudwatch_metric_alarm", "aws_cloudwatch_composite_alarm"):
        for attribute in ("alarm_actions", "ok_actions"):
            message = f"has no {attribute}"
            yield judge(alarm, _has_some(alarm, attribute), message, attribute)
        if alarm.equals("actions_enabled", False):
            yield judge(alarm, False, "its actions are switched off", "actions_enabled")


def _has_some(alarm: Resource, attribute: str) -> Truth:
    actions = alarm.elements(attribute)
    if any(not isinstance(each, Rest) for each in actions):
        return True
    return None if actions else False
