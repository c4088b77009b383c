"""FO06C: alarms watch the errors and the dead-letter queue of each function."""

from collections.abc import Iterator

from tfdr.aws.alarms import alarms_on, unknown_about
from tfdr.aws.functions import failover_functions
from tfdr.evaluate import Resource, System
from tfdr.evaluate.presence import presence
from tfdr.evaluate.unseen import ALARM
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)

_ERRORS = frozenset({"Errors"})
_LETTERS = frozenset(
    {
        "ApproximateNumberOfMessagesVisible",
        "ApproximateAgeOfOldestMessage",
        "NumberOfMessagesReceived",
    }
)


def check(system: System) -> Iterator[Verdict]:
    """Each function, and the queue of what it gave up."""
    for function in system.resources("aws_lambda_function"):
        names = {"FunctionName": ("function_name", "arn"), "Resource": ("function_name",)}
        alarms = alarms_on(system, function, "AWS/Lambda", _ERRORS, names)
        exists, why = presence(system, alarms, ALARM)
        unknown = unknown_about(alarms) or why
        concerned = function in failover_functions(system)
        message = "no alarm watches its errors"
        yield judge(function, exists, message, unknown=unknown, is_recovery=concerned)
        queue = function.target("dead_letter_config.target_arn")
        if queue is not None and queue.type == "aws_sqs_queue":
            yield _letters(system, function, queue, is_recovery=concerned)


def _letters(system: System, function: Resource, queue: Resource, *, is_recovery: bool) -> Verdict:
    alarms = alarms_on(system, queue, "AWS/SQS", _LETTERS, {"QueueName": ("name",)})
    exists, why = presence(system, alarms, ALARM)
    unknown = unknown_about(alarms) or why
    message = f"no alarm watches its dead letters in {queue.address}"
    at = "dead_letter_config"
    return judge(function, exists, message, at, unknown=unknown, is_recovery=is_recovery)
