"""CMP06B: who delivers logs to a bucket is set up once the bucket lets it."""

from collections.abc import Iterator
from typing import Final

from tfdr.evaluate import System, Truth
from tfdr.evaluate.order import comes_after
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)

_WRITERS: Final = {
    "aws_alb": "access_logs.bucket",
    "aws_cloudtrail": "s3_bucket_name",
    "aws_flow_log": "log_destination",
    "aws_lb": "access_logs.bucket",
}


def check(system: System) -> Iterator[Verdict]:
    """Each writer, by the bucket that it names."""
    for type_, path in _WRITERS.items():
        for writer in system.resources(type_):
            bucket = next((each for each in writer.targets(path) if _is_bucket(each.type)), None)
            if bucket is None:
                continue  # a bucket of another repository, or no bucket
            if writer.has("access_logs") and writer.is_true("access_logs.enabled") is False:
                continue  # then AWS tries nothing
            policies = system.links(bucket, "aws_s3_bucket_policy", "bucket")
            holds: Truth = comes_after(writer, policies.sure)
            if not policies.sure and policies.maybe:
                holds = comes_after(writer, policies.maybe) or None
            message = f"does not wait for the policy of {bucket.address}"
            unknown = () if policies.sure else policies.why
            yield judge(writer, holds, message, path, unknown=unknown)


def _is_bucket(type_: str) -> bool:
    return type_ == "aws_s3_bucket"
