"""OBS02C: alarms tell when copies of objects are late or fail."""

from collections.abc import Iterator

from tfdr.evaluate import Links, Resource, System, known_text
from tfdr.rules import WARNING, Rule, Verdict
from tfdr.rules.data._buckets import holds_logs
from tfdr.rules.objectives import judge_lateness, minutes
from tfdr.rules.watching import alarms_on, judge_watched, together

RULE = Rule(
    id="OBS02C",
    title="Alarms watch the latency and the failures of each bucket's replication",
    severity=WARNING,
    why="Replication of objects fails in silence: a key or a policy that changed is enough. It "
    "shows when the standby is asked for what was never copied.",
    fix="Add alarms on AWS/S3 ReplicationLatency and OperationsFailedReplication of the bucket.",
    source="https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-metrics.html",
    fails="""\
resource "aws_s3_bucket" "data" {
  bucket = "orders-data"
}

resource "aws_dynamodb_table" "orders" {
  name = "orders"
}

resource "aws_s3_bucket_replication_configuration" "data" {
  bucket = aws_s3_bucket.data.id
  role   = "arn:aws:iam::123456789012:role/replication"

  rule {
    status = "Enabled"

    destination {
      bucket = "arn:aws:s3:::orders-data-dr"
    }
  }
}
""",
    passes="""\
resource "aws_s3_bucket" "data" {
  bucket = "orders-data"
}

resource "aws_dynamodb_table" "orders" {
  name = "orders"
}

resource "aws_s3_bucket_replication_configuration" "data" {
  bucket = aws_s3_bucket.data.id
  role   = "arn:aws:iam::123456789012:role/replication"

  rule {
    status = "Enabled"

    destination {
      bucket = "arn:aws:s3:::orders-data-dr"
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "replication" {
  for_each            = { ReplicationLatency = 900, OperationsFailedReplication = 0 }
  alarm_name          = "orders-${each.key}"
  namespace           = "AWS/S3"
  metric_name         = each.key
  statistic           = "Maximum"
  period              = 300
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = each.value

  dimensions = {
    SourceBucket      = aws_s3_bucket.data.id
    DestinationBucket = "orders-data-dr"
    RuleId            = "all"
  }
}
""",
)

_LATENCY = frozenset(
    {"ReplicationLatency", "BytesPendingReplication", "OperationsPendingReplication"}
)
_FAILURES = frozenset({"OperationsFailedReplication"})
_NAMES = {"SourceBucket": ("bucket", "id")}


def check(system: System) -> Iterator[Verdict]:
    """Each replication of a workload; S3 reports some metrics here and some there."""
    if not system.is_workload:
        return
    for replication in system.resources("aws_s3_bucket_replication_configuration"):
        bucket = replication.target("bucket")
        if bucket is None or bucket.type != "aws_s3_bucket":
            continue
        late = alarms_on(system, bucket, "AWS/S3", _LATENCY, _NAMES, is_anywhere=True)
        yield judge_watched(system, replication, late, "no alarm watches how late its copies are")
        if not holds_logs(system, bucket):
            yield from judge_lateness(late, "ReplicationLatency", 60, _most(system))
        failed = alarms_on(system, bucket, "AWS/S3", _FAILURES, _NAMES, is_anywhere=True)
        failed = together(failed, Links(_told_of_failures(system, bucket)))
        yield judge_watched(system, replication, failed, "no alarm watches copies that fail")


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
