"""What a policy lets a service do: enough of IAM's rules to tell a grant from its absence."""

import json
from fnmatch import fnmatchcase
from typing import Any

_EXACT = ("StringEquals", "ArnEquals")
_ALIKE = ("StringLike", "ArnLike")


def lets_service(
    policy: str | bytes | None, service: str, action: str, resource: str, context: dict[str, str]
) -> bool:
    """Say whether a resource's policy lets an AWS service do something with it.

    Args:
        policy: the document; none lets nobody in.
        service: such as `cloudtrail.amazonaws.com`.
        action: such as `s3:PutObject`.
        resource: what it is done to; the resource of a statement may be a pattern.
        context: condition keys, such as `aws:SourceArn`, and what they hold.
    """
    return any(
        statement["Effect"] == "Allow"
        and service in _services(statement)
        and _covers(statement, action, resource)
        and all(
            _holds(operator, wanted, context)
            for operator, wanted in statement.get("Condition", {}).items()
        )
        for statement in statements(policy)
    )


def role_may(policies: list[str], action: str, resource: str) -> bool:
    """Say whether policies of a role let it do something.

    Args:
        policies: the documents.
        action: such as `logs:PutLogEvents`.
        resource: what it is done to.
    """
    return any(
        statement["Effect"] == "Allow" and _covers(statement, action, resource)
        for policy in policies
        for statement in statements(policy)
    )


def statements(policy: str | bytes | None) -> list[dict[str, Any]]:
    """Return the statements of a policy; none has none."""
    return listed(json.loads(policy)["Statement"]) if policy else []


def listed(value: Any) -> list[Any]:
    """Return what a policy may write as one value or as several, as several."""
    return value if isinstance(value, list) else [value]


def _services(statement: dict[str, Any]) -> list[str]:
    principal = statement.get("Principal")
    return listed(principal.get("Service", [])) if isinstance(principal, dict) else []


def _covers(statement: dict[str, Any], action: str, resource: str) -> bool:
    actions, resources = listed(statement["Action"]), listed(statement["Resource"])
    return any(fnmatchcase(action, name) for name in actions) and any(
        fnmatchcase(resource, name) for name in resources
    )


def _holds(operator: str, wanted: dict[str, Any], held: dict[str, str]) -> bool:
    if operator not in _EXACT + _ALIKE:
        return False  # Not known here: better a refusal that is seen than a grant that is not.
    for name, values in wanted.items():
        value = held.get(name)
        if value is None:
            return False
        if operator in _EXACT and value not in listed(values):
            return False
        if not any(fnmatchcase(value, pattern) for pattern in listed(values)):
            return False
    return True
