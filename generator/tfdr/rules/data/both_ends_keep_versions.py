"""DAT06E: a bucket that replicates and the one that it replicates to keep versions."""

from collections.abc import Iterator

from tfdr.evaluate import Body, System
from tfdr.rules import ERROR, Rule, Verdict, judge
from tfdr.rules.data._buckets import CONFIGURATION, bucket_of, copyings, versioned
from tfdr.rules.regions import unless_elsewhere

RULE = Rule(
    id="DAT06E",
    title="Both ends of a replication keep versions",
    severity=ERROR,
    why="S3 replicates versions. It refuses a configuration unless both buckets keep them, and "
    "stops when one no longer does.",
    fix='Add aws_s3_bucket_versioning with status = "Enabled" for both buckets.',
    source="https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication.html",
    fails="""\
provider "aws" {
  alias  = "primary"
  region = "eu-west-1"
}

provider "aws" {
  alias  = "dr"
  region = "eu-central-1"
}

resource "aws_s3_bucket" "data" {
  provider = aws.primary
}

resource "aws_s3_bucket" "copy" {
  provider = aws.dr
}

resource "aws_s3_bucket_versioning" "data" {
  provider = aws.primary
  bucket   = aws_s3_bucket.data.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_replication_configuration" "data" {
  provider = aws.primary
  bucket   = aws_s3_bucket.data.id
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

resource "aws_s3_bucket" "data" {
  provider = aws.primary
}

resource "aws_s3_bucket" "copy" {
  provider = aws.dr
}

resource "aws_s3_bucket_versioning" "data" {
  provider = aws.primary
  bucket   = aws_s3_bucket.data.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_versioning" "copy" {
  provider = aws.dr
  bucket   = aws_s3_bucket.copy.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_replication_configuration" "data" {
  provider = aws.primary
  bucket   = aws_s3_bucket.data.id
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
    """The source of each configuration, and the destination of each rule."""
    for configuration in system.resources(CONFIGURATION):
        yield _judged(system, configuration, "bucket", "the source")
    for copying in copyings(system):
        yield _judged(system, copying.rule, "destination.bucket", "the destination")


def _judged(system: System, body: Body, path: str, end: str) -> Verdict:
    bucket = bucket_of(system, body.get(path))
    if bucket is None:  # made elsewhere
        named = body.text(path) or f"the bucket of {body.address}"
        return judge(body, None, f"{end} may keep no versions", path, unknown=[named])
    keeps = unless_elsewhere(system, versioned(system, bucket))
    links = system.links(bucket, "aws_s3_bucket_versioning", "bucket")
    unknown = (
        *(why for each in links for why in each.unknowns("versioning_configuration")),
        *(each.address for each in links.maybe),
        *system.not_followed,
    )
    return judge(body, keeps, f"{end}, {bucket.address}, keeps no versions", path, unknown=unknown)
