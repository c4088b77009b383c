"""Buckets, their replication and the roles that do it, as rules ask about them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Final

from tfdr.evaluate import (
    Body,
    Policy,
    Ref,
    Resource,
    Statement,
    System,
    Text,
    Truth,
    Unknown,
    Value,
    all_of,
    any_of,
    known_text,
    plain,
    policy_of,
    references,
    same,
)

CONFIGURATION: Final = "aws_s3_bucket_replication_configuration"
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


@dataclass(frozen=True, slots=True)
class Copying:
    """One rule of one replication configuration."""

    configuration: Resource
    rule: Body

    @property
    def is_on(self) -> Truth:
        """Whether it copies anything."""
        return self.rule.equals("status", "Enabled")


def copyings(system: System) -> Iterator[Copying]:
    """The rules of all replication configurations that are not switched off."""
    for configuration in system.resources(CONFIGURATION):
        for rule in configuration.blocks("rule"):
            found = Copying(configuration, rule)
            if found.is_on is not False:
                yield found


def bucket_of(system: System, value: Value) -> Resource | None:
    """The bucket that a value means: by reference, by its ARN, or by its name."""
    for ref in references(value):
        owner = ref.target.owner
        if owner.type == "aws_s3_bucket" and not owner.is_data:
            return owner
        if owner.type.startswith("aws_s3_bucket_") and not owner.is_data:
            return bucket_of(system, owner.get("bucket"))
    named = _shown(value).rpartition(_ARN)[2].partition("/")[0]
    found = [
        bucket
        for bucket in (system.resources("aws_s3_bucket") if named else ())
        if _shown(bucket.get("bucket")) == named
    ]
    return found[0] if len(found) == 1 else None


def _shown(value: Value) -> str:
    """A text with its references by name; empty when a part of it is not known."""
    inside = plain(value)
    if isinstance(inside, Text) and not any(isinstance(each, Unknown) for each in inside.parts):
        return str(inside)
    return known_text(inside) or ""


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


def behind_alias(key: Resource | None) -> Resource | None:
    """The key that an alias leads to; a key itself."""
    if key is not None and key.type == "aws_kms_alias" and not key.is_data:
        return key.target("target_key_id")
    return key


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


# Roles


@dataclass(slots=True)
class Rights:
    """What a role may do.

    Attributes:
        missing: what would have to be known to know all of it.
    """

    statements: list[Statement] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    def add(self, policy: Policy) -> None:
        """Add the statements of a policy."""
        self.statements += policy.statements
        self.missing += policy.missing

    def allow(self, action: str, target: Resource | None) -> Truth:
        """Whether they allow an action on a bucket or a key; None for `target` is any."""
        found = any_of(
            *(
                all_of(each.allows, covers, _is_about(each, target))
                for each in self.statements
                if each.allows is not False and (covers := each.covers(action)) is not False
            )
        )
        return None if found is False and self.missing else found


def rights_of(system: System, role: Resource) -> Rights:
    """What a role may do, by all policies that are attached to it."""
    rights = Rights()
    for inline in system.links(role, "aws_iam_role_policy", "role"):
        rights.add(inline.policy("policy"))
    for block in role.blocks("inline_policy"):
        rights.add(policy_of(block.get("policy"), role))
    for exclusive in ("aws_iam_role_policy_attachment", "aws_iam_policy_attachment"):
        for attachment in system.links(role, exclusive, "role", "roles"):
            _add_managed(rights, attachment.get("policy_arn"), attachment.address)
    for value in role.elements("managed_policy_arns"):
        _add_managed(rights, value, role.address)
    return rights


def _add_managed(rights: Rights, value: Value, address: str) -> None:
    if isinstance(value, Ref) and value.target.owner.type == "aws_iam_policy":
        rights.add(value.target.owner.policy("policy"))
    else:
        inside = plain(value)
        shown = str(inside) if isinstance(inside, Text) else known_text(inside)
        rights.missing.append(shown or f"{address}.policy_arn")


def _is_about(statement: Statement, target: Resource | None) -> Truth:
    if target is None:
        return True
    if statement.not_resources:
        return None
    return any_of(*(_means(each, target) for each in statement.resources))


def _means(value: Value, target: Resource) -> Truth:
    """Whether a resource of a policy is a bucket, what is in it, or a key."""
    if known_text(value) == "*":
        return True
    owners = [ref.target.owner for ref in references(value)]
    if target in owners or target in map(behind_alias, owners):
        return True
    shown = _shown(value)
    if not shown:
        return False if owners and not isinstance(plain(value), Unknown) else None
    if target.type != "aws_s3_bucket":
        return None if ":kms:" in shown else False
    name = _shown(target.get("bucket"))
    named = shown.rpartition(_ARN)[2].partition("/")[0]
    if name:
        return fnmatchcase(name, named.replace("[", "?"))
    return same(target.get("bucket"), named)
