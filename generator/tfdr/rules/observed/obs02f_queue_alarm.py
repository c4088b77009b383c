"""OBS02F: an alarm watches the depth or the message age of each queue."""

from collections.abc import Iterator

from tfdr.aws.alarms import alarms_on
from tfdr.evaluate import System
from tfdr.rules import WARNING, Rule, Verdict
from tfdr.rules.watched import judge_watched

RULE = Rule(severity=WARNING, is_recovery=False)

_METRICS = frozenset({"ApproximateNumberOfMessagesVisible", "ApproximateAgeOfOldestMessage"})


def check(system: System) -> Iterator[Verdict]:
    """Each queue."""
    for queue in system.resources("aws_sqs_queue"):
        alarms = alarms_on(system, queue, "AWS/SQS", _METRICS, {"QueueName": ("name",)})
        yield judge_watched(system, queue, alarms, "no alarm watches its depth or age")
