"""DR65: something tells people that a region is lost."""

from collections.abc import Iterator
from typing import Final

from tfdr.evaluate import System, any_of
from tfdr.evaluate.presence import unless_elsewhere
from tfdr.evaluate.unseen import ALARM, unseen
from tfdr.rules import ERROR, Rule, Verdict, judge_all

RULE = Rule(severity=ERROR)

_NOTICE: Final = (
    "aws_cloudwatch_composite_alarm",
    "aws_cloudwatch_metric_alarm",
    "aws_route53_health_check",
    "aws_synthetics_canary",
)
_OTHERS: Final = (
    "datadog_monitor",
    "grafana_rule_group",
    "newrelic_alert_policy",
    "pagerduty_service",
)


def check(system: System) -> Iterator[Verdict]:
    """The whole system, where it has several regions and a workload."""
    if not system.is_multi_region or not system.is_workload:
        return
    found = [None if each.maybe else True for each in system.resources(*_NOTICE, *_OTHERS)]
    holds = unless_elsewhere(system, any_of(*found), ALARM)
    message = "has neither an alarm nor a health check: nobody is told that a region is lost"
    yield judge_all(system, holds, message, unknown=unseen(system, ALARM))
