"""DR81: A DocumentDB or Neptune cluster has a cluster in another region."""

from collections.abc import Iterator
from typing import Final

from tfdr.aws.counterparts import elsewhere, in_primary
from tfdr.evaluate import System
from tfdr.evaluate.presence import unless_elsewhere
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)

_TYPES: Final = (
    "aws_docdb_cluster",
    "aws_neptune_cluster",
)


def check(system: System) -> Iterator[Verdict]:
    """Each of them in the primary region, where there are several."""
    for each in in_primary(system, *_TYPES):
        holds = unless_elsewhere(system, elsewhere(system, each.region, each.type))
        yield judge(
            each, holds, "no cluster of its kind is in another region", unknown=system.not_followed
        )
