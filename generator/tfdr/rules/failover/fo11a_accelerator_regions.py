"""FO11A: A Global Accelerator has endpoints in each region."""

from collections.abc import Iterator
from typing import Final

from tfdr.evaluate import Resource, System, Truth, any_of, negate, same
from tfdr.evaluate.presence import unless_elsewhere
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)

_GROUP: Final = "aws_globalaccelerator_endpoint_group"


def check(system: System) -> Iterator[Verdict]:
    """Each endpoint group, where there are several regions."""
    if not system.is_multi_region:
        return
    groups = system.resources(_GROUP)
    for group in groups:
        found = [_elsewhere(group, each) for each in groups]
        found.append(None if group.maybe else False)  # it stands for several
        holds = unless_elsewhere(system, any_of(*found))
        unknown = (why for each in groups for why in each.unknowns("endpoint_group_region"))
        yield judge(group, holds, "is the only group of its listener", unknown=unknown)


def _elsewhere(group: Resource, other: Resource) -> Truth:
    if other is group or same(group.get("listener_arn"), other.get("listener_arn")) is False:
        return False
    regions = [each.get("endpoint_group_region") or each.region.value for each in (group, other)]
    return negate(same(*regions))
