"""FO06D: a function's role may write to its dead-letter queue."""

from collections.abc import Iterator

from tfdr.aws import roles
from tfdr.evaluate import System
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)


_ACTIONS = {"aws_sqs_queue": "sqs:SendMessage", "aws_sns_topic": "sns:Publish"}


def check(system: System) -> Iterator[Verdict]:
    """Each function with dead letters, whose role is in the code."""
    for function in system.resources("aws_lambda_function"):
        path = "dead_letter_config.target_arn"
        target, role = function.target(path), roles.of(function)
        action = _ACTIONS.get(target.type) if target is not None else None
        if action is None or role is None:
            continue
        rights = roles.rights(system, role)
        message = f"its role does not allow {action}"
        yield judge(function, rights.allow(action, target), message, path, unknown=rights.unknown)
