"""Buckets of S3 and what configures them: versions, encryption, locks, logs."""

from typing import Final

from tfdr.aws import arns
from tfdr.aws.keys import behind_alias
from tfdr.evaluate import (
    Resource,
    System,
    Truth,
    Value,
    any_of,
    known_text,
    references,
)

_KMS: Final = ("aws:kms", "aws:kms:dsse")
_ARN: Final = ":::"

# Who writes into a bucket of logs, and the attribute that names the bucket.
_WRITERS: Final = (
    ("aws_s3_bucket_logging", "target_bucket"),
    ("aws_lb", "access_logs.bucket"),
    ("aws_lb", "connection_logs.bucket"),
    ("aws_alb", "access_logs.bucket"),
    ("aws_elb", "access_logs.bucket"),
    ("aws_cloudtrail", "s3_bucket_name"),
    ("aws_flow_log", "log_destination"),
    ("aws_config_delivery_channel", "s3_bucket_name"),
    ("aws_cloudfront_distribution", "logging_config.bucket"),
    ("aws_route53_resolver_query_log_config", "destination_arn"),
    ("aws_wafv2_web_acl_logging_configuration", "log_destination_configs"),
)
_LOG_SERVICES: Final = (
    "logging.s3.amazonaws.com",
    "delivery.logs.amazonaws.com",
    "logdelivery.elasticloadbalancing.amazonaws.com",
    "cloudtrail.amazonaws.com",
    "config.amazonaws.com",
)


def bucket_of(system: System, value: Value) -> Resource | None:
    """The bucket that a value means: by reference, by its ARN, or by its name."""
    for ref in references(value):
        owner = ref.target.owner
        if owner.type == "aws_s3_bucket" and not owner.is_data:
            return owner
        if owner.type.startswith("aws_s3_bucket_") and not owner.is_data:
            return bucket_of(system, owner.get("bucket"))
    named = arns.shown(value).rpartition(_ARN)[2].partition("/")[0]
    found = [
        bucket
        for bucket in (system.resources("aws_s3_bucket") if named else ())
        if arns.shown(bucket.get("bucket")) == named
    ]
    return found[0] if len(found) == 1 else None


def versioned(system: System, bucket: Resource) -> Truth:
    """Whether a bucket keeps versions."""
    found = system.links(bucket, "aws_s3_bucket_versioning", "bucket")
    return any_of(
        bucket.is_true("versioning.enabled"),
        *(each.equals("versioning_configuration.status", "Enabled") for each in found),
        *(None for _ in found.maybe),
    )


def encryptions(system: System, bucket: Resource) -> list[Resource]:
    """What says how a bucket is encrypted."""
    name = "aws_s3_bucket_server_side_encryption_configuration"
    return system.links(bucket, name, "bucket").sure


def uses_kms(system: System, bucket: Resource) -> Truth:
    """Whether the objects of a bucket are encrypted with a key of KMS."""
    path = "rule.apply_server_side_encryption_by_default.sse_algorithm"
    old = f"server_side_encryption_configuration.{path}"
    return any_of(
        bucket.equals(old, *_KMS),
        *(each.equals(path, *_KMS) for each in encryptions(system, bucket)),
    )


def key_of(system: System, bucket: Resource) -> Resource | None:
    """The key that encrypts the objects of a bucket."""
    path = "rule.apply_server_side_encryption_by_default.kms_master_key_id"
    keys = [each.target(path) for each in encryptions(system, bucket)]
    return behind_alias(keys[0]) if keys else None


def is_locked(system: System, bucket: Resource) -> Truth:
    """Whether objects of a bucket can be locked."""
    found = system.links(bucket, "aws_s3_bucket_object_lock_configuration", "bucket")
    return any_of(
        bucket.is_true("object_lock_enabled"),
        bucket.has("object_lock_configuration"),
        found.exist,
    )


def holds_logs(system: System, bucket: Resource) -> bool:
    """Whether AWS writes logs into a bucket."""
    if any(system.links(bucket, type_, name).sure for type_, name in _WRITERS):
        return True
    return any(
        statement.allows is True and known_text(who) in _LOG_SERVICES
        for each in system.links(bucket, "aws_s3_bucket_policy", "bucket")
        for statement in each.policy("policy").statements
        for _, who in statement.principals
    )
