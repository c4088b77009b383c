"""FO01C: the record of each region is judged by a health check of its own."""

from collections.abc import Iterator

from tfdr.evaluate import Resource, System, Truth, all_of, any_of, negate
from tfdr.rules import ERROR, Rule, Verdict, judge
from tfdr.rules.identity import is_other
from tfdr.rules.traffic import chosen_records, is_named_alike

RULE = Rule(
    id="FO01C",
    title="No health check judges the records of two regions",
    severity=ERROR,
    why="If both records depend on one check, both are taken out at once when it fails, and "
    "Route 53 then answers with the primary, ill as it is: with everything ill it goes by the "
    "primary record.",
    fix="Make a health check for each region that asks that region's own endpoint, and give each "
    "record its own.",
    source="https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-problems.html",
    fails="""\
resource "aws_route53_health_check" "site" {
  type = "HTTPS"
  fqdn = "primary.orders"
}

resource "aws_route53_record" "primary" {
  zone_id         = "Z1"
  name            = "orders"
  type            = "CNAME"
  ttl             = 60
  records         = ["primary.orders"]
  set_identifier  = "primary"
  health_check_id = aws_route53_health_check.site.id

  failover_routing_policy {
    type = "PRIMARY"
  }
}

resource "aws_route53_record" "secondary" {
  zone_id         = "Z1"
  name            = "orders"
  type            = "CNAME"
  ttl             = 60
  records         = ["dr.orders"]
  set_identifier  = "secondary"
  health_check_id = aws_route53_health_check.site.id

  failover_routing_policy {
    type = "SECONDARY"
  }
}
""",
    passes="""\
resource "aws_route53_health_check" "primary" {
  type = "HTTPS"
  fqdn = "primary.orders"
}

resource "aws_route53_health_check" "dr" {
  type = "HTTPS"
  fqdn = "dr.orders"
}

resource "aws_route53_record" "primary" {
  zone_id         = "Z1"
  name            = "orders"
  type            = "CNAME"
  ttl             = 60
  records         = ["primary.orders"]
  set_identifier  = "primary"
  health_check_id = aws_route53_health_check.primary.id

  failover_routing_policy {
    type = "PRIMARY"
  }
}

resource "aws_route53_record" "secondary" {
  zone_id         = "Z1"
  name            = "orders"
  type            = "CNAME"
  ttl             = 60
  records         = ["dr.orders"]
  set_identifier  = "secondary"
  health_check_id = aws_route53_health_check.dr.id

  failover_routing_policy {
    type = "SECONDARY"
  }
}
""",
)


def check(system: System) -> Iterator[Verdict]:
    """Each record that Route 53 may choose, by the others of its name."""
    records = [each for each in chosen_records(system) if each.has("health_check_id") is not False]
    for record in records:
        shared = {
            other: all_of(is_named_alike(record, other), _have_one_check(record, other))
            for other in records
            if other is not record
        }
        others = ", ".join(each.address for each, is_it in shared.items() if is_it)
        message = f"is judged by the same health check as {others}"
        holds = negate(any_of(*shared.values()))
        unknown = [each.address for each, is_it in shared.items() if is_it is None]
        yield judge(record, holds, message, "health_check_id", unknown=unknown)


def _have_one_check(one: Resource, other: Resource) -> Truth:
    if one.get("health_check_id") is None or other.get("health_check_id") is None:
        return False
    return negate(is_other(one.get("health_check_id"), other.get("health_check_id")))
