"""Buckets of S3 and what configures them: versions, encryption, locks, logs."""

from typing import Final

from tfdr.aws import arns
from tfdr.aws.keys import behind_alias
from tfdr.evaluate import (
    Links,
    Resource,
    Statement,
    System,
    Text,
    Truth,
    Value,
    all_of,
    any_of,
    known_text,
    plain,
    references,
)
from tfdr.evaluate.presence import held_by, why

_KMS: Final = ("aws:kms", "aws:kms:dsse")
_ARN: Final = ":::"
PUBLIC_ACCESS: Final = (
    "block_public_acls",
    "block_public_policy",
    "ignore_public_acls",
    "restrict_public_buckets",
)
"""What an aws_s3_bucket_public_access_block has to switch on."""


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


def versioned(system: System, bucket: Resource) -> tuple[Truth, tuple[str, ...]]:
    """Whether a bucket keeps versions, and what would have to be known to know it."""
    links = system.links(bucket, "aws_s3_bucket_versioning", "bucket")
    # Before version 4 of the provider, the bucket said so itself; a lock implies it.
    own = any_of(bucket.is_true("versioning.enabled"), bucket.is_true("object_lock_enabled"))
    unknown = (*why(links, "versioning_configuration"), *bucket.unknowns("versioning"))
    return any_of(held_by(links, _is_versioned), own), unknown


def _is_versioned(versioning: Resource) -> Truth:
    return versioning.equals("versioning_configuration.status", "Enabled")


def policies(system: System, bucket: Resource) -> Links:
    """What holds the policy of a bucket: resources beside it, or itself as in former days."""
    beside = system.links(bucket, "aws_s3_bucket_policy", "bucket")
    own = [bucket] if bucket.get("policy") is not None else []
    return Links([*beside.sure, *own], beside.maybe)


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


def has_bucket_key(system: System, bucket: Resource) -> bool:
    """Whether S3 certainly keeps a Bucket Key of it, so as to ask KMS less often."""
    return any(
        each.is_true("rule.bucket_key_enabled") is True for each in encryptions(system, bucket)
    )


def is_locked(system: System, bucket: Resource) -> Truth:
    """Whether objects of a bucket can be locked."""
    found = system.links(bucket, "aws_s3_bucket_object_lock_configuration", "bucket")
    return any_of(
        bucket.is_true("object_lock_enabled"),
        bucket.has("object_lock_configuration"),
        found.exist,
    )


def denies_plain_http(holder: Resource) -> Truth:
    """Whether the policy that something holds refuses requests without TLS."""
    policy = holder.policy("policy")
    found = any_of(*map(_refuses, policy.statements))
    return None if found is False and not policy.is_complete else found


def _refuses(statement: Statement) -> Truth:
    return all_of(
        False if statement.allows else None if statement.allows is None else True,
        any_of(*(_is(who, "*") for _, who in statement.principals)),
        statement.covers("s3:GetObject"),
        statement.covers("s3:PutObject"),
        any_of(*map(_is_for_objects, statement.resources)),
        any_of(*map(_is_for_plain, statement.conditions)),
    )


def _is_for_objects(resource: Value) -> Truth:
    inside = plain(resource)
    if isinstance(inside, str | Text):
        return (inside if isinstance(inside, str) else inside.suffix).endswith("*")
    return None if known_text(resource) is None and not hasattr(resource, "target") else False


def _is_for_plain(condition: tuple[str, str, list[Value]]) -> Truth:
    operator, key, values = condition
    if not operator.startswith("Bool") or key.lower() != "aws:securetransport":
        return False
    return any_of(*(_is(each, "false") for each in values))


def _is(value: Value, wanted: str) -> Truth:
    text = known_text(value)
    return None if text is None else text.lower() == wanted
