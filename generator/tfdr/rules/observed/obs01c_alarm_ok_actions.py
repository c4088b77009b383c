"""OBS01C: every alarm tells when it is over."""

from collections.abc import Iterator

from tfdr.aws.alarms import acts
from tfdr.evaluate import System
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR, is_local=True, is_recovery=False)


def check(system: System) -> Iterator[Verdict]:
    """Each alarm."""
    for alarm in system.resources("aws_cloudwatch_metric_alarm", "aws_cloudwatch_composite_alarm"):
        yield judge(alarm, acts(alarm, "ok_actions"), "has no ok_actions", "ok_actions")
