"""FO01A: every primary failover record has a health check."""

from collections.abc import Iterator

from tfdr.evaluate import Resource, System, Truth, any_of
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR, is_local=True)


def check(system: System) -> Iterator[Verdict]:
    """Each record that is the primary of a pair."""
    for record in system.resources("aws_route53_record"):
        if record.equals("failover_routing_policy.type", "PRIMARY") is not False:
            unknown = record.unknowns("health_check_id", "failover_routing_policy.type")
            yield judge(record, _is_watched(record), "has no health check", unknown=unknown)


def _is_watched(record: Resource) -> Truth:
    return any_of(record.has("health_check_id"), record.is_true("alias.evaluate_target_health"))
