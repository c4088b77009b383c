"""DR01: the primary and the secondary failover record lead to different regions."""

from collections.abc import Iterator

from tfdr.aws.route53 import is_partner
from tfdr.evaluate import Resource, System, same
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)


def check(system: System) -> Iterator[Verdict]:
    """Each secondary record, beside the primary of the same name and type."""
    records = system.resources("aws_route53_record")
    for secondary in records:
        if secondary.equals("failover_routing_policy.type", "SECONDARY"):
            for primary in records:
                if is_partner(primary, secondary):
                    yield from _apart(primary, secondary)


def _apart(primary: Resource, secondary: Resource) -> Iterator[Verdict]:
    attribute = "alias.name" if secondary.blocks("alias") else "records"
    if same(primary.get(attribute), secondary.get(attribute)):
        yield judge(secondary, False, f"leads where {primary.address} leads", attribute)
        return
    one, other = primary.target(attribute), secondary.target(attribute)
    if one is None or other is None or one.is_global or other.is_global:
        return  # a chain of records, or names that say nothing of regions
    together = one.region.is_same(other.region)
    message = f"leads to {other.address} in the primary's own region, {other.region}"
    unknown = (f"the region of {one.address}", f"that of {other.address}")
    holds = None if together is None else not together
    yield judge(secondary, holds, message, attribute, unknown=unknown)
