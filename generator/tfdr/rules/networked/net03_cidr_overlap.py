"""NET03: VPC address ranges of different regions do not overlap."""

import ipaddress
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from tfdr.evaluate import Region, Resource, System, Truth, Value, all_of, known_text, same
from tfdr.evaluate.elsewhere import Call
from tfdr.evaluate.values import side_by_side
from tfdr.rules import ERROR, Rule, Verdict, judge, judge_place

RULE = Rule(severity=ERROR, tells_doubt=False)

_VPC: Final = re.compile(r"(?:registry\.[a-z]+\.\w+/)?terraform-aws-modules/vpc/aws$")


@dataclass(frozen=True, slots=True)
class _Range:
    """The addresses of one network, which the code makes, or a module of the registry."""

    address: str
    region: Region
    value: Value
    made: Resource | Call

    def __str__(self) -> str:
        return known_text(self.value) or "of addresses"


def check(system: System) -> Iterator[Verdict]:
    """Each range, against those of other regions that come before it in the code."""
    ranges = [*_made(system), *_of_modules(system)]
    for at, later in enumerate(ranges):
        for earlier in ranges[:at]:
            if earlier.region.is_same(later.region) is False:
                both = side_by_side(earlier.value, later.value)
                apart = all_of(*(_are_apart(*each) for each in both))
                yield _judged(later, earlier, apart)


def _made(system: System) -> Iterator[_Range]:
    for each in system.resources("aws_vpc", "aws_vpc_ipv4_cidr_block_association"):
        if each.has("cidr_block") is not False:
            yield _Range(each.address, each.region, each.get("cidr_block"), each)


def _of_modules(system: System) -> Iterator[_Range]:
    for call in system.calls_elsewhere:
        if _VPC.match(call.source) and "cidr" in call.block.attributes:
            yield _Range(call.address, call.region, call.get("cidr"), call)


def _judged(later: _Range, earlier: _Range, apart: Truth) -> Verdict:
    message = f"its range {later} overlaps {earlier} of {earlier.address}"
    if isinstance(later.made, Resource):
        made = earlier.made
        unknown = made.unknowns("cidr_block") if isinstance(made, Resource) else ()
        return judge(later.made, apart, message, "cidr_block", unknown=unknown)
    call = later.made
    return judge_place(apart, call.address, call.file, call.line_of("cidr"), message)


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
