"""NET02A: a peering connection to another region has an accepter in that region."""

from collections.abc import Iterator

from tfdr.aws.networks import accepters
from tfdr.evaluate import Resource, System, Truth, any_of
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)


def check(system: System) -> Iterator[Verdict]:
    """Each connection to another region, by the accepters that point at it."""
    for peering in system.resources("aws_vpc_peering_connection"):
        if plainly_here(peering):
            continue
        found = accepters(system, peering)
        if not found.sure:
            message = "nobody accepts it in the other region"
            yield judge(peering, found.exist, message, unknown=found.why)
        for accepter in found:
            yield judge(accepter, accepter.is_true("auto_accept"), "does not accept", "auto_accept")
            there = accepter.region.is_code(peering.get("peer_region"))
            unknown = peering.unknowns("peer_region")
            message = f"is in {accepter.region}, not in the region that the connection leads to"
            yield judge(accepter, there, message, "provider", unknown=unknown)


def plainly_here(peering: Resource) -> Truth:
    """Whether a connection certainly stays in its own region."""
    return any_of(
        not peering.has("peer_region"), peering.region.is_code(peering.get("peer_region"))
    )
