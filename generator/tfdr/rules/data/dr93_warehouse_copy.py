"""DR93: A Redshift cluster copies its snapshots to another region."""

from collections.abc import Iterator
from typing import Final

from tfdr.aws.counterparts import elsewhere, in_primary
from tfdr.evaluate import System, any_of
from tfdr.evaluate.presence import unless_elsewhere
from tfdr.rules import WARNING, Rule, Verdict, judge

RULE = Rule(severity=WARNING)

_TYPES: Final = ("aws_redshift_cluster",)


def check(system: System) -> Iterator[Verdict]:
    """Each of them in the primary region, where there are several."""
    for each in in_primary(system, *_TYPES):
        holds = unless_elsewhere(
            system,
            any_of(
                elsewhere(system, each.region, *_TYPES),
                each.has("snapshot_copy"),
                system.links(each, "aws_redshift_snapshot_copy", "cluster_identifier").exist,
            ),
        )
        yield judge(
            each, holds, "its snapshots are copied to no other region", unknown=system.not_followed
        )
