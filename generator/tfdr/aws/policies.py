"""Policies of IAM in the code, whoever has them, and whom the policy of a resource lets in."""

from collections.abc import Iterator
from typing import Final

from tfdr.aws.load_balancers import LOG_DELIVERY, is_log_account
from tfdr.evaluate import (
    Policy,
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
    policy_of,
    same,
)

_IDENTITIES: Final = (
    "aws_iam_group_policy",
    "aws_iam_policy",
    "aws_iam_role_policy",
    "aws_iam_user_policy",
)
_ATTACHMENTS: Final = {
    "aws_iam_group_policy_attachment": "policy_arn",
    "aws_iam_group_policy_attachments_exclusive": "policy_arns",
    "aws_iam_policy_attachment": "policy_arn",
    "aws_iam_role": "managed_policy_arns",
    "aws_iam_role_policy_attachment": "policy_arn",
    "aws_iam_role_policy_attachments_exclusive": "policy_arns",
    "aws_iam_user_policy_attachment": "policy_arn",
    "aws_iam_user_policy_attachments_exclusive": "policy_arns",
}
"""What attaches policies to roles, users and groups, with the attribute that names them."""

_OF_RESOURCES: Final = (
    "aws_backup_vault_policy",
    "aws_cloudwatch_event_bus_policy",
    "aws_ecr_repository_policy",
    "aws_kms_key",
    "aws_kms_key_policy",
    "aws_kms_replica_key",
    "aws_s3_bucket",
    "aws_s3_bucket_policy",
    "aws_secretsmanager_secret",
    "aws_secretsmanager_secret_policy",
    "aws_sns_topic",
    "aws_sns_topic_policy",
    "aws_sqs_queue",
    "aws_sqs_queue_policy",
)


def of_identities(system: System) -> Iterator[tuple[Resource, str, Policy]]:
    """The policies of roles, users and groups: what has one, where, and the policy."""
    for resource in system.resources(*_IDENTITIES):
        yield resource, "policy", resource.policy("policy")
    for role in system.resources("aws_iam_role"):
        for policy in of_role_itself(role):
            yield role, "inline_policy", policy


def of_role_itself(role: Resource) -> Iterator[Policy]:
    """The policies that are written inside of a role."""
    for block in role.blocks("inline_policy"):
        found = policy_of(block.get("policy"), role)
        yield Policy([], (*block.why, *found.missing), None) if block.maybe else found


def of_resources(system: System) -> Iterator[tuple[Resource, str, Policy]]:
    """The policies of keys, buckets, topics and the like: what has one, where, and the policy."""
    for resource in system.resources(*_OF_RESOURCES):
        if resource.get("policy") is not None:
            yield resource, "policy", resource.policy("policy")


def attached(system: System) -> Iterator[tuple[Resource, str, Value]]:
    """The ARNs of attached policies: what attaches one, where, and the ARN."""
    for type_, path in _ATTACHMENTS.items():
        for holder in system.resources(type_):
            values = [holder.get(path)] if path == "policy_arn" else holder.elements(path)
            yield from ((holder, path, each) for each in values)


def lets_in(policy: Policy, service: str, *actions: str) -> Truth:
    """Whether the policy of a resource allows a service to do all of some actions.

    Args:
        policy: that of a topic, a key, a bucket.
        service: such as `cloudwatch.amazonaws.com`.
        actions: such as `sns:Publish`.
    """
    found = all_of(
        *(any_of(*(_allows(each, service, act) for each in policy.statements)) for act in actions)
    )
    return None if found is False and not policy.is_complete else found


def _allows(statement: Statement, service: str, action: str) -> Truth:
    who = any_of(*(is_service(kind, each, service) for kind, each in statement.principals))
    return all_of(statement.allows, statement.covers(action), who)


def is_service(kind: str, principal: Value, service: str) -> Truth:
    """Whether a principal is a service, or everybody.

    Args:
        kind: such as `Service` or `AWS`.
        principal: who.
        service: such as `logs.eu-west-1.amazonaws.com`.
    """
    text = known_text(principal)
    if text == "*":
        return True
    if kind == "AWS" and service == LOG_DELIVERY:
        return is_log_account(principal)
    if kind != "Service":
        return False
    if text is None:
        inside = plain(principal)
        return same(inside, service) if isinstance(inside, Text) else None
    # Services that have a name in each region answer to the one for all of them too.
    return text == service or (service.startswith("logs.") and text == "logs.amazonaws.com")
