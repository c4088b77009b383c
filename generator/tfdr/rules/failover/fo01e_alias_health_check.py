"""FO01E: alias failover records have a health check of their own."""

from collections.abc import Iterator

from tfdr.evaluate import System
from tfdr.rules import WARNING, Rule, Verdict, judge

RULE = Rule(severity=WARNING, is_recovery=False)


def check(system: System) -> Iterator[Verdict]:
    """Each failover record that leads by an alias."""
    for record in system.resources("aws_route53_record"):
        path = "failover_routing_policy.type"
        leads = record.target("alias.name")
        if leads is not None and leads.type == "aws_route53_record":
            continue  # to the next pair, of which each record has its own
        if record.has("failover_routing_policy") and record.blocks("alias"):
            unknown = record.unknowns("health_check_id", path)
            holds = record.has("health_check_id")
            yield judge(record, holds, "has no health check of its own", unknown=unknown)
