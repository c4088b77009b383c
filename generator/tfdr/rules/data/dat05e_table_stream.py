"""DAT05E: a table with replicas has a stream with new and old images."""

from collections.abc import Iterator

from tfdr.aws.tables import replicas
from tfdr.evaluate import System, all_of
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)


def check(system: System) -> Iterator[Verdict]:
    """Each table that has a replica of its own, or blocks of them."""
    for table in system.resources("aws_dynamodb_table"):
        if replicas(system, table).exist or table.blocks("replica"):
            path = "stream_view_type"
            holds = all_of(
                table.is_true("stream_enabled"), table.equals(path, "NEW_AND_OLD_IMAGES")
            )
            yield judge(table, holds, "is replicated, without a stream of both images", path)
