"""DR27: CloudTrail and Config records are stored outside the primary region, or replicated."""

from collections.abc import Iterator
from typing import Final

from tfdr.aws.buckets import bucket_of
from tfdr.aws.regions import are_apart
from tfdr.aws.replication import copyings
from tfdr.evaluate import Resource, System, Truth, any_of
from tfdr.evaluate.presence import unless_elsewhere
from tfdr.rules import WARNING, Rule, Verdict, judge

RULE = Rule(severity=WARNING)

_RECORDS: Final = ("aws_cloudtrail", "aws_config_delivery_channel")


def check(system: System) -> Iterator[Verdict]:
    """Each trail and each channel of Config, where there are several regions."""
    primary = system.primary
    if primary is None or not system.is_multi_region or not system.is_workload:
        return
    for record in system.resources(*_RECORDS):
        if record.type != "aws_cloudtrail" and record.region.is_same(primary) is not False:
            continue  # Config records each region in itself; the standby's records are its own
        bucket = bucket_of(system, record.get("s3_bucket_name"))
        apart = None if bucket is None else are_apart(bucket.region, primary)
        copied = None if bucket is None else _is_copied(system, bucket)
        holds = unless_elsewhere(system, any_of(apart, copied))
        message = "keeps its records in the primary region, without a copy elsewhere"
        unknown = (record.text("s3_bucket_name") or f"the bucket of {record.address}",)
        yield judge(record, holds, message, "s3_bucket_name", unknown=unknown)


def _is_copied(system: System, bucket: Resource) -> Truth:
    found: list[Truth] = []
    for copying in copyings(system):
        if bucket_of(system, copying.configuration.get("bucket")) is bucket:
            target = bucket_of(system, copying.rule.get("destination.bucket"))
            found.append(None if target is None else are_apart(target.region, bucket.region))
    return any_of(*found)
