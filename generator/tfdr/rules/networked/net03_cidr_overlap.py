"""NET03: VPC address ranges of different regions do not overlap."""

import ipaddress
from collections.abc import Iterator

from tfdr.evaluate import Resource, System, Truth, Value, all_of, known_text, same
from tfdr.evaluate.values import side_by_side
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR, tells_doubt=False)


def check(system: System) -> Iterator[Verdict]:
    """Each range, against those of other regions that come before it in the code."""
    types = ("aws_vpc", "aws_vpc_ipv4_cidr_block_association")
    ranges = [each for each in system.resources(*types) if each.has("cidr_block") is not False]
    for at, later in enumerate(ranges):
        for earlier in ranges[:at]:
            if earlier.region.is_same(later.region) is False:
                both = side_by_side(earlier.get("cidr_block"), later.get("cidr_block"))
                apart = all_of(*(_are_apart(*each) for each in both))
                message = (
                    f"its range {_shown(later)} overlaps {_shown(earlier)} of {earlier.address}"
                )
                unknown = earlier.unknowns("cidr_block")
                yield judge(later, apart, message, "cidr_block", unknown=unknown)


def _shown(resource: Resource) -> str:
    return resource.text("cidr_block") or "of addresses"


def _are_apart(one: Value, other: Value) -> Truth:
    first, second = known_text(one), known_text(other)
    if first is None or second is None:
        return False if same(one, other) is True else None
    try:
        return not ipaddress.ip_network(first, strict=False).overlaps(
            ipaddress.ip_network(second, strict=False)
        )
    except (TypeError, ValueError):  # no range at all: Terraform says so
        return None
