"""SEC02C: a role's trust policy names its principal and the account that it acts for."""

from collections.abc import Iterator
from typing import Final

from tfdr.evaluate import Statement, System, Truth, Value, all_of, any_of, known_text
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR, is_recovery=False)

# Services whose own pages ask for such a condition, and that send what it needs.
_FOR_MANY: Final = (
    "ecs-tasks.amazonaws.com",
    "events.amazonaws.com",
    "monitoring.rds.amazonaws.com",
    "pipes.amazonaws.com",
    "scheduler.amazonaws.com",
    "states.amazonaws.com",
    "vpc-flow-logs.amazonaws.com",
)
_PIPELINES: Final = ("token.actions.githubusercontent.com", "gitlab.com", "app.terraform.io")
_SOURCES: Final = (
    "aws:sourceaccount",
    "aws:sourcearn",
    "aws:sourceorgid",
    "aws:sourceorgpaths",
)


def check(system: System) -> Iterator[Verdict]:
    """Each statement of each trust policy that lets somebody in."""
    for role in system.resources("aws_iam_role"):
        policy = role.policy("assume_role_policy")
        for statement in policy.statements:
            if statement.allows is not False:
                for kind, principal in statement.principals:
                    holds, message = _judged(kind, principal, statement)
                    yield judge(role, holds, message, statement, unknown=(role.address,))
        if not policy.is_complete:
            yield judge(role, None, "", "assume_role_policy", unknown=policy.missing)


def _judged(kind: str, principal: Value, statement: Statement) -> tuple[Truth, str]:
    text = known_text(principal)
    if text == "*":
        return bool(statement.conditions), "may be taken on by anyone"
    if kind == "Federated":
        # For a provider of pipelines, the audience is the same for everyone's.
        for_all = text is None or any(each in text for each in _PIPELINES)
        ends = (":sub",) if for_all else (":sub", ":aud")
        named = any(key.lower().endswith(ends) for _, key, _ in statement.conditions)
        of_saml = text is not None and ":saml-provider/" in text
        holds = named or of_saml
        if not holds and text is None and statement.conditions:
            return None, "may be taken on by whoever the identity provider knows"
        return holds, "may be taken on by whoever the identity provider knows"
    if kind == "Service":
        held = any_of(*(key.lower() in _SOURCES for _, key, _ in statement.conditions))
        for_many = None if text is None else text in _FOR_MANY
        if for_many is None:
            return all_of(held or None), "may be taken on by a service for any account"
        return not for_many or held, f"may be taken on by {text} for any account"
    return True, ""
