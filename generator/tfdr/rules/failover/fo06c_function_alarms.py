"""FO06C: alarms watch the errors and the dead-letter queue of each function."""

from collections.abc import Iterator

from tfdr.aws.alarms import alarms_on, unknown_about
from tfdr.evaluate import Resource, System
from tfdr.evaluate.presence import presence
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
        exists, why = presence(system, alarms)
        unknown = unknown_about(alarms) or why
        yield judge(function, exists, "no alarm watches its errors", unknown=unknown)
        queue = function.target("dead_letter_config.target_arn")
        if queue is not None and queue.type == "aws_sqs_queue":
            yield _letters(system, function, queue)


def _letters(system: System, function: Resource, queue: Resource) -> Verdict:
    alarms = alarms_on(system, queue, "AWS/SQS", _LETTERS, {"QueueName": ("name",)})
    exists, why = presence(system, alarms)
    unknown = unknown_about(alarms) or why
    message = f"no alarm watches its dead letters in {queue.address}"
    return judge(function, exists, message, "dead_letter_config", unknown=unknown)
