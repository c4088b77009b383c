"""NET02B: both sides of a peering connection have a route to the other side."""

from collections.abc import Iterator

from tfdr.aws.networks import accepters, of_peering
from tfdr.evaluate import Resource, System, Truth, all_of, any_of
from tfdr.evaluate.presence import is_there, unless_elsewhere
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)

_INLINE = "route.vpc_peering_connection_id"


def check(system: System) -> Iterator[Verdict]:
    """Each connection within the account to another region, by the routes on each side."""
    for peering in system.resources("aws_vpc_peering_connection"):
        if not peering.has("peer_region") or peering.has("peer_owner_id") is not False:
            continue  # the other side is in other hands, or cannot be told by its region
        routes, unsure = _routes(system, peering)
        here = [each.region.is_same(peering.region) for each in routes]
        there = [_is_over_there(system, peering, each) for each in routes]
        made = [is_there(each) for each in routes]
        unknown = (
            *(each.address for each in (*routes, *unsure) if is_there(each) is None),
            *(each.address for each in unsure),
            *system.not_followed,
        )
        for side, where in (("its own side", here), ("the other side", there)):
            pairs = zip(where, made, strict=True)
            found = any_of(*(all_of(*pair) for pair in pairs), *(None for _ in unsure))
            message = f"no route leads over it from {side}"
            yield judge(peering, unless_elsewhere(system, found), message, unknown=unknown)


def _routes(system: System, peering: Resource) -> tuple[list[Resource], list[Resource]]:
    """The routes over it, and those that may be: as resources, or in route tables."""
    beside = of_peering(system, peering, "aws_route")
    sure, maybe = list(beside.sure), list(beside.maybe)
    for each in (peering, *accepters(system, peering)):
        for type_ in ("aws_route_table", "aws_default_route_table"):
            inside = system.links(each, type_, _INLINE)
            sure += inside.sure
            maybe += inside.maybe
    return sure, maybe


def _is_over_there(system: System, peering: Resource, route: Resource) -> Truth:
    named = route.region.is_code(peering.get("peer_region"))
    found = [route.region.is_same(each.region) for each in accepters(system, peering)]
    return any_of(named, *found)
