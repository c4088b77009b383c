"""NET02E: the destination of a peering route is the range of the VPC on the other side."""

from collections.abc import Iterator
from typing import Final

from tfdr.evaluate import Resource, System, Truth, known_text, negate, same
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)

_OVER: Final = "vpc_peering_connection_id"


def check(system: System) -> Iterator[Verdict]:
    """Each route over a peering to a range that is known."""
    networks = system.resources("aws_vpc")
    for route in system.resources("aws_route"):
        range_ = route.get("destination_cidr_block")
        if route.has(_OVER) is False or range_ is None:
            continue
        alike = [each for each in networks if same(each.get("cidr_block"), range_)]
        here = [_is_of(route, each) for each in alike]
        if here:
            own = None if None in here else True in here
            shown = known_text(range_) or f"the range of {alike[0].address}"
            message = f"leads to {shown}, the range of its own network"
            unknown = (f"the region of {route.address}",)
            at = "destination_cidr_block"
            yield judge(route, negate(own), message, at, unknown=unknown)


def _is_of(route: Resource, network: Resource) -> Truth:
    """Whether a route is in a network, by the route table where that is known."""
    table = route.target("route_table_id")
    if table is not None and table.type == "aws_vpc":
        return table is network
    owner = table.target("vpc_id") if table is not None else None
    return owner is network if owner is not None else route.region.is_same(network.region)
