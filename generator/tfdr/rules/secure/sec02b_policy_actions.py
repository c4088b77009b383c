"""SEC02B: policies name the actions that they allow."""

from collections.abc import Iterator
from typing import Final

from tfdr.evaluate import (
    Resource,
    Statement,
    System,
    Text,
    Truth,
    Value,
    any_of,
    known_text,
    negate,
    plain,
)
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)

_POLICIES: Final = (
    "aws_backup_vault_policy",
    "aws_ecr_repository_policy",
    "aws_iam_group_policy",
    "aws_iam_policy",
    "aws_iam_role_policy",
    "aws_iam_user_policy",
    "aws_kms_key",
    "aws_kms_key_policy",
    "aws_kms_replica_key",
    "aws_s3_bucket_policy",
    "aws_secretsmanager_secret_policy",
    "aws_sns_topic_policy",
    "aws_sqs_queue_policy",
)
_ATTACHED: Final = (
    "aws_iam_role_policy_attachment",
    "aws_iam_user_policy_attachment",
    "aws_iam_group_policy_attachment",
)
_ALMIGHTY: Final = ("/AdministratorAccess", "/PowerUserAccess", "/IAMFullAccess")


def check(system: System) -> Iterator[Verdict]:
    """Each statement that allows something, where it is written; and what AWS wrote itself."""
    for resource in system.resources(*_POLICIES):
        policy = resource.policy("policy")
        of_key = resource.type.startswith("aws_kms_")
        for statement in policy.statements:
            if statement.allows is not False and not (of_key and _is_for_account(statement)):
                message = f"allows {_shown(statement)}"
                holds = _names(statement)
                if statement.allows is None and holds is False:
                    holds = None
                yield judge(resource, holds, message, statement, unknown=(resource.address,))
        if not policy.is_complete:
            yield judge(resource, None, "", "policy", unknown=policy.missing)
    for attachment in system.resources(*_ATTACHED):
        arn = attachment.get("policy_arn")
        holds = negate(_is_almighty(arn))
        message = f"allows everything: {known_text(arn) or arn}"
        yield judge(attachment, holds, message, "policy_arn")


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


def _is_almighty(arn: Value) -> Truth:
    inside = plain(arn)
    if isinstance(inside, str):
        return inside.endswith(_ALMIGHTY)
    if isinstance(inside, Text):
        return inside.suffix.endswith(_ALMIGHTY)
    # The ARN of a policy of one's own: what it says is judged where it is.
    return False if isinstance(arn, Resource) or hasattr(arn, "target") else None
