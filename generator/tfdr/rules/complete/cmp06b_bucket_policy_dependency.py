"""CMP06B: see cmp06b_bucket_policy_dependency.md."""

from collections.abc import Iterator

from tfdr.aws.logs import deliveries
from tfdr.evaluate import System, Truth
from tfdr.evaluate.order import comes_after
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR, is_recovery=False)


def check(system: System) -> Iterator[Verdict]:
    """What AWS tries to deliver as soon as it is made, by the bucket that it names."""
    for writer, delivery, bucket in deliveries(system):
        if delivery.is_tried:
            policies = system.links(bucket, "aws_s3_bucket_policy", "bucket")
            holds: Truth = comes_after(writer, policies.sure)
            if not policies.sure and policies.maybe:
                holds = comes_after(writer, policies.maybe) or None
            message = f"does not wait for the policy of {bucket.address}"
            unknown = () if policies.sure else policies.why
            yield judge(writer, holds, message, delivery.path, unknown=unknown)
