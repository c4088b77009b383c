"""DAT05A: tables and their replicas have point-in-time recovery."""

from collections.abc import Iterator

from tfdr.evaluate import System
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(
    id="DAT05A",
    title="Every DynamoDB table and every replica has point-in-time recovery",
    severity=ERROR,
    why="Replication copies a mistake within a second. Each replica has its own recovery: without "
    "it, the standby cannot go back to before the mistake once the primary is gone.",
    fix="Add point_in_time_recovery { enabled = true } to the table, and "
    "point_in_time_recovery = true to each replica.",
    source="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Point-in-time-recovery.html",
    fails="""\
resource "aws_dynamodb_table" "sessions" {
  name         = "sessions"
  hash_key     = "id"
  billing_mode = "PAY_PER_REQUEST"

  replica {
    region_name = "eu-central-1"
  }

  point_in_time_recovery {
    enabled = true
  }
}
""",
    passes="""\
resource "aws_dynamodb_table" "sessions" {
  name         = "sessions"
  hash_key     = "id"
  billing_mode = "PAY_PER_REQUEST"

  replica {
    region_name            = "eu-central-1"
    point_in_time_recovery = true
  }

  point_in_time_recovery {
    enabled = true
  }
}
""",
    is_local=True,
)


def check(system: System) -> Iterator[Verdict]:
    """Each table, each replica inside of one, and each that is a resource of its own."""
    for table in system.resources("aws_dynamodb_table"):
        enabled = table.is_true("point_in_time_recovery.enabled")
        yield judge(table, enabled, "has no point-in-time recovery", "point_in_time_recovery")
        for replica in table.blocks("replica"):
            enabled = replica.is_true("point_in_time_recovery")
            message = f"its replica in {replica.text('region_name')} has no point-in-time recovery"
            yield judge(replica, enabled, message, "point_in_time_recovery", unknown=replica.why)
    for copy in system.resources("aws_dynamodb_table_replica"):
        enabled = copy.is_true("point_in_time_recovery")
        yield judge(copy, enabled, "has no point-in-time recovery", "point_in_time_recovery")
