"""DR74: A cache has a counterpart in another region."""

from collections.abc import Iterator
from typing import Final

from tfdr.evaluate import System
from tfdr.rules import WARNING, Rule, Verdict
from tfdr.rules.counterparts import judge_counterparts

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
    return judge_counterparts(system, _TYPES, "no cache is in another region", _ELSEWHERE)
