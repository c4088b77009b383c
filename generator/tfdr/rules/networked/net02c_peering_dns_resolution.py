"""NET02C: both sides of a peering connection resolve the other side's DNS names."""

from collections.abc import Iterator

from tfdr.aws.networks import accepters, of_peering
from tfdr.evaluate import Resource, System, Truth, any_of
from tfdr.evaluate.presence import unless_elsewhere
from tfdr.rules import WARNING, Rule, Verdict, judge

RULE = Rule(severity=WARNING)

_SETTING = "allow_remote_vpc_dns_resolution"


def check(system: System) -> Iterator[Verdict]:
    """Each connection within the account, for each of its sides."""
    for peering in system.resources("aws_vpc_peering_connection"):
        if peering.has("peer_owner_id") is not False:
            continue  # the other side is in other hands
        options = of_peering(system, peering, "aws_vpc_peering_connection_options")
        places = [peering, *accepters(system, peering), *options]
        unknown = [
            *(each.address for each in options.maybe),
            *(why for each in places for why in each.unknowns("requester", "accepter")),
            *system.not_followed,
        ]
        for side in ("requester", "accepter"):
            found = [_is_on(each, side) for each in places if _may_say(system, peering, each, side)]
            on = any_of(*found, *(None for _ in options.maybe))
            message = f"the {side} does not resolve names of the other side"
            yield judge(peering, unless_elsewhere(system, on), message, unknown=unknown)


def _may_say(system: System, peering: Resource, place: Resource, side: str) -> bool:
    """Whether it can be said there: options count in the region of the side that they are for."""
    if place.type != "aws_vpc_peering_connection_options" or not peering.has("peer_region"):
        return True
    if side == "requester":
        return place.region.is_same(peering.region) is not False
    there = [each.region.is_same(place.region) for each in accepters(system, peering)]
    return any_of(place.region.is_code(peering.get("peer_region")), *there) is not False


def _is_on(place: Resource, side: str) -> Truth:
    return any_of(*(each.is_true(_SETTING) for each in place.blocks(side)))
