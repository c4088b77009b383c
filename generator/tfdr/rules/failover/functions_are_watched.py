"""FO06C: alarms tell when a function fails or gives up."""

from collections.abc import Iterator

from tfdr.evaluate import Resource, System
from tfdr.rules import ERROR, Rule, Verdict, judge
from tfdr.rules.identity import presence
from tfdr.rules.watching import alarms_on, unknown_about

RULE = Rule(
    id="FO06C",
    title="Alarms watch the errors and the dead letters of each function",
    severity=ERROR,
    why="A failover or readiness function that has failed for weeks is found out on the day that "
    "it is needed. Messages in a dead-letter queue that nobody is told of are lost a few days "
    "later.",
    fix="Add alarms on AWS/Lambda Errors of the function, and on AWS/SQS "
    "ApproximateNumberOfMessagesVisible of its dead-letter queue.",
    source="https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html",
    fails="""\
resource "aws_lambda_function" "failover" {
  function_name = "failover"
  role          = "arn:aws:iam::123456789012:role/failover"
}
""",
    passes="""\
resource "aws_lambda_function" "failover" {
  function_name = "failover"
  role          = "arn:aws:iam::123456789012:role/failover"
}

resource "aws_cloudwatch_metric_alarm" "errors" {
  alarm_name          = "failover-errors"
  namespace           = "AWS/Lambda"
  metric_name         = "Errors"
  dimensions          = { FunctionName = aws_lambda_function.failover.function_name }
  statistic           = "Sum"
  period              = 60
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
}
""",
)

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
