"""OBS07C: an alarm's threshold can be crossed, and is not crossed all the time."""

from collections.abc import Iterator
from typing import Final

from tfdr.aws.alarms import watches
from tfdr.evaluate import System
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR, is_local=True)

# The least and the most that each of these can be.
_RANGES: Final = {
    ("AWS/Route53", "HealthCheckStatus"): (0.0, 1.0),
    ("AWS/Route53", "HealthCheckPercentageHealthy"): (0.0, 100.0),
    ("AWS/RDS", "CPUUtilization"): (0.0, 100.0),
    ("AWS/EC2", "CPUUtilization"): (0.0, 100.0),
    ("AWS/ECS", "CPUUtilization"): (0.0, 1000.0),  # of what is reserved, which bursts exceed
    ("CloudWatchSynthetics", "SuccessPercent"): (0.0, 100.0),
    ("AWS/ApplicationELB", "HealthyHostCount"): (0.0, float("inf")),
    ("AWS/ApplicationELB", "UnHealthyHostCount"): (0.0, float("inf")),
    ("AWS/Lambda", "Errors"): (0.0, float("inf")),
    ("AWS/SQS", "ApproximateNumberOfMessagesVisible"): (0.0, float("inf")),
}


def check(system: System) -> Iterator[Verdict]:
    """Each alarm on one metric whose range is known."""
    for watch in watches(system):
        named = watch.body.text("namespace"), watch.body.text("metric_name")
        found = _RANGES.get(named) if watch.body is watch.alarm else None  # type: ignore[arg-type]
        if found is None or watch.alarm.equals("statistic", "Sum", "SampleCount") is not False:
            continue
        operator, threshold = (
            watch.alarm.text("comparison_operator"),
            watch.alarm.number("threshold"),
        )
        if watch.alarm.has("threshold") is False:
            continue
        if operator is None or threshold is None:
            yield judge(watch.alarm, None, "its threshold", "threshold")
            continue
        ever, always = _outcomes(operator, threshold, *found)
        message = "goes off all the time" if always else "never goes off"
        range_ = f"{named[1]} is between {found[0]:g} and {found[1]:g}"
        yield judge(watch.alarm, ever and not always, f"{message}: {range_}", "threshold")


def _outcomes(operator: str, threshold: float, least: float, most: float) -> tuple[bool, bool]:
    """Whether it ever goes off, and whether it does for every value."""
    match operator:
        case "LessThanThreshold":
            return least < threshold, most < threshold
        case "LessThanOrEqualToThreshold":
            return least <= threshold, most <= threshold
        case "GreaterThanThreshold":
            return most > threshold, least > threshold
        case "GreaterThanOrEqualToThreshold":
            return most >= threshold, least >= threshold
    return True, False
