"""DR84: the node groups of a standby grow to what the primary's do."""

from collections.abc import Iterator
from typing import Final

from tfdr.aws.capacity import in_region
from tfdr.evaluate import Region, Resource, System, same
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)

_GROUP: Final = "aws_eks_node_group"
_MOST: Final = "scaling_config.max_size"


def check(system: System) -> Iterator[Verdict]:
    """The node groups of each standby, against those of the primary region together."""
    primary = system.primary
    if primary is None or not system.is_multi_region:
        return
    serving = in_region(system, primary, _GROUP)
    for region in system.standbys if serving else ():
        yield from _compared(system, region, serving)


def _compared(system: System, region: Region, serving: list[Resource]) -> Iterator[Verdict]:
    groups = in_region(system, region, _GROUP)
    if not groups:
        return
    here, there = _most(groups), _most(serving)
    holds = None if here is None or there is None else here >= there
    if holds is None and len(groups) == len(serving) == 1:
        holds = same(groups[0].get(_MOST), serving[0].get(_MOST)) or None
    message = f"{region} grows to {here or 0:g} nodes, and the primary region to {there or 0:g}"
    unknown = serving[0].unknowns(_MOST)
    yield judge(groups[0], holds, message, _MOST, unknown=unknown)


def _most(groups: list[Resource]) -> float | None:
    sizes = [None if each.maybe else each.number(_MOST) for each in groups]
    known = [each for each in sizes if each is not None]
    return sum(known) if len(known) == len(sizes) else None
