"""Whom keys and roles answer to."""

from collections.abc import Iterator

from tfdr.aws.keys import policy_of
from tfdr.controls.catalogue import Numbers
from tfdr.evaluate import (
    Ref,
    Resource,
    Statement,
    System,
    Text,
    Truth,
    Value,
    all_of,
    any_of,
    known_text,
    negate,
    plain,
)
from tfdr.rules import Verdict, judge


def key_policies(system: System, _: Numbers) -> Iterator[Verdict]:
    """Each key."""
    for key in system.resources("aws_kms_key"):
        holder, policy = policy_of(system, key)
        kept = negate(key.is_true("bypass_policy_lockout_safety_check"))
        yield judge(key, kept, "may lock the account out", "bypass_policy_lockout_safety_check")
        used = key.has("is_enabled") is False or key.is_true("is_enabled")
        yield judge(key, used, "is disabled", "is_enabled")
        if policy.is_set is False:
            continue  # AWS's own policy: the account administers it
        unknown = policy.missing
        root = any_of(*map(_administers, policy.statements), None if unknown else False)
        message = "is administered by nobody of the account: it cannot be changed any more"
        yield judge(holder, root, message, "policy", unknown=unknown)
        for statement in policy.statements:
            closed = any_of(negate(_is_for_anybody(statement)), bool(statement.conditions))
            message = "lets everybody in"
            yield judge(holder, all_of(closed), message, statement)


def role_trust(system: System, _: Numbers) -> Iterator[Verdict]:
    """Each role."""
    for role in system.resources("aws_iam_role"):
        policy = role.policy("assume_role_policy")
        unknown = policy.missing
        known = None if unknown else bool(policy.statements)
        yield judge(
            role, known, "says nobody who may take it", "assume_role_policy", unknown=unknown
        )
        for statement in policy.statements:
            if statement.allows is False:
                continue
            for kind, who in statement.principals:
                message = f"may be taken by {known_text(who) or 'somebody else'}"
                yield judge(role, _is_own(kind, who), message, statement)


def _administers(statement: Statement) -> Truth:
    """Whether the account may do everything with a key, whatever the time and the way."""
    if statement.allows is not True or statement.conditions or statement.not_actions:
        return False
    roots = [_is_root(who) for kind, who in statement.principals if kind == "AWS"]
    return all_of(statement.covers("kms:PutKeyPolicy"), any_of(*roots))


def _is_root(who: Value) -> Truth:
    inside = plain(who)
    if isinstance(inside, str):
        return inside.endswith(":root") or (inside.isdigit() and len(inside) == 12)
    if isinstance(inside, Text):
        return inside.suffix.endswith(":root") or None
    return None


def _is_for_anybody(statement: Statement) -> Truth:
    if statement.allows is not True:
        return False
    return any_of(*(known_text(who) == "*" for _, who in statement.principals))


def _is_own(kind: str, who: Value) -> Truth:
    """Whether somebody is a service, or a role of this repository."""
    if kind == "Service":
        return True
    if isinstance(who, Ref) and isinstance(who.target.owner, Resource):
        return None if who.target.owner.is_data else True
    text = known_text(who)
    return False if text is not None else None
