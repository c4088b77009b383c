"""NET02D: every two regions with a VPC are connected."""

from collections.abc import Iterator
from typing import Final

from tfdr.aws.networks import accepters
from tfdr.evaluate import Region, Resource, System, Truth, all_of, any_of
from tfdr.evaluate.presence import unless_elsewhere
from tfdr.rules import WARNING, Rule, Verdict, judge

RULE = Rule(severity=WARNING, is_recovery=False)

# Networks of networks, of which the code does not say here who is attached.
_OTHERS: Final = ("aws_networkmanager_core_network", "aws_networkmanager_vpc_attachment")


def check(system: System) -> Iterator[Verdict]:
    """Each region with a network, against each that comes before it in the code."""
    regions: list[tuple[Region, Resource]] = []
    for vpc in system.resources("aws_vpc"):
        if not any(vpc.region.is_same(region) for region, _ in regions):
            regions.append((vpc.region, vpc))
    other = bool(system.resources(*_OTHERS))
    for at, (region, vpc) in enumerate(regions):
        for before, _ in regions[:at]:
            connected = _are_connected(system, region, before)
            holds = None if other and not connected else unless_elsewhere(system, connected)
            message = f"no peering connects it with the network in {before}"
            unknown = (*_unknown(system), *system.not_followed)
            yield judge(vpc, holds, message, unknown=unknown)


def _are_connected(system: System, one: Region, other: Region) -> Truth:
    found: list[Truth] = []
    for peering in system.resources("aws_vpc_peering_connection"):
        ends = [each.region for each in accepters(system, peering)]
        found += [_joins(peering.region, end, one, other) for end in ends] or [
            _joins_code(peering, one, other)
        ]
    for attachment in system.resources("aws_ec2_transit_gateway_peering_attachment"):
        found.append(_joins_code(attachment, one, other))
    return any_of(*found)


def _joins(here: Region, there: Region, one: Region, other: Region) -> Truth:
    return any_of(
        all_of(here.is_same(one), there.is_same(other)),
        all_of(here.is_same(other), there.is_same(one)),
    )


def _joins_code(link: Resource, one: Region, other: Region) -> Truth:
    code = link.get("peer_region")
    if code is None:
        return False
    return any_of(
        all_of(link.region.is_same(one), other.is_code(code)),
        all_of(link.region.is_same(other), one.is_code(code)),
    )


def _unknown(system: System) -> list[str]:
    links = system.resources(
        "aws_vpc_peering_connection", "aws_ec2_transit_gateway_peering_attachment", *_OTHERS
    )
    return [each.address for each in links]
