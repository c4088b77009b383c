"""OBS01: every alarm tells someone, also when it is over."""

from collections.abc import Iterator

from tfdr.evaluate import Resource, Rest, System, Truth
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(
    id="OBS01",
    title="Every alarm has actions for when it goes off and for when it is over",
    severity=ERROR,
    why="An alarm that tells nobody is a line in a console that nobody watches in an outage. One "
    "that does not say that it is over leaves people guessing whether the failover helped.",
    fix="Set alarm_actions and ok_actions to the region's topic.",
    source="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html",
    fails="""\
resource "aws_cloudwatch_metric_alarm" "errors" {
  alarm_name          = "errors"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 1
}
""",
    passes="""\
resource "aws_sns_topic" "alerts" {
  name = "alerts"
}

resource "aws_cloudwatch_metric_alarm" "errors" {
  alarm_name          = "errors"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 1
  alarm_actions       = [aws_sns_topic.alerts.arn]
  ok_actions          = [aws_sns_topic.alerts.arn]
}
""",
    is_local=True,
)


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
