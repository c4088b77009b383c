"""DR80: A search domain spans Availability Zones."""

from collections.abc import Iterator

from tfdr.evaluate import System, any_of
from tfdr.rules import WARNING, Rule, Verdict, judge

RULE = Rule(severity=WARNING, is_local=True)


def check(system: System) -> Iterator[Verdict]:
    """Each of them."""
    for each in system.resources("aws_opensearch_domain", "aws_elasticsearch_domain"):
        holds = any_of(
            each.is_true("cluster_config.zone_awareness_enabled"),
            each.is_true("cluster_config.multi_az_with_standby_enabled"),
        )
        yield judge(each, holds, "is in one zone", "cluster_config")
