"""DAT06A: the replication role may read the source, write to the destination and use both keys."""

from collections.abc import Iterator
from typing import Final

from tfdr.aws import roles
from tfdr.aws.buckets import bucket_of, has_bucket_key, is_locked, key_of, uses_kms
from tfdr.aws.keys import behind_alias
from tfdr.aws.replication import CONFIGURATION, copyings
from tfdr.evaluate import Resource, System, Truth, any_of
from tfdr.evaluate.presence import unless_elsewhere
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)

_READING: Final = (
    "s3:GetReplicationConfiguration",
    "s3:ListBucket",
    "s3:GetObjectVersionAcl",
    "s3:GetObjectVersionTagging",
)
_VERSION: Final = "s3:GetObjectVersionForReplication"
_LOCKED: Final = ("s3:GetObjectLegalHold", "s3:GetObjectRetention")
_WRITING: Final = ("s3:ReplicateDelete", "s3:ReplicateObject", "s3:ReplicateTags")
_SERVICE: Final = "s3.amazonaws.com"


def check(system: System) -> Iterator[Verdict]:
    """Each configuration, by the policies of its role."""
    for configuration in system.resources(CONFIGURATION):
        role = roles.of(configuration)
        if role is None:
            named = configuration.text("role") or f"{configuration.address}.role"
            yield judge(configuration, None, "", "role", unknown=[named])
            continue
        yield _is_trusting(configuration, role)
        rights = roles.rights(system, role)
        for what, holds in _needed(system, configuration, rights):
            message = f"its role, {role.address}, may not {what}"
            unknown = (*rights.unknown, *system.not_followed)
            held = unless_elsewhere(system, holds)
            yield judge(configuration, held, message, "role", unknown=unknown)


def _is_trusting(configuration: Resource, role: Resource) -> Verdict:
    holds, unknown = roles.trusts(role, _SERVICE)
    message = f"its role, {role.address}, does not trust {_SERVICE}"
    return judge(configuration, holds, message, "role", unknown=unknown)


def _needed(
    system: System, configuration: Resource, rights: roles.Rights
) -> Iterator[tuple[str, Truth]]:
    source = bucket_of(system, configuration.get("bucket"))
    for action in _READING:
        yield f"{action} on the source", rights.allow(action, source)
    # AWS: the plain one suffices for what is encrypted with SSE-S3 or not at all.
    may = rights.allow(_VERSION, source)
    if source is not None and not uses_kms(system, source):
        may = any_of(may, rights.allow("s3:GetObjectVersion", source))
    yield f"{_VERSION} on the source", may
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
            # With a Bucket Key, S3 reads a data key back to encrypt the objects that follow.
            if target is not None and has_bucket_key(system, target):
                yield f"kms:Decrypt with the key of {shown}", rights.allow("kms:Decrypt", key)
