"""DR74: A cache has a counterpart in another region."""

from collections.abc import Iterator
from typing import Final

from tfdr.aws.counterparts import elsewhere, in_primary
from tfdr.evaluate import System
from tfdr.evaluate.presence import unless_elsewhere
from tfdr.rules import WARNING, Rule, Verdict, judge

RULE = Rule(severity=WARNING)

_TYPES: Final = (
    "aws_elasticache_replication_group",
    "aws_memorydb_cluster",
)
_ELSEWHERE: Final = (
    *_TYPES,
    "aws_elasticache_serverless_cache",
    "aws_memorydb_multi_region_cluster",
)


def check(system: System) -> Iterator[Verdict]:
    """Each of them in the primary region, where there are several."""
    for each in in_primary(system, *_TYPES):
        holds = unless_elsewhere(system, elsewhere(system, each.region, *_ELSEWHERE))
        yield judge(each, holds, "no cache is in another region", unknown=system.not_followed)
