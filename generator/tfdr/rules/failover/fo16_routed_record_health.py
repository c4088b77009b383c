"""FO16: records by latency, weight or place have a health check."""

from collections.abc import Iterator
from typing import Final

from tfdr.evaluate import System, any_of
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)

_POLICIES: Final = (
    "geolocation_routing_policy",
    "geoproximity_routing_policy",
    "latency_routing_policy",
    "weighted_routing_policy",
)


def check(system: System) -> Iterator[Verdict]:
    """Each of them."""
    for record in system.resources("aws_route53_record"):
        if not any(record.blocks(each) for each in _POLICIES):
            continue
        holds = any_of(
            record.has("health_check_id"), record.is_true("alias.evaluate_target_health")
        )
        message = "is answered with, whether what it leads to is healthy or not"
        yield judge(record, holds, message, "health_check_id")
