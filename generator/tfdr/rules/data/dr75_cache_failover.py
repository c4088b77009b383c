"""DR75: A cache fails over within its region by itself."""

from collections.abc import Iterator

from tfdr.evaluate import System, all_of, any_of
from tfdr.rules import WARNING, Rule, Verdict, judge

RULE = Rule(severity=WARNING, is_local=True)


def check(system: System) -> Iterator[Verdict]:
    """Each of them."""
    for each in system.resources("aws_elasticache_replication_group"):
        holds = any_of(
            all_of(each.is_true("automatic_failover_enabled"), each.is_true("multi_az_enabled")),
            each.has("global_replication_group_id"),
        )
        yield judge(each, holds, "does not fail over to another zone", "automatic_failover_enabled")
