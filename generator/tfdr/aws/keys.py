"""What encrypts which resource, and with whose key."""

from typing import Final

from tfdr.aws import arns
from tfdr.evaluate import (
    Body,
    Policy,
    Ref,
    Region,
    Resource,
    System,
    Text,
    Truth,
    any_of,
    plain,
)

KEY_TYPES: Final = ("aws_kms_key", "aws_kms_replica_key", "aws_kms_external_key")
_OF_AWS: Final = "alias/aws/"

KEYS: Final = {
    "aws_backup_vault": "kms_key_arn",
    "aws_cloudwatch_log_group": "kms_key_id",
    "aws_db_instance": "kms_key_id",
    "aws_dynamodb_table": "server_side_encryption.kms_key_arn",
    "aws_dynamodb_table_replica": "kms_key_arn",
    "aws_ecr_repository": "encryption_configuration.kms_key",
    "aws_efs_file_system": "kms_key_id",
    "aws_rds_cluster": "kms_key_id",
    "aws_secretsmanager_secret": "kms_key_id",
    "aws_sns_topic": "kms_master_key_id",
    "aws_sqs_queue": "kms_master_key_id",
}
"""Types that hold data or messages, with the attribute that names their key."""

BUCKET_KEYS: Final = "rule.apply_server_side_encryption_by_default.kms_master_key_id"
"""Of an aws_s3_bucket_server_side_encryption_configuration."""


def is_customers(body: Body, path: str) -> Truth:
    """Whether an attribute names a key that the customer manages, and not one of AWS's."""
    value = body.get(path)
    if isinstance(value, Ref):
        owner = value.target.owner
        if owner.is_data and owner.type in ("aws_kms_alias", "aws_kms_key"):
            named = owner.text("name") or owner.text("key_id")
            return None if named is None else _OF_AWS not in named
        if owner.type.startswith("aws_kms_"):
            return True
    inside = plain(value)
    if isinstance(inside, str):
        return bool(inside) and _OF_AWS not in inside
    if isinstance(inside, Text):
        return _OF_AWS not in str(inside)
    return body.has(path)


def key_of(body: Body, path: str) -> Resource | None:
    """The key that an attribute names, by itself or by an alias, where it is in the code."""
    found = body.target(path)
    if found is not None and found.type == "aws_kms_alias":
        found = found.target("target_key_id")
    return found if found is not None and found.type in KEY_TYPES else None


def is_key_in(system: System, body: Body, path: str, region: Region) -> Truth:
    """Whether an attribute names a key of a region; None where that cannot be known.

    Args:
        system: all of it, for keys of several regions.
        body: what has the attribute.
        path: it.
        region: that in which the key has to be.
    """
    value = body.get(path)
    if value is None:
        return False
    key = key_of(body, path)
    if key is not None:
        found = key.region.is_same(region)
        by_id = isinstance(value, Ref) and value.attribute in ("key_id", "id")
        if found is False and by_id and key.is_true("multi_region") is not False:
            # The replica of a key has the id of its origin.
            copies = system.links(key, "aws_kms_replica_key", "primary_key_arn")
            return any_of(*(each.region.is_same(region) for each in copies))
        return found
    inside = plain(value)
    if isinstance(inside, str) and not inside.startswith("arn:"):
        return True  # an alias or an id, which is looked up in the resource's own region
    return arns.lies_in(value, region)


def behind_alias(key: Resource | None) -> Resource | None:
    """The key that an alias leads to; a key itself."""
    if key is not None and key.type == "aws_kms_alias" and not key.is_data:
        return key.target("target_key_id")
    return key


def policy_of(system: System, key: Resource) -> tuple[Resource, Policy]:
    """The policy of a key, and what holds it: the key, or a resource beside it."""
    apart = system.links(key, "aws_kms_key_policy", "key_id")
    holder = next(iter(apart), key)
    policy = holder.policy("policy")
    if apart.maybe and not apart.sure:
        return key, Policy(policy.statements, (*policy.missing, *apart.why), policy.is_set)
    return holder, policy
