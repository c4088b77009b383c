"""SEC03A: data, messages and logs are encrypted with a customer managed key."""

from collections.abc import Iterator
from typing import Final

from tfdr.aws.keys import BUCKET_KEYS, KEYS, is_customers
from tfdr.aws.logs import refuse_key
from tfdr.evaluate import Resource, System, Truth, all_of, any_of
from tfdr.evaluate.presence import held_by, why
from tfdr.rules import WARNING, Rule, Verdict, judge

RULE = Rule(severity=WARNING, is_recovery=False)

_BUCKET_ENCRYPTION: Final = "aws_s3_bucket_server_side_encryption_configuration"


def check(system: System) -> Iterator[Verdict]:
    """Each of them, by its key; buckets by the configuration that points at them."""
    for type_, path in KEYS.items():
        for resource in system.resources(type_):
            if not _takes_over(resource):
                message = "is encrypted with no customer managed key"
                yield judge(resource, is_customers(resource, path), message, path)
    for bucket in system.resources("aws_s3_bucket"):
        gets_logs = refuse_key(system, bucket)
        if gets_logs is not True:
            links = system.links(bucket, _BUCKET_ENCRYPTION, "bucket")
            own = f"server_side_encryption_configuration.{BUCKET_KEYS}"
            holds = any_of(held_by(links, _has_key), is_customers(bucket, own))
            if gets_logs is None:
                holds = any_of(holds, None)
            unknown = why(links, BUCKET_KEYS)
            yield judge(bucket, holds, "is encrypted with no customer managed key", unknown=unknown)


def _has_key(configuration: Resource) -> Truth:
    algorithm = "rule.apply_server_side_encryption_by_default.sse_algorithm"
    with_kms = configuration.equals(algorithm, "aws:kms", "aws:kms:dsse")
    return all_of(with_kms, is_customers(configuration, BUCKET_KEYS))


def _takes_over(resource: Resource) -> bool:
    """Whether it is a replica in one region, which has the key of what it replicates."""
    origin = resource.text("replicate_source_db") or ""
    return bool(origin) and not origin.startswith("arn:")
