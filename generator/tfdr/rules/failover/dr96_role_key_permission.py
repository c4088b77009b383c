"""DR96: a role may use the keys of the tables, secrets, topics, queues and buckets that it uses."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from tfdr.aws import arns, buckets, keys, roles
from tfdr.evaluate import Resource, Statement, System, Truth, Value, all_of, any_of, known_text
from tfdr.evaluate.values import sources
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)

_DECRYPT: Final = "kms:Decrypt"
_GENERATE: Final = "kms:GenerateDataKey"

# What a caller needs of the key, by the action on what is encrypted with it.
_NEEDS: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "aws_dynamodb_table": {
        f"dynamodb:{name}": (_DECRYPT,)
        for name in ("BatchGetItem", "GetItem", "Query", "Scan", "PutItem", "UpdateItem")
    },
    "aws_secretsmanager_secret": {
        "secretsmanager:GetSecretValue": (_DECRYPT,),
        "secretsmanager:PutSecretValue": (_DECRYPT, _GENERATE),
    },
    "aws_sns_topic": {"sns:Publish": (_DECRYPT, _GENERATE)},
    "aws_sqs_queue": {
        "sqs:ReceiveMessage": (_DECRYPT,),
        "sqs:SendMessage": (_DECRYPT, _GENERATE),
    },
    "aws_s3_bucket": {"s3:GetObject": (_DECRYPT,), "s3:PutObject": (_GENERATE,)},
}


@dataclass(frozen=True, slots=True)
class _Encrypted:
    """Something that is encrypted with a key of the code."""

    resource: Resource
    key: Resource

    @property
    def service(self) -> str:
        """As `kms:ViaService` calls it."""
        (action, *_) = _NEEDS[self.resource.type]
        return action.partition(":")[0]


def check(system: System) -> Iterator[Verdict]:
    """Each role that something runs by, and each thing that a policy of it names."""
    found = [*_encrypted(system)]
    for user, path, role in roles.users(system) if found else ():
        rights = roles.rights(system, role)
        for each in found:
            actions = _used(rights, each)
            if not actions:
                continue
            needed = dict.fromkeys(
                one for action in actions for one in _NEEDS[each.resource.type][action]
            )
            may = {action: _may(system, role, rights, action, each) for action in needed}
            lacking = [action for action, holds in may.items() if holds is not True]
            message = (
                f"its role may use {each.resource.address}, but not {' or '.join(lacking)} with "
                f"its key, {each.key.address}"
            )
            unknown = (
                *rights.unknown,
                *(f"who may {one} with {each.key.address}" for one in lacking),
            )
            yield judge(user, all_of(*may.values()), message, path, unknown=unknown)


def _encrypted(system: System) -> Iterator[_Encrypted]:
    for type_ in _NEEDS:
        for resource in system.resources(type_):
            if type_ == "aws_s3_bucket":
                key = buckets.key_of(system, resource)
            else:
                key = keys.key_of(resource, keys.KEYS[type_])
            if key is not None and key.type in keys.KEY_TYPES and not key.is_data:
                yield _Encrypted(resource, key)


def _used(rights: roles.Rights, encrypted: _Encrypted) -> list[str]:
    """The actions that a policy in the code allows on it by name; `*` says little of what is."""
    service = f"{encrypted.service}:"
    about = [
        each
        for each in rights.written
        if each.allows is True
        and any((known_text(one) or "").startswith(service) for one in each.actions)
        and any(_names(one, encrypted.resource) for one in each.resources)
    ]
    return [
        action
        for action in _NEEDS[encrypted.resource.type]
        if any(each.covers(action) is True for each in about)
    ]


def _names(value: Value, resource: Resource) -> bool:
    return known_text(value) != "*" and arns.means(value, resource) is True


def _may(
    system: System, role: Resource, rights: roles.Rights, action: str, encrypted: _Encrypted
) -> Truth:
    """Whether a role may do something with a key: by its policies, the key's, or a grant."""
    key, service = encrypted.key, encrypted.service
    by_role = [
        all_of(
            each.allows,
            each.covers(action),
            any_of(*(arns.means(one, key) for one in each.resources)) or bool(each.not_resources),
            _is_via(each, f"{service}.{encrypted.resource.region.code}.amazonaws.com"),
        )
        for each in (*rights.written, *rights.of_aws)
    ]
    _, policy = keys.policy_of(system, key)
    by_key = [
        all_of(
            each.allows,
            each.covers(action),
            any_of(*(_is(who, role) for _, who in each.principals)),
        )
        for each in policy.statements
    ]
    grants = system.links(role, "aws_kms_grant", "grantee_principal").exist
    unclear: Truth = None if rights.missing or policy.missing or rights.within else False
    return any_of(*by_role, *by_key, grants, unclear)


def _is_via(statement: Statement, service: str) -> Truth:
    """Whether it counts for what a service does for its caller."""
    found: list[Truth] = []
    for operator, name, values in statement.conditions:
        if name.lower() != "kms:viaservice":
            continue
        if operator not in ("StringEquals", "StringLike"):
            return None
        told = [known_text(each) for each in values]
        if any(text is None or "*" in text for text in told) or any(map(sources, values)):
            found.append(True if service in told else None)
        else:
            found.append(service in told)
    return all_of(*found)


def _is(principal: Value, role: Resource) -> Truth:
    """Whether a principal of a key's policy is a role; that of the account leaves it to IAM."""
    text = arns.shown(principal)
    if text == "*" or role in arns.owners(principal):
        return True
    if text.endswith((":root", ".amazonaws.com")) or text.isdigit():
        return False
    return None if not text or ":role/" in text else False
