"""Verdicts about what has to stand in another region too, which several rules give."""

from collections.abc import Iterator, Sequence

from tfdr.aws.counterparts import elsewhere, in_primary
from tfdr.evaluate import System
from tfdr.evaluate.presence import unless_elsewhere
from tfdr.rules.verdicts import Verdict, judge


def judge_counterparts(
    system: System, types: Sequence[str], message: str, others: Sequence[str] = ()
) -> Iterator[Verdict]:
    """Verdicts about each resource in the primary region, where there are several.

    Args:
        system: where they are.
        types: those that need a counterpart.
        message: what is wrong without one.
        others: the types that could be it; those of the resource's own type without any.
    """
    for each in in_primary(system, *types):
        holds = unless_elsewhere(system, elsewhere(system, each.region, *(others or (each.type,))))
        yield judge(each, holds, message, unknown=system.not_followed)
