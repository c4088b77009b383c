"""SEC05C: every bucket has versioning enabled."""

from collections.abc import Iterator

from tfdr.aws.buckets import versioned
from tfdr.evaluate import System
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR, is_recovery=False)


def check(system: System) -> Iterator[Verdict]:
    """Each bucket, by what says that it keeps versions."""
    for bucket in system.resources("aws_s3_bucket"):
        holds, unknown = versioned(system, bucket)
        yield judge(bucket, holds, "keeps no versions", unknown=unknown)
