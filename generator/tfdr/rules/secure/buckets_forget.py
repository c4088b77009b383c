"""SEC05E: buckets let go of what nobody needs any more."""

from collections.abc import Iterator

from tfdr.evaluate import Body, Resource, System, Truth, all_of, any_of
from tfdr.rules import WARNING, Rule, Verdict, judge
from tfdr.rules.partners import any_block, held_by, why

RULE = Rule(
    id="SEC05E",
    title="Every bucket lets go of old versions and of uploads that were never finished",
    severity=WARNING,
    why="A bucket with versions keeps all that was ever overwritten or deleted, and half an upload "
    "too, unseen and paid for in each region that it is copied to.",
    fix="Add an aws_s3_bucket_lifecycle_configuration with noncurrent_version_expiration and "
    "abort_incomplete_multipart_upload in rules that are enabled.",
    source="https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lifecycle-mgmt.html",
    fails="""\
resource "aws_s3_bucket" "data" {
  bucket = "data"
}
""",
    passes="""\
resource "aws_s3_bucket" "data" {
  bucket = "data"
}

resource "aws_s3_bucket_lifecycle_configuration" "data" {
  bucket = aws_s3_bucket.data.id

  rule {
    id     = "forget"
    status = "Enabled"

    filter {}

    noncurrent_version_expiration {
      noncurrent_days = 30
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }
}
""",
)

_TYPE = "aws_s3_bucket_lifecycle_configuration"
_PARTS = {
    "noncurrent_version_expiration": "keeps old versions for ever",
    "abort_incomplete_multipart_upload": "keeps uploads that were never finished",
}


def check(system: System) -> Iterator[Verdict]:
    """Each bucket, by its lifecycle."""
    for bucket in system.resources("aws_s3_bucket"):
        links = system.links(bucket, _TYPE, "bucket")
        for part, message in _PARTS.items():
            holds = any_of(
                held_by(links, lambda each, part=part: _does(each, "rule", part)),  # type: ignore[misc]
                _does(bucket, "lifecycle_rule", part),
            )
            yield judge(bucket, holds, message, unknown=why(links, "rule"))


def _does(holder: Resource, name: str, part: str) -> Truth:
    return any_block(holder.blocks(name), lambda rule: _rule_does(rule, part))


def _rule_does(rule: Body, part: str) -> Truth:
    is_on = any_of(rule.equals("status", "Enabled"), rule.is_true("enabled"))
    # A rule of former days, inside of the bucket, counts the days of uploads itself.
    return all_of(is_on, any_of(rule.has(part), rule.has(f"{part}_days")))
