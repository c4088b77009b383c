"""Condition keys of policies: whether AWS has them, and whether anybody here knows their values.

AWS takes a policy with a key that there is not, and the condition never holds.
"""

import re
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

from tfdr import facts
from tfdr.emulator.inside.iam.documents import statements
from tfdr.emulator.oracles.call import Call, Objection

_CODE = "UnknownConditionKey"
_CHOSEN = re.compile(r"\$\{[^}]+\}|<[^>]+>")
"""What stands in a key for a part that is chosen by who uses it."""

GIVEN = (
    "application-autoscaling:scalable-dimension",
    "application-autoscaling:service-namespace",
    "aws:CurrentTime",
    "aws:PrincipalAccount",
    "aws:PrincipalArn",
    "aws:PrincipalTag/*",
    "aws:PrincipalType",
    "aws:RequestTag/*",
    "aws:RequestedRegion",
    "aws:ResourceAccount",
    "aws:SecureTransport",
    "aws:SourceAccount",
    "aws:SourceArn",
    "aws:SourceOwner",  # in the policy that a topic has of its own
    "aws:SourceVpc",
    "aws:TagKeys",
    "aws:ViaAWSService",
    "cloudwatch:namespace",
    "dynamodb:LeadingKeys",
    "ecs:cluster",
    "kms:CallerAccount",
    "kms:EncryptionContext:*",
    "kms:EncryptionContextKeys",
    "kms:GrantIsForAWSResource",
    "kms:ResourceAliases",
    "kms:ViaService",
    "lambda:SourceFunctionArn",
    "s3:prefix",
    "s3:x-amz-acl",
    "secretsmanager:SecretId",
    "secretsmanager:VersionStage",
    "secretsmanager:resource/AllowRotationLambdaArn",
    "servicequotas:service",
)
"""Keys to which `context.known`, or what is known of a delivery, gives a value."""


def objection(call: Call) -> Objection | None:
    """Name the keys in the policies that a call brings and that AWS or nobody here knows."""
    strange = {why for document in _documents(call.parameters) for why in _strange(document)}
    if not strange:
        return None
    return Objection(_CODE, "; ".join(sorted(strange)), refuses=False)


def _documents(value: Any) -> Iterator[str]:
    match value:
        case str() if '"Statement"' in value:
            yield value
        case Mapping():
            for each in value.values():
                yield from _documents(each)
        case list():
            for each in value:
                yield from _documents(each)


def _strange(document: str) -> Iterator[str]:
    try:
        said = statements(document)
    except (AttributeError, KeyError, TypeError, ValueError):
        return  # no policy: whoever it is sent to will say so
    for statement in said:
        for _, key, _ in statement.conditions:
            prefix = key.partition(":")[0]
            if "." in prefix:  # of a provider of identities, whom nobody here asks
                continue
            if not is_known_to_aws(key):
                yield f"AWS has no condition key {key}: the condition never holds"
            elif not _is_one_of(key, GIVEN):
                yield (
                    f"nobody here knows the value of the condition key {key}: "
                    "it counts as absent, and AWS may judge otherwise"
                )


def is_known_to_aws(key: str) -> bool:
    """Say whether a condition key is one of AWS's; of services that nobody here reads, yes."""
    prefix = key.partition(":")[0].lower()
    known = _global() if prefix == "aws" else _of_service(prefix)
    return known is None or _is_one_of(key, known)


def _is_one_of(key: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(key.lower(), each.lower()) for each in patterns)


@cache
def _global() -> tuple[str, ...]:
    return tuple(facts.read("authorization.yml")["global_conditions"])


@cache
def _of_service(prefix: str) -> tuple[str, ...] | None:
    try:
        keys = facts.read(f"authorization/{prefix}.yml")["conditions"]
    except FileNotFoundError:
        return None
    return tuple(_CHOSEN.sub("*", each) for each in keys)
