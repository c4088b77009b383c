"""OBS02C: alarms watch the latency and the failures of each bucket's replication."""

from collections.abc import Iterator

from tfdr.aws.alarms import alarms_on
from tfdr.aws.logs import holds_logs
from tfdr.aws.objectives import minutes
from tfdr.aws.replication import CONFIGURATION, copyings_of
from tfdr.evaluate import Links, Resource, System, known_text
from tfdr.evaluate.presence import together
from tfdr.rules import WARNING, Rule, Verdict, judge
from tfdr.rules.watched import judge_lateness, judge_watched

RULE = Rule(severity=WARNING, said_by="DR65")

_LATENCY = frozenset(
    {"ReplicationLatency", "BytesPendingReplication", "OperationsPendingReplication"}
)
_FAILURES = frozenset({"OperationsFailedReplication"})
_NAMES = {"SourceBucket": ("bucket", "id")}


def check(system: System) -> Iterator[Verdict]:
    """Each replication of a workload; S3 reports some metrics here and some there."""
    if not system.is_workload:
        return
    for replication in system.resources(CONFIGURATION):
        bucket = replication.target("bucket")
        if bucket is None or bucket.type != "aws_s3_bucket":
            continue
        late = alarms_on(system, bucket, "AWS/S3", _LATENCY, _NAMES, is_anywhere=True)
        yield judge_watched(system, replication, late, "no alarm watches how late its copies are")
        if not holds_logs(system, bucket):
            yield from judge_lateness(late, "ReplicationLatency", 60, _most(system))
        failed = alarms_on(system, bucket, "AWS/S3", _FAILURES, _NAMES, is_anywhere=True)
        if late.sure or failed.sure:
            yield from _measured(replication)
        failed = together(failed, Links(_told_of_failures(system, bucket)))
        yield judge_watched(system, replication, failed, "no alarm watches copies that fail")


def _measured(replication: Resource) -> Iterator[Verdict]:
    """What alarms wait for, S3 measures for rules whose metrics are on."""
    for copying in copyings_of(replication):
        if copying.is_on:
            holds = copying.rule.equals("destination.metrics.status", "Enabled")
            message = "alarms watch it, and its metrics are off: they stay silent"
            yield judge(copying.rule, holds, message, "destination.metrics")


def _most(system: System) -> float | None:
    """Minutes of files that may be lost; S3 promises 15, where it promises anything."""
    objective = minutes(system, "OBJECTS") or minutes(system, "RPO")
    return None if objective is None else max(objective, 15)


def _told_of_failures(system: System, bucket: Resource) -> list[Resource]:
    """The notifications of a bucket that tell of copies that failed."""
    return [
        each
        for each in system.links(bucket, "aws_s3_bucket_notification", "bucket")
        for kind in ("topic", "queue", "lambda_function")
        for block in each.blocks(kind)
        if any(
            (known_text(event) or "").startswith("s3:Replication:")
            for event in block.elements("events")
        )
    ]
