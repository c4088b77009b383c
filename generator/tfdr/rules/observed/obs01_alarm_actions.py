"""OBS01: every alarm has alarm actions."""

from collections.abc import Iterator
from typing import Final

from tfdr.aws.alarms import acts
from tfdr.evaluate import System
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR, is_local=True)

# What reads the state of an alarm, so that it is there for that.
_READERS: Final = (
    "aws_cloudwatch_composite_alarm",
    "aws_codedeploy_deployment_group",
    "aws_ecs_service",
    "aws_route53_health_check",
)


def check(system: System) -> Iterator[Verdict]:
    """Each alarm; one that is switched off has none."""
    for alarm in system.resources("aws_cloudwatch_metric_alarm", "aws_cloudwatch_composite_alarm"):
        is_read = any(user.type in _READERS for user, _ in system.users(alarm))
        holds, at = acts(alarm, "alarm_actions"), "alarm_actions"
        yield judge(alarm, holds, "has no alarm_actions", at, is_recovery=not is_read)
        if alarm.equals("actions_enabled", False):
            yield judge(alarm, False, "its actions are switched off", "actions_enabled")
