"""DR49: alarms on heartbeats and health checks treat missing data as breaching."""

import re
from collections.abc import Iterator
from typing import Final

from tfdr.aws.alarms import Watch, watches
from tfdr.evaluate import System, Truth, all_of, any_of
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR, is_local=True)

_SILENT = {
    "AWS/Logs": ("IncomingLogEvents", "IncomingBytes"),
    "AWS/SNS": ("NumberOfMessagesPublished",),
    "AWS/Route53": ("HealthCheckStatus", "HealthCheckPercentageHealthy"),
    "CloudWatchSynthetics": ("SuccessPercent",),
}
# What a program says of itself: that it lives or is ready, or for how long something was not done.
_LIFE: Final = re.compile(
    r"heartbeat|ready|readiness|alive|liveness|^up$|^(could|can)(take|fail|serve|recover)"
)
_AGE: Final = re.compile(r"age(seconds|minutes|hours|days)?$|secondssince|minutessince|dayssince")
_BELOW = ("LessThanThreshold", "LessThanOrEqualToThreshold", "LessThanLowerThreshold")


def check(system: System) -> Iterator[Verdict]:
    """Each alarm that goes off when a sign of life is too low."""
    seen = set()
    for watch in watches(system):
        alarm = watch.alarm
        is_below = alarm.equals("comparison_operator", *_BELOW)
        is_old = all_of(_is_own(watch, _AGE), is_below is False)
        if alarm in seen or not (is_old or (_is_sign_of_life(watch) and is_below is not False)):
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
    return any_of(*known, _is_own(watch, _LIFE)) is True


def _is_own(watch: Watch, pattern: re.Pattern[str]) -> bool:
    """Whether it is a metric of the system's own, of which the name says such a thing."""
    named = re.sub(r"[_.-]", "", watch.body.text("metric_name") or "").lower()
    namespace = watch.body.text("namespace") or ""
    return not namespace.startswith("AWS/") and pattern.search(named) is not None
