"""DAT05A: every DynamoDB table and replica has point-in-time recovery enabled."""

from collections.abc import Iterator

from tfdr.evaluate import System
from tfdr.evaluate.locks import holds_locks
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR, is_local=True)


def check(system: System) -> Iterator[Verdict]:
    """Each table, each replica inside of one, and each that is a resource of its own."""
    for table in system.resources("aws_dynamodb_table"):
        if holds_locks(table):
            continue
        enabled = table.is_true("point_in_time_recovery.enabled")
        yield judge(table, enabled, "has no point-in-time recovery", "point_in_time_recovery")
        for replica in table.blocks("replica"):
            enabled = replica.is_true("point_in_time_recovery")
            message = f"its replica in {replica.text('region_name')} has no point-in-time recovery"
            yield judge(replica, enabled, message, "point_in_time_recovery", unknown=replica.why)
    for copy in system.resources("aws_dynamodb_table_replica"):
        enabled = copy.is_true("point_in_time_recovery")
        yield judge(copy, enabled, "has no point-in-time recovery", "point_in_time_recovery")
