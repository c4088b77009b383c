"""Who may do what, by all policies that have a say in it.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html,
and for keys https://docs.aws.amazon.com/kms/latest/developerguide/policy-evaluation.html.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from tfdr.emulator.inside.iam import account
from tfdr.emulator.inside.iam.documents import Access, Principal, Statement, statements
from tfdr.emulator.protocol import ACCOUNT_ID

_ROOT = f"arn:aws:iam::{ACCOUNT_ID}:root"

_NO_IDENTITY_POLICY = "because no identity-based policy allows the {} action"
_NO_BOUNDARY = "because no permissions boundary allows the {} action"
_NO_RESOURCE_POLICY = "because no resource-based policy allows the {} action"
DENIED = "with an explicit deny"
"""What the reason begins with where a policy denies, and not only fails to allow."""

_DENIED = f"{DENIED} in {{}}"


def role_principal(role_arn: str, session_arn: str = "") -> Principal:
    """Return a role, or a session of it, as policies may name it."""
    names = (session_arn, role_arn, _ROOT, ACCOUNT_ID)
    return Principal("AWS", tuple(name for name in names if name))


def service_principal(name: str) -> Principal:
    """Return an AWS service, such as `events.amazonaws.com`, as policies name it."""
    return Principal("Service", (name,))


def context(values: Mapping[str, str | Iterable[str]]) -> dict[str, tuple[str, ...]]:
    """Return condition keys and their values as `Access` has them."""
    return {
        key.lower(): (value,) if isinstance(value, str) else tuple(value)
        for key, value in values.items()
    }


def objection(access: Access) -> str | None:
    """Return why an access is denied, as AWS's message ends; None if it is allowed."""
    policy = account.resource_policy(access.resource)
    on_resource = _relevant(statements(policy), access)
    named = [(each, name) for each in on_resource if (name := each.names(access.principal))]
    if any(not each.allows for each, _ in named):
        return _DENIED.format("a resource-based policy")
    granted = {name for each, name in named if each.allows}
    if access.principal.kind == "Service":
        return None if granted else _NO_RESOURCE_POLICY.format(access.action)
    return _objection_to_role(access, granted)


def may_at_all(access: Access) -> bool:
    """Say whether a role may do something to some resource, whatever its policies name.

    For what is done to a resource that nobody here can name.
    """
    role = account.role(access.principal.names[-3])
    policies = account.identity_policies(role) if role else []
    limit = account.boundary(role) if role else None
    return all(
        any(each.allows and each.is_about(access) for each in _all(tuple(documents)))
        for documents in (policies, [limit] if limit else None)
        if documents is not None
    )


def _objection_to_role(access: Access, granted: set[str]) -> str | None:
    action = access.action
    role = account.role(access.principal.names[-3])
    identity = boundary = None
    if role is not None:
        identity = _verdict(_all(tuple(account.identity_policies(role))), access)
        limit = account.boundary(role)
        boundary = True if limit is None else _verdict(statements(limit), access)
    if identity is False:
        return _DENIED.format("an identity-based policy")
    if boundary is False:
        return _DENIED.format("a permissions boundary")
    # What the policy of a resource grants the account, the account's own policies hand on.
    to_account = granted & {_ROOT, ACCOUNT_ID}
    directly = granted - to_account
    if action.startswith("kms:"):
        if _is_granted(access):
            return None
        if not granted:
            return _NO_RESOURCE_POLICY.format(action)
        if not directly and not identity:
            return _NO_IDENTITY_POLICY.format(action)
    elif not identity and not directly:
        return _NO_IDENTITY_POLICY.format(action)
    session = access.principal.names[0] if len(access.principal.names) == 4 else ""
    if not boundary and session not in directly:
        return _NO_BOUNDARY.format(action)
    return None


def _is_granted(access: Access) -> bool:
    """Say whether a grant on a key lets a role use it."""
    key = account.key(access.resource, "")
    operation = access.action.removeprefix("kms:")
    return key is not None and any(
        grant.grantee_principal in access.principal.names and operation in grant.operations
        for grant in list(key.grants.values())
    )


def _verdict(policy: Iterable[Statement], access: Access) -> bool | None:
    """Return whether statements allow an access or deny it, None if they say nothing of it."""
    found = [each.allows for each in _relevant(policy, access)]
    return all(found) if found else None


def _relevant(policy: Iterable[Statement], access: Access) -> list[Statement]:
    return [each for each in policy if each.is_for(access)]


@lru_cache(maxsize=512)
def _all(policies: tuple[str, ...]) -> tuple[Statement, ...]:
    return tuple(statement for policy in policies for statement in statements(policy))


def trusts(role: Any, service: str) -> bool:
    """Say whether a role lets a service assume it, under what conditions ever.

    Args:
        role: moto's role.
        service: such as `lambda.amazonaws.com`.
    """
    principal = service_principal(service)
    access = Access(principal, "sts:AssumeRole", role.arn)
    said = [
        each.allows
        for each in statements(role.assume_role_policy_document)
        if each.names(principal) and each.is_for_action(access)
    ]
    return bool(said) and all(said)
