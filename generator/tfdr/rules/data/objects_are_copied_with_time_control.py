"""DAT06B: replication of buckets has time control, with metrics."""

from collections.abc import Iterator

from tfdr.evaluate import System
from tfdr.rules import WARNING, Rule, Verdict, judge
from tfdr.rules.data._buckets import copyings

RULE = Rule(
    id="DAT06B",
    title="Replication of buckets has time control, with metrics",
    severity=WARNING,
    why="Without Replication Time Control nothing is promised about when a copy arrives, and "
    "without metrics nobody sees that copies are hours behind until the standby serves them.",
    fix="Add replication_time and metrics to the destination, both Enabled with 15 minutes, the "
    "only value there is.",
    source="https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-time-control.html",
    fails="""\
resource "aws_s3_bucket_replication_configuration" "data" {
  bucket = "data"
  role   = "arn:aws:iam::123456789012:role/replication"

  rule {
    status = "Enabled"

    destination {
      bucket = "arn:aws:s3:::data-copy"
    }
  }
}
""",
    passes="""\
resource "aws_s3_bucket_replication_configuration" "data" {
  bucket = "data"
  role   = "arn:aws:iam::123456789012:role/replication"

  rule {
    status = "Enabled"

    destination {
      bucket = "arn:aws:s3:::data-copy"

      replication_time {
        status = "Enabled"

        time {
          minutes = 15
        }
      }

      metrics {
        status = "Enabled"

        event_threshold {
          minutes = 15
        }
      }
    }
  }
}
""",
    is_local=True,
)


def check(system: System) -> Iterator[Verdict]:
    """Each rule that copies objects."""
    for copying in copyings(system):
        for name, what in (("replication_time", "time control"), ("metrics", "metrics")):
            holds = copying.rule.equals(f"destination.{name}.status", "Enabled")
            yield judge(copying.rule, holds, f"replicates without {what}", f"destination.{name}")
