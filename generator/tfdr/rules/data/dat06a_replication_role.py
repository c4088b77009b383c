"""DAT06A: the role of a replication may do all that it takes."""

from collections.abc import Iterator
from typing import Final

from tfdr.evaluate import Resource, System, Truth, any_of, known_text
from tfdr.rules import ERROR, Rule, Verdict, judge
from tfdr.rules.data._buckets import (
    CONFIGURATION,
    Rights,
    behind_alias,
    bucket_of,
    copyings,
    is_locked,
    key_of,
    rights_of,
    uses_kms,
)
from tfdr.rules.regions import unless_elsewhere

RULE = Rule(severity=ERROR)

_READING: Final = (
    "s3:GetReplicationConfiguration",
    "s3:ListBucket",
    "s3:GetObjectVersionAcl",
    "s3:GetObjectVersionForReplication",
    "s3:GetObjectVersionTagging",
)
_LOCKED: Final = ("s3:GetObjectLegalHold", "s3:GetObjectRetention")
_WRITING: Final = ("s3:ReplicateDelete", "s3:ReplicateObject", "s3:ReplicateTags")
_SERVICE: Final = "s3.amazonaws.com"


def check(system: System) -> Iterator[Verdict]:
    """Each configuration, by the policies of its role."""
    for configuration in system.resources(CONFIGURATION):
        role = configuration.target("role")
        if role is None or role.is_data or role.type != "aws_iam_role":
            named = configuration.text("role") or f"{configuration.address}.role"
            yield judge(configuration, None, "", "role", unknown=[named])
            continue
        yield _is_trusting(configuration, role)
        rights = rights_of(system, role)
        for what, holds in _needed(system, configuration, rights):
            message = f"its role, {role.address}, may not {what}"
            unknown = (*rights.missing, *system.not_followed)
            held = unless_elsewhere(system, holds)
            yield judge(configuration, held, message, "role", unknown=unknown)


def _is_trusting(configuration: Resource, role: Resource) -> Verdict:
    policy = role.policy("assume_role_policy")
    trusts: list[Truth] = [
        None if known_text(who) is None else known_text(who) == _SERVICE
        for statement in policy.statements
        if statement.allows is not False
        for _, who in statement.principals
    ]
    holds = any_of(*trusts, False if policy.is_complete else None)
    message = f"its role, {role.address}, does not trust {_SERVICE}"
    return judge(configuration, holds, message, "role", unknown=policy.missing)


def _needed(system: System, configuration: Resource, rights: Rights) -> Iterator[tuple[str, Truth]]:
    source = bucket_of(system, configuration.get("bucket"))
    for action in _READING:
        yield f"{action} on the source", rights.allow(action, source)
    if source is not None and is_locked(system, source):
        for action in _LOCKED:
            yield f"{action}, which locked objects need", rights.allow(action, source)
    encrypted = False if source is None else uses_kms(system, source)
    if source is not None and encrypted:
        key = key_of(system, source)
        yield "kms:Decrypt with the source's key", rights.allow("kms:Decrypt", key)
    for copying in copyings(system):
        if copying.configuration is not configuration:
            continue
        target = bucket_of(system, copying.rule.get("destination.bucket"))
        shown = target.address if target else "the destination"
        for action in _WRITING:
            yield f"{action} on {shown}", rights.allow(action, target)
        path = "destination.encryption_configuration.replica_kms_key_id"
        if encrypted and copying.rule.has(path):
            key = behind_alias(copying.rule.target(path))
            yield f"kms:Encrypt with the key of {shown}", rights.allow("kms:Encrypt", key)
