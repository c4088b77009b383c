"""SEC02B: policies name the actions that they allow."""

from collections.abc import Iterator
from typing import Final

from tfdr.aws import managed_policies, policies
from tfdr.evaluate import (
    Ref,
    Statement,
    System,
    Text,
    Truth,
    Value,
    any_of,
    is_unknown,
    known_text,
    negate,
    plain,
)
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR, is_recovery=False)

_ALMIGHTY: Final = ("AdministratorAccess", "PowerUserAccess", "IAMFullAccess")


def check(system: System) -> Iterator[Verdict]:
    """Each statement that allows something, where it is written; and what AWS wrote itself."""
    for resource, path, policy in (*policies.of_identities(system), *policies.of_resources(system)):
        of_key = resource.type.startswith("aws_kms_")
        for statement in policy.statements:
            if statement.allows is not False and not (of_key and _is_for_account(statement)):
                message = f"allows {_shown(statement)}"
                holds = _names(statement)
                if statement.allows is None and holds is False:
                    holds = None
                yield judge(resource, holds, message, statement, unknown=(resource.address,))
        if not policy.is_complete:
            yield judge(resource, None, "", path, unknown=policy.missing)
    for holder, path, arn in policies.attached(system):
        name = managed_policies.name(arn)
        # What a policy of one's own says is judged where it is.
        holds = None if not name and is_unknown(arn) and not isinstance(arn, Ref) else True
        message = f"allows everything: {known_text(arn) or arn}"
        yield judge(holder, holds if name not in _ALMIGHTY else False, message, path)


def _names(statement: Statement) -> Truth:
    if statement.not_actions:
        return False
    return negate(any_of(*(_is_all(known_text(each)) for each in statement.actions)))


def _is_all(action: str | None) -> Truth:
    return None if action is None else action.strip() == "*" or action.endswith(":*")


def _is_for_account(statement: Statement) -> bool:
    """Whether it hands the decision to the policies of IAM, as AWS does by default."""
    who = [(kind, plain(each)) for kind, each in statement.principals]
    return bool(who) and all(kind == "AWS" and _is_root(each) for kind, each in who)


def _is_root(principal: Value) -> bool:
    text = principal.suffix if isinstance(principal, Text) else known_text(principal) or ""
    return text.endswith(":root") or (text.isdigit() and len(text) == 12)


def _shown(statement: Statement) -> str:
    if statement.not_actions:
        return "all but what it names"
    broad = [text for text in map(known_text, statement.actions) if _is_all(text)]
    return f"all that {', '.join(str(each) for each in broad[:2]) or 'it'} stands for"
