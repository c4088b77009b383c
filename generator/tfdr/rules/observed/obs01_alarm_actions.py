"""OBS01: every alarm has alarm actions."""

from collections.abc import Iterator

from tfdr.aws.alarms import acts
from tfdr.evaluate import System
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR, is_local=True)


def check(system: System) -> Iterator[Verdict]:
    """Each alarm; one that is switched off has none."""
    for alarm in system.resources("aws_cloudwatch_metric_alarm", "aws_cloudwatch_composite_alarm"):
        yield judge(alarm, acts(alarm, "alarm_actions"), "has no alarm_actions", "alarm_actions")
        if alarm.equals("actions_enabled", False):
            yield judge(alarm, False, "its actions are switched off", "actions_enabled")
