"""FO06D: a function may write to its dead-letter queue."""

from collections.abc import Iterator

from tfdr.evaluate import System
from tfdr.rules import ERROR, Rule, Verdict, judge
from tfdr.rules.roles import may, unread

RULE = Rule(severity=ERROR)


_ACTIONS = {"aws_sqs_queue": "sqs:SendMessage", "aws_sns_topic": "sns:Publish"}


def check(system: System) -> Iterator[Verdict]:
    """Each function with dead letters, whose role is in the code."""
    for function in system.resources("aws_lambda_function"):
        path = "dead_letter_config.target_arn"
        target, role = function.target(path), function.target("role")
        action = _ACTIONS.get(target.type) if target is not None else None
        if action is None or role is None or role.is_data:
            continue
        message = f"its role does not allow {action}"
        holds = may(system, role, action, "sqs")
        yield judge(function, holds, message, path, unknown=unread(system, role))
