"""DR76: A cache that holds data keeps snapshots."""

from collections.abc import Iterator

from tfdr.evaluate import System, Truth, Value, number
from tfdr.rules import WARNING, Rule, Verdict, judge

RULE = Rule(severity=WARNING, is_local=True)


def check(system: System) -> Iterator[Verdict]:
    """Each of them."""
    for each in system.resources("aws_elasticache_replication_group", "aws_memorydb_cluster"):
        if each.has("global_replication_group_id") is not False:
            continue  # its source keeps them
        holds = _is_positive(each.get("snapshot_retention_limit"), 0)
        yield judge(each, holds, "keeps no snapshots", "snapshot_retention_limit")
    for each in system.resources("aws_elasticache_cluster"):
        is_alone = each.has("replication_group_id") is False
        if is_alone and each.equals("engine", "redis", "valkey") is True:
            holds = _is_positive(each.get("snapshot_retention_limit"), 0)
            yield judge(each, holds, "keeps no snapshots", "snapshot_retention_limit")


def _is_positive(value: Value, default: float) -> Truth:
    """Whether a number is above zero; the default counts where none is set."""
    if value is None:
        return default > 0
    known = number(value)
    return None if known is None else known > 0
