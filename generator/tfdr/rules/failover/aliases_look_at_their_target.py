"""DR48: aliases of failover records look at the health of what they lead to."""

from collections.abc import Iterator

from tfdr.evaluate import Resource, System, Truth
from tfdr.rules import WARNING, Rule, Verdict, judge
from tfdr.rules.traffic import failover_records

RULE = Rule(
    id="DR48",
    title="Aliases of failover records evaluate the health of their target",
    severity=WARNING,
    why="A load balancer that has lost all of its targets says so to Route 53 within seconds, but "
    "only an alias that evaluates it listens. A secondary that does not is answered with although "
    "nothing is behind it.",
    fix="Set evaluate_target_health = true in the alias.",
    source="https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-values-alias-common.html",
    fails="""\
resource "aws_route53_record" "primary" {
  zone_id         = "Z1"
  name            = "orders"
  type            = "A"
  set_identifier  = "primary"
  health_check_id = "check"

  failover_routing_policy {
    type = "PRIMARY"
  }

  alias {
    name                   = "lb.eu-west-1.elb.amazonaws.com"
    zone_id                = "Z2"
    evaluate_target_health = false
  }
}
""",
    passes="""\
resource "aws_route53_record" "primary" {
  zone_id         = "Z1"
  name            = "orders"
  type            = "A"
  set_identifier  = "primary"
  health_check_id = "check"

  failover_routing_policy {
    type = "PRIMARY"
  }

  alias {
    name                   = "lb.eu-west-1.elb.amazonaws.com"
    zone_id                = "Z2"
    evaluate_target_health = true
  }
}
""",
    is_local=True,
)

# The zone of all distributions, which have no health that an alias could ask for.
_CLOUDFRONT_ZONE = "Z2FDTNDATAQYW2"


def check(system: System) -> Iterator[Verdict]:
    """Each alias of a failover record, but those to CloudFront."""
    for record in failover_records(system):
        for alias in record.blocks("alias"):
            if not _is_cloudfront(record):
                evaluates = alias.is_true("evaluate_target_health")
                message = "its alias does not evaluate the health of its target"
                yield judge(record, evaluates, message, "alias.evaluate_target_health")


def _is_cloudfront(record: Resource) -> Truth:
    target = record.target("alias.name")
    if target is not None and target.type == "aws_cloudfront_distribution":
        return True
    return record.equals("alias.zone_id", _CLOUDFRONT_ZONE)
