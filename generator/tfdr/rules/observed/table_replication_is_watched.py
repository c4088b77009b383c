"""OBS02D: an alarm tells when a table's replicas fall behind."""

from collections.abc import Iterator

from tfdr.evaluate import Links, Resource, System
from tfdr.rules import WARNING, Rule, Verdict
from tfdr.rules.objectives import judge_lateness, minutes
from tfdr.rules.watching import alarms_on, judge_watched

RULE = Rule(
    id="OBS02D",
    title="An alarm watches the replication latency of each global table",
    severity=WARNING,
    why="What has not reached the other region when the first one is lost is missing there, and "
    "turns up later as a conflict. Replicas are usually a second behind; an alarm tells when not.",
    fix="Add an alarm on AWS/DynamoDB ReplicationLatency with TableName and ReceivingRegion.",
    source="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html",
    fails="""\
resource "aws_dynamodb_table" "sessions" {
  name         = "sessions"
  hash_key     = "id"
  billing_mode = "PAY_PER_REQUEST"

  replica {
    region_name = "eu-central-1"
  }
}
""",
    passes="""\
resource "aws_dynamodb_table" "sessions" {
  name         = "sessions"
  hash_key     = "id"
  billing_mode = "PAY_PER_REQUEST"

  replica {
    region_name = "eu-central-1"
  }
}

resource "aws_cloudwatch_metric_alarm" "latency" {
  alarm_name          = "sessions-latency"
  namespace           = "AWS/DynamoDB"
  metric_name         = "ReplicationLatency"
  statistic           = "Maximum"
  period              = 300
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = 60000

  dimensions = {
    TableName       = aws_dynamodb_table.sessions.name
    ReceivingRegion = "eu-central-1"
  }
}
""",
)

_LATENCY = frozenset({"ReplicationLatency"})
_NAMES = {"TableName": ("name", "id")}


def check(system: System) -> Iterator[Verdict]:
    """Each table that has a replica."""
    for table in system.resources("aws_dynamodb_table"):
        copies = system.links(table, "aws_dynamodb_table_replica", "global_table_arn")
        if table.blocks("replica") or copies.sure:
            message = "no alarm watches how late its replicas are"
            late = _alarms(system, table)
            yield judge_watched(system, table, late, message)
            yield from judge_lateness(late, "ReplicationLatency", 60_000, minutes(system, "RPO"))


def _alarms(system: System, table: Resource) -> Links:
    return alarms_on(system, table, "AWS/DynamoDB", _LATENCY, _NAMES)
