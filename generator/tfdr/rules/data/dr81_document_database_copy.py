"""DR81: A DocumentDB or Neptune cluster has a cluster in another region."""

from collections.abc import Iterator
from typing import Final

from tfdr.evaluate import System
from tfdr.rules import ERROR, Rule, Verdict
from tfdr.rules.counterparts import judge_counterparts

RULE = Rule(severity=ERROR)

_TYPES: Final = (
    "aws_docdb_cluster",
    "aws_neptune_cluster",
)


def check(system: System) -> Iterator[Verdict]:
    """Each of them in the primary region, where there are several."""
    return judge_counterparts(system, _TYPES, "no cluster of its kind is in another region")
