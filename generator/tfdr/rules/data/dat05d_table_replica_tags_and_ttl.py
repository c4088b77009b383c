"""DAT05D: table replicas have the table's tags, and session tables have a TTL."""

from collections.abc import Iterator

from tfdr.evaluate import Resource, System, all_of
from tfdr.rules import WARNING, Rule, Verdict, judge

RULE = Rule(severity=WARNING, is_local=True)


def check(system: System) -> Iterator[Verdict]:
    """Each replica block, and each table that is named for sessions."""
    for table in system.resources("aws_dynamodb_table"):
        for replica in table.blocks("replica"):
            holds = replica.is_true("propagate_tags")
            message = f"its replica in {replica.text('region_name') or 'a region'} gets no tags"
            why = replica.why
            yield judge(replica, holds, message, "propagate_tags", unknown=why, is_recovery=False)
        if _is_of_sessions(table):
            holds = all_of(table.is_true("ttl.enabled"), table.has("ttl.attribute_name"))
            yield judge(table, holds, "keeps sessions for ever", "ttl")


def _is_of_sessions(table: Resource) -> bool:
    name = table.get("name")
    return "session" in f"{table.address} {name}".lower()
