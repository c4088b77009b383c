"""OBS07B: an alarm goes off on what is bad, not on what is good."""

from collections.abc import Iterator
from typing import Final

from tfdr.aws.alarms import watches
from tfdr.evaluate import System
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR, is_local=True)

# Of these, more is worse.
_MORE_IS_BAD: Final = {
    "AWS/ApplicationELB": (
        "UnHealthyHostCount",
        "HTTPCode_ELB_5XX_Count",
        "RejectedConnectionCount",
    ),
    "AWS/NetworkELB": ("UnHealthyHostCount",),
    "AWS/Lambda": ("Errors", "Throttles", "DeadLetterErrors", "AsyncEventsDropped"),
    "AWS/RDS": ("ReplicaLag", "AuroraGlobalDBReplicationLag", "AuroraGlobalDBRPOLag"),
    "AWS/SQS": ("ApproximateAgeOfOldestMessage",),
    "AWS/S3": ("ReplicationLatency", "OperationsFailedReplication"),
    "AWS/Backup": ("NumberOfBackupJobsFailed", "NumberOfCopyJobsFailed"),
}
# Of these, less is worse.
_LESS_IS_BAD: Final = {
    "AWS/ApplicationELB": ("HealthyHostCount",),
    "AWS/NetworkELB": ("HealthyHostCount",),
    "AWS/RDS": ("FreeStorageSpace", "FreeableMemory", "FreeLocalStorage"),
    "AWS/Route53": ("HealthCheckStatus", "HealthCheckPercentageHealthy"),
    "CloudWatchSynthetics": ("SuccessPercent",),
}
_ABOVE: Final = ("GreaterThanThreshold", "GreaterThanOrEqualToThreshold")
_BELOW: Final = ("LessThanThreshold", "LessThanOrEqualToThreshold")


def check(system: System) -> Iterator[Verdict]:
    """Each alarm on one metric of which AWS says what is bad."""
    for watch in watches(system):
        if watch.body is not watch.alarm:
            continue
        wrong = _wrong(watch.body.text("namespace") or "", watch.body.text("metric_name") or "")
        if wrong:
            given = watch.alarm.equals("comparison_operator", *wrong)
            holds = None if given is None else not given
            said = watch.alarm.text("comparison_operator")
            message = (
                f"goes off on {watch.body.text('metric_name')} {said}, which is when all is well"
            )
            yield judge(watch.alarm, holds, message, "comparison_operator")


def _wrong(namespace: str, metric: str) -> tuple[str, ...]:
    if metric in _MORE_IS_BAD.get(namespace, ()):
        return _BELOW
    return _ABOVE if metric in _LESS_IS_BAD.get(namespace, ()) else ()
