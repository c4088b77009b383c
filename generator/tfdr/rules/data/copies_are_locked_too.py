"""DR32: a bucket whose objects are locked replicates to one whose objects are locked."""

from collections.abc import Iterator

from tfdr.evaluate import System, any_of, negate
from tfdr.rules import ERROR, Rule, Verdict, judge
from tfdr.rules.data._buckets import bucket_of, copyings, is_locked
from tfdr.rules.regions import unless_elsewhere

RULE = Rule(
    id="DR32",
    title="A bucket whose objects are locked replicates to one whose objects are locked",
    severity=ERROR,
    why="S3 replicates no locked object to a bucket without object lock: the records that must not "
    "be lost are the ones that have no copy.",
    fix="Add aws_s3_bucket_object_lock_configuration to the destination too.",
    source="https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-managing.html",
    fails="""\
provider "aws" {
  alias  = "primary"
  region = "eu-west-1"
}

provider "aws" {
  alias  = "dr"
  region = "eu-central-1"
}

resource "aws_s3_bucket" "records" {
  provider            = aws.primary
  object_lock_enabled = true
}

resource "aws_s3_bucket" "copy" {
  provider = aws.dr
}

resource "aws_s3_bucket_replication_configuration" "records" {
  provider = aws.primary
  bucket   = aws_s3_bucket.records.id
  role     = "arn:aws:iam::123456789012:role/replication"

  rule {
    status = "Enabled"

    destination {
      bucket = aws_s3_bucket.copy.arn
    }
  }
}
""",
    passes="""\
provider "aws" {
  alias  = "primary"
  region = "eu-west-1"
}

provider "aws" {
  alias  = "dr"
  region = "eu-central-1"
}

resource "aws_s3_bucket" "records" {
  provider            = aws.primary
  object_lock_enabled = true
}

resource "aws_s3_bucket" "copy" {
  provider            = aws.dr
  object_lock_enabled = true
}

resource "aws_s3_bucket_replication_configuration" "records" {
  provider = aws.primary
  bucket   = aws_s3_bucket.records.id
  role     = "arn:aws:iam::123456789012:role/replication"

  rule {
    status = "Enabled"

    destination {
      bucket = aws_s3_bucket.copy.arn
    }
  }
}
""",
)


def check(system: System) -> Iterator[Verdict]:
    """Each rule whose source has object lock, or may have."""
    for copying in copyings(system):
        source = bucket_of(system, copying.configuration.get("bucket"))
        target = bucket_of(system, copying.rule.get("destination.bucket"))
        locked = False if source is None else is_locked(system, source)
        if source is None or locked is False:
            continue
        there = None if target is None else is_locked(system, target)
        holds = unless_elsewhere(system, any_of(there, negate(locked)))
        message = f"copies locked objects of {source.address} to a bucket without object lock"
        unknown = (
            *source.unknowns("object_lock_enabled"),
            *(target.unknowns("object_lock_enabled") if target else ()),
            *system.not_followed,
        )
        yield judge(copying.rule, holds, message, "destination.bucket", unknown=unknown)
