"""DR49: where silence is the sign of an outage, it sets off the alarm."""

from collections.abc import Iterator

from generator.evaluate import System, Truth, any_of
from generator.rules import ERROR, Rule, Verdict, judge
from generator.rules.watching import Watch, watches

RULE = Rule(
    id="DR49",
    title="Alarms on heartbeats and health checks take missing data for a breach",
    severity=ERROR,
    why="A region that is gone reports nothing. By default an alarm without data keeps quiet about "
    "it: INSUFFICIENT_DATA notifies nobody, and notBreaching even says that all is well.",
    fix='Set treat_missing_data = "breaching".',
    source="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html",
    fails="""\
resource "aws_cloudwatch_metric_alarm" "primary" {
  alarm_name          = "primary-does-not-answer"
  namespace           = "AWS/Route53"
  metric_name         = "HealthCheckStatus"
  dimensions          = { HealthCheckId = "check" }
  statistic           = "Minimum"
  period              = 60
  evaluation_periods  = 1
  comparison_operator = "LessThanThreshold"
  threshold           = 1
}
""",
    passes="""\
resource "aws_cloudwatch_metric_alarm" "primary" {
  alarm_name          = "primary-does-not-answer"
  namespace           = "AWS/Route53"
  metric_name         = "HealthCheckStatus"
  dimensions          = { HealthCheckId = "check" }
  statistic           = "Minimum"
  period              = 60
  evaluation_periods  = 1
  comparison_operator = "LessThanThreshold"
  threshold           = 1
  treat_missing_data  = "breaching"
}
""",
    is_local=True,
)

_SILENT = {
    "AWS/Route53": ("HealthCheckStatus", "HealthCheckPercentageHealthy"),
    "CloudWatchSynthetics": ("SuccessPercent",),
}
_BELOW = ("LessThanThreshold", "LessThanOrEqualToThreshold", "LessThanLowerThreshold")


def check(system: System) -> Iterator[Verdict]:
    """Each alarm that goes off when a sign of life is too low."""
    seen = set()
    for watch in watches(system):
        alarm = watch.alarm
        is_below = alarm.equals("comparison_operator", *_BELOW)
        if alarm in seen or not _is_sign_of_life(watch) or is_below is False:
            continue
        seen.add(alarm)
        breaching: Truth = alarm.equals("treat_missing_data", "breaching")
        said = alarm.text("treat_missing_data") or "missing"
        message = f"treats missing data as {said}: when nothing answers any more, it keeps quiet"
        yield judge(alarm, breaching, message, "treat_missing_data")


def _is_sign_of_life(watch: Watch) -> bool:
    known = (
        watch.body.equals("namespace", namespace) is True
        and watch.body.equals("metric_name", *names) is True
        for namespace, names in _SILENT.items()
    )
    named = (watch.body.text("metric_name") or "").lower().replace("_", "").replace("-", "")
    return any_of(*known, "heartbeat" in named) is True
