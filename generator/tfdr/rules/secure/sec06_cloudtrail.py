"""SEC06: a multi-region CloudTrail trail, validated and encrypted, has a bucket of its own."""

from collections.abc import Iterator

from tfdr.aws.buckets import policies
from tfdr.aws.keys import is_customers
from tfdr.aws.logs import DELIVERIES, TRAIL
from tfdr.aws.policies import lets_in
from tfdr.evaluate import Resource, System, Truth, negate
from tfdr.evaluate.presence import held_by
from tfdr.rules import WARNING, Rule, Verdict, judge, judge_all

RULE = Rule(severity=WARNING, is_recovery=False)


def check(system: System) -> Iterator[Verdict]:
    """Whether a workload has a trail, and what each trail is like."""
    trails = system.resources("aws_cloudtrail")
    if system.is_workload:
        sure = any(not each.maybe for each in trails)
        holds: Truth = True if sure else None if trails or system.not_followed else False
        unknown = [*(each.address for each in trails), *system.not_followed]
        yield judge_all(system, holds, "no trail records its API calls", unknown=unknown)
    for trail in trails:
        everywhere = trail.is_true("is_multi_region_trail")
        yield judge(trail, everywhere, "records one region only", "is_multi_region_trail")
        validated = trail.is_true("enable_log_file_validation")
        message = "does not show whether its files were changed"
        yield judge(trail, validated, message, "enable_log_file_validation")
        encrypted = is_customers(trail, "kms_key_id")
        yield judge(trail, encrypted, "is encrypted with no customer managed key", "kms_key_id")
        bucket = trail.target("s3_bucket_name")
        if bucket is not None and bucket.type == "aws_s3_bucket":
            others = [
                each
                for delivery in DELIVERIES
                if delivery.service != TRAIL
                for each in system.links(bucket, delivery.type, delivery.path)
            ]
            shown = others[0].address if others else ""
            message = f"shares its bucket with {shown}"
            shares: Truth = _shares(others)
            yield judge(trail, negate(shares), message, "s3_bucket_name")
        elif isinstance(trail.get("s3_bucket_name"), str):
            made = [*_made_for_trails(system)]
            shown = made[0].address if made else ""
            message = (
                f"does not write to {shown}, which is made for a trail: another one has its name"
            )
            yield judge(trail, not made, message, "s3_bucket_name")


def _made_for_trails(system: System) -> Iterator[Resource]:
    """The buckets whose policies let CloudTrail write, and which no trail writes to."""
    for bucket in system.resources("aws_s3_bucket"):
        holders = policies(system, bucket)
        lets = held_by(holders, lambda each: lets_in(each.policy("policy"), TRAIL, "s3:PutObject"))
        used = system.links(bucket, "aws_cloudtrail", "s3_bucket_name").exist
        if lets is True and used is False:
            yield bucket


def _shares(others: list[Resource]) -> Truth:
    return True if any(not each.maybe for each in others) else None if others else False
