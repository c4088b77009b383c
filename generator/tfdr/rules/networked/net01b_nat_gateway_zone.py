"""NET01B: private subnets use a NAT gateway in their own Availability Zone, or none."""

from collections.abc import Iterator
from typing import Final

from tfdr.aws.networks import leads_to_everywhere, routes_of, tables_of, zone_of
from tfdr.evaluate import Body, Resource, System, Truth, any_of, same
from tfdr.evaluate.presence import behind, is_there
from tfdr.evaluate.values import ANY
from tfdr.rules import WARNING, Rule, Verdict, judge

RULE = Rule(severity=WARNING, is_recovery=False)

_NAT: Final = "nat_gateway_id"


def check(system: System) -> Iterator[Verdict]:
    """Each subnet whose route for everything leads to a NAT gateway."""
    if not system.resources("aws_nat_gateway"):
        return
    for subnet in system.resources("aws_subnet"):
        for table in tables_of(system, subnet) or ():
            for route in routes_of(system, table):
                if route.has(_NAT) is not False and leads_to_everywhere(route) is not False:
                    yield _judged(subnet, route)


def _judged(subnet: Resource, route: Body) -> Verdict:
    gateways = behind(route, _NAT, "aws_nat_gateway")
    found = [_is_near(subnet, each) for each in gateways]
    message = "leaves by a NAT gateway of another zone"
    if gateways:
        message = f"leaves by {gateways[0].address}, in another zone"
    unknown = (
        *route.unknowns(_NAT),
        *subnet.unknowns("availability_zone"),
        f"the gateway of {route.address}",
    )
    holds = any_of(*found) if gateways else None
    return judge(subnet, holds, message, "availability_zone", unknown=unknown)


def _is_near(subnet: Resource, gateway: Resource) -> Truth:
    """Whether a gateway is in the zone of a subnet."""
    if gateway.equals("availability_mode", "regional"):
        return True
    publics = behind(gateway, "subnet_id", "aws_subnet")
    public = publics[0] if publics else None
    if subnet.key == ANY and gateway.key == ANY:
        if not _is_by_key(gateway):
            return False  # all of them are in one zone
        # As many of one as of the other, if both are repeated by what AWS lists.
        return True if public is not None and _is_alike(subnet, public) else None
    if subnet.key == ANY:
        return False if is_there(subnet) else None  # one gateway, and several zones
    if public is None:
        return None
    if public is subnet:
        return True
    return same(zone_of(subnet), zone_of(public))


def _is_by_key(gateway: Resource) -> bool:
    """Whether each instance is in a subnet of its own."""
    expression = gateway.expression("subnet_id")
    return expression is None or any(word in expression.text for word in ("each.", "count.index"))


def _is_alike(one: Resource, other: Resource) -> bool:
    """Whether two repeated resources depend on the same list."""
    names = ("for_each", "count")
    return bool(set(one.unknowns(*names)) & set(other.unknowns(*names)))
