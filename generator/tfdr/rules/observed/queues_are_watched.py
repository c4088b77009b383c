"""OBS02F: an alarm tells when a queue fills up."""

from collections.abc import Iterator

from tfdr.evaluate import System
from tfdr.rules import WARNING, Rule, Verdict
from tfdr.rules.watching import alarms_on, judge_watched

RULE = Rule(
    id="OBS02F",
    title="An alarm watches the depth or the age of each queue",
    severity=WARNING,
    why="A queue that nobody empties is how a dead consumer shows, and a dead-letter queue that is "
    "not empty is work that was lost. Both pass in silence, until messages expire.",
    fix="Add an alarm on AWS/SQS ApproximateAgeOfOldestMessage or "
    "ApproximateNumberOfMessagesVisible with the queue's name.",
    source="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html",
    fails="""\
resource "aws_sqs_queue" "orders" {
  name = "orders"
}
""",
    passes="""\
resource "aws_sqs_queue" "orders" {
  name = "orders"
}

resource "aws_cloudwatch_metric_alarm" "orders" {
  alarm_name          = "orders-age"
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateAgeOfOldestMessage"
  dimensions          = { QueueName = aws_sqs_queue.orders.name }
  statistic           = "Maximum"
  period              = 60
  evaluation_periods  = 5
  comparison_operator = "GreaterThanThreshold"
  threshold           = 300
}
""",
)

_METRICS = frozenset({"ApproximateNumberOfMessagesVisible", "ApproximateAgeOfOldestMessage"})


def check(system: System) -> Iterator[Verdict]:
    """Each queue."""
    for queue in system.resources("aws_sqs_queue"):
        alarms = alarms_on(system, queue, "AWS/SQS", _METRICS, {"QueueName": ("name",)})
        yield judge_watched(system, queue, alarms, "no alarm watches its depth or age")
