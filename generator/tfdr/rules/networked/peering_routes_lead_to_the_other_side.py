"""NET02E: a route over a peering leads to the network on the other side."""

from collections.abc import Iterator
from typing import Final

from tfdr.evaluate import Resource, System, Truth, known_text, negate
from tfdr.rules import ERROR, Rule, Verdict, judge

_CODE: Final = """\
provider "aws" {
  alias  = "primary"
  region = "eu-west-1"
}

provider "aws" {
  alias  = "dr"
  region = "eu-central-1"
}

resource "aws_vpc" "primary" {
  provider   = aws.primary
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc" "dr" {
  provider   = aws.dr
  cidr_block = "10.1.0.0/16"
}

resource "aws_vpc_peering_connection" "this" {
  provider    = aws.primary
  vpc_id      = aws_vpc.primary.id
  peer_vpc_id = aws_vpc.dr.id
  peer_region = "eu-central-1"
}

resource "aws_route" "to_dr" {
  provider                  = aws.primary
  route_table_id            = aws_vpc.primary.main_route_table_id
  destination_cidr_block    = aws_vpc.%s.cidr_block
  vpc_peering_connection_id = aws_vpc_peering_connection.this.id
}
"""

RULE = Rule(
    id="NET02E",
    title="A route over a peering leads to the range of the network on the other side",
    severity=ERROR,
    why="The route to a network's own range is that of the network itself: AWS refuses another "
    "one, or it does nothing, and the two regions do not reach each other.",
    fix="Write the cidr_block of the other network as the destination.",
    source="https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-routing.html",
    fails=_CODE % "primary",
    passes=_CODE % "dr",
)

_OVER: Final = "vpc_peering_connection_id"


def check(system: System) -> Iterator[Verdict]:
    """Each route over a peering to a range that is known."""
    networks = system.resources("aws_vpc")
    for route in system.resources("aws_route"):
        range_ = known_text(route.get("destination_cidr_block"))
        if route.has(_OVER) is False or range_ is None:
            continue
        here = [_is_of(route, each) for each in networks if each.text("cidr_block") == range_]
        if here:
            own = None if None in here else True in here
            message = f"leads to {range_}, the range of its own network"
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
