"""FO01E: a primary record follows a health check, besides its alias."""

from collections.abc import Iterator
from typing import Final

from tfdr.evaluate import System
from tfdr.rules import INFO, Rule, Verdict, judge

_CODE: Final = """\
resource "aws_route53_health_check" "primary" {
  type = "HTTPS"
  fqdn = "primary.example.com"
}

resource "aws_route53_record" "primary" {
  zone_id        = "Z123"
  name           = "www.example.com"
  type           = "A"
  set_identifier = "primary"
"""
_ALIAS: Final = """
  failover_routing_policy {
    type = "PRIMARY"
  }

  alias {
    name                   = "primary-1.eu-west-1.elb.amazonaws.com"
    zone_id                = "Z32O12XQLNTSW2"
    evaluate_target_health = true
  }
}
"""

RULE = Rule(
    id="FO01E",
    title="A failover record has a health check, also where its alias looks at its target",
    severity=INFO,
    why="An alias believes what the load balancer in the region says of its targets. That says "
    "nothing of the way of the clients there, and no other region can claim the traffic by it.",
    fix="Set health_check_id to a check that asks the region from outside.",
    source="https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-configuring.html",
    fails=_CODE + _ALIAS,
    passes=_CODE + "\n  health_check_id = aws_route53_health_check.primary.id\n" + _ALIAS,
)


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
