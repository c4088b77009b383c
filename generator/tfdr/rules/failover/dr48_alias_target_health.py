"""DR48: alias failover records evaluate the health of their target."""

from collections.abc import Iterator

from tfdr.aws.route53 import failover_records
from tfdr.evaluate import Resource, System, Truth
from tfdr.rules import WARNING, Rule, Verdict, judge

RULE = Rule(severity=WARNING, is_local=True)

# The zone of all distributions, which have no health that an alias could ask for.
_CLOUDFRONT_ZONE = "Z2FDTNDATAQYW2"


def check(system: System) -> Iterator[Verdict]:
    """Each alias of a failover record, but those to CloudFront."""
    for record in failover_records(system):
        for alias in record.blocks("alias"):
            if not _is_cloudfront(record):
                evaluates = alias.is_true("evaluate_target_health")
                message = "its alias does not evaluate the health of its target"
                yield judge(
                    record,
                    evaluates,
                    message,
                    "alias.evaluate_target_health",
                    is_recovery=not _is_judged(record),
                )


def _is_judged(record: Resource) -> bool:
    """Whether a health check of its own judges it, or it is the last resort."""
    last = record.equals("failover_routing_policy.type", "SECONDARY") is True
    return last or record.has("health_check_id") is not False


def _is_cloudfront(record: Resource) -> Truth:
    target = record.target("alias.name")
    if target is not None and target.type == "aws_cloudfront_distribution":
        return True
    return record.equals("alias.zone_id", _CLOUDFRONT_ZONE)
