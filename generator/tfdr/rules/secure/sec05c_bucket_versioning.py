"""SEC05C: buckets keep what was overwritten or deleted."""

from collections.abc import Iterator

from tfdr.evaluate import Resource, System, Truth, any_of
from tfdr.evaluate.presence import held_by, why
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)


def check(system: System) -> Iterator[Verdict]:
    """Each bucket, by what says that it keeps versions."""
    for bucket in system.resources("aws_s3_bucket"):
        links = system.links(bucket, "aws_s3_bucket_versioning", "bucket")
        # Before version 4 of the provider, the bucket said so itself; a lock implies it.
        own = any_of(bucket.is_true("versioning.enabled"), bucket.is_true("object_lock_enabled"))
        holds = any_of(held_by(links, _is_on), own)
        unknown = (*why(links, "versioning_configuration"), *bucket.unknowns("versioning"))
        yield judge(bucket, holds, "keeps no versions", unknown=unknown)


def _is_on(versioning: Resource) -> Truth:
    return versioning.equals("versioning_configuration.status", "Enabled")
