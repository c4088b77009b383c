"""SEC05D: every bucket's policy denies requests without TLS."""

from collections.abc import Iterator

from tfdr.aws import buckets
from tfdr.evaluate import System
from tfdr.evaluate.presence import held_by, unsure
from tfdr.rules import WARNING, Rule, Verdict, judge

RULE = Rule(severity=WARNING, is_recovery=False)


def check(system: System) -> Iterator[Verdict]:
    """Each bucket, by its policy."""
    for bucket in system.resources("aws_s3_bucket"):
        holders = buckets.policies(system, bucket)
        holds = held_by(holders, buckets.denies_plain_http)
        missing = [each for holder in holders for each in holder.policy("policy").missing]
        message = "no policy of its denies requests without TLS"
        yield judge(bucket, holds, message, unknown=(*missing, *unsure(holders)))
