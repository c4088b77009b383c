"""FO01B: a failover record has its other side."""

from collections.abc import Iterator

from tfdr.evaluate import Resource, System, Truth
from tfdr.rules import ERROR, Rule, Verdict, judge
from tfdr.rules.identity import gathered, presence
from tfdr.rules.traffic import failover_records, is_partner

RULE = Rule(
    id="FO01B",
    title="Each primary failover record has a secondary of the same name and type, and the other "
    "way round",
    severity=ERROR,
    why="Route 53 fails over between two records of one name and one type. A primary alone is "
    "answered with even when it is ill, since there is nothing else; a secondary under a slightly "
    "other name, or of type AAAA beside A, is never chosen.",
    fix="Give both records the same zone_id, name and type, and failover_routing_policy PRIMARY to "
    "one and SECONDARY to the other.",
    source="https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-policy-failover.html",
    fails="""\
resource "aws_route53_record" "primary" {
  zone_id         = "Z1"
  name            = "orders"
  type            = "CNAME"
  ttl             = 60
  records         = ["primary.orders"]
  set_identifier  = "primary"
  health_check_id = "check"

  failover_routing_policy {
    type = "PRIMARY"
  }
}
""",
    passes="""\
resource "aws_route53_record" "primary" {
  zone_id         = "Z1"
  name            = "orders"
  type            = "CNAME"
  ttl             = 60
  records         = ["primary.orders"]
  set_identifier  = "primary"
  health_check_id = "check"

  failover_routing_policy {
    type = "PRIMARY"
  }
}

resource "aws_route53_record" "secondary" {
  zone_id        = "Z1"
  name           = "orders"
  type           = "CNAME"
  ttl            = 60
  records        = ["dr.orders"]
  set_identifier = "secondary"

  failover_routing_policy {
    type = "SECONDARY"
  }
}
""",
)


def check(system: System) -> Iterator[Verdict]:
    """Each failover record, by the others."""
    records = failover_records(system)
    for record in records:
        found: dict[Resource, Truth] = {
            other: is_partner(record, other) for other in records if other is not record
        }
        exists, why = presence(system, gathered(found))
        side = record.text("failover_routing_policy.type")
        missing = {"PRIMARY": "SECONDARY", "SECONDARY": "PRIMARY"}.get(side or "", "other")
        message = f"has no {missing} record of the same name, type and zone"
        unknown = (*why, *record.unknowns("name", "type", "failover_routing_policy.type"))
        yield judge(record, exists, message, unknown=unknown)
