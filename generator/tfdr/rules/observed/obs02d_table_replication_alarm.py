"""OBS02D: an alarm watches the replication latency of each global table."""

from collections.abc import Iterator

from tfdr.aws.alarms import alarms_on
from tfdr.aws.objectives import minutes
from tfdr.aws.tables import is_replicated
from tfdr.evaluate import Links, Resource, System
from tfdr.rules import WARNING, Rule, Verdict
from tfdr.rules.watched import judge_lateness, judge_watched

RULE = Rule(severity=WARNING, said_by="DR65")

_LATENCY = frozenset({"ReplicationLatency"})
_NAMES = {"TableName": ("name", "id")}


def check(system: System) -> Iterator[Verdict]:
    """Each table that has a replica."""
    for table in system.resources("aws_dynamodb_table"):
        if is_replicated(system, table):
            message = "no alarm watches how late its replicas are"
            late = _alarms(system, table)
            yield judge_watched(system, table, late, message)
            yield from judge_lateness(late, "ReplicationLatency", 60_000, minutes(system, "RPO"))


def _alarms(system: System, table: Resource) -> Links:
    return alarms_on(system, table, "AWS/DynamoDB", _LATENCY, _NAMES)
