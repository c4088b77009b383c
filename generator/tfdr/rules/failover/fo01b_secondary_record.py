"""FO01B: see fo01b_secondary_record.md."""

from collections.abc import Iterator

from tfdr.aws.route53 import failover_records, is_partner
from tfdr.evaluate import Resource, System, Truth
from tfdr.evaluate.presence import gathered, presence
from tfdr.evaluate.unseen import RECORD
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)


def check(system: System) -> Iterator[Verdict]:
    """Each failover record, by the others."""
    records = failover_records(system)
    for record in records:
        found: dict[Resource, Truth] = {
            other: is_partner(record, other) for other in records if other is not record
        }
        exists, why = presence(system, gathered(found), RECORD)
        side = record.text("failover_routing_policy.type")
        missing = {"PRIMARY": "SECONDARY", "SECONDARY": "PRIMARY"}.get(side or "", "other")
        message = f"has no {missing} record of the same name, type and zone"
        unknown = (*why, *record.unknowns("name", "type", "failover_routing_policy.type"))
        yield judge(record, exists, message, unknown=unknown)
