"""SEC02D: a policy of a resource lets in somebody, not everybody."""

from collections.abc import Iterator
from typing import Final

from tfdr.evaluate import Statement, System, Truth, all_of, any_of, known_text, negate
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR, is_local=True)

_POLICIES: Final = {
    "aws_backup_vault_policy": "policy",
    "aws_cloudwatch_event_bus_policy": "policy",
    "aws_ecr_repository_policy": "policy",
    "aws_kms_key": "policy",
    "aws_kms_key_policy": "policy",
    "aws_secretsmanager_secret": "policy",
    "aws_secretsmanager_secret_policy": "policy",
    "aws_sns_topic": "policy",
    "aws_sns_topic_policy": "policy",
    "aws_sqs_queue": "policy",
    "aws_sqs_queue_policy": "policy",
}


def check(system: System) -> Iterator[Verdict]:
    """Each statement of such a policy that allows something."""
    for type_, path in _POLICIES.items():
        for resource in system.resources(type_):
            for statement in resource.policy(path).statements:
                if statement.allows is not False:
                    open_ = all_of(statement.allows, _is_for_all(statement))
                    message = "lets anybody in who has an account of AWS"
                    yield judge(resource, negate(open_), message, statement)


def _is_for_all(statement: Statement) -> Truth:
    if statement.conditions:
        return False
    everybody: list[Truth] = []
    for kind, who in statement.principals:
        text = known_text(who)
        # What is not known is some role or account: nobody puts a star into a variable.
        everybody.append(kind in ("*", "AWS") and text == "*")
    return any_of(*everybody)
