"""FO01A: failover records are judged by a health check."""

from collections.abc import Iterator

from tfdr.evaluate import Resource, System, Truth, any_of
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(
    id="FO01A",
    title="Every primary failover record has a health check",
    severity=ERROR,
    why="Route 53 answers with the primary as long as it has no reason to think it ill. Without a "
    "health check it never has one, and clients stay with the region that failed.",
    fix="Set health_check_id, or evaluate_target_health = true in the alias.",
    source="https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-configuring.html",
    fails="""\
resource "aws_route53_record" "primary" {
  zone_id        = "Z1"
  name           = "orders"
  type           = "CNAME"
  ttl            = 60
  records        = ["primary.orders"]
  set_identifier = "primary"

  failover_routing_policy {
    type = "PRIMARY"
  }
}
""",
    passes="""\
resource "aws_route53_health_check" "primary" {
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
  health_check_id = aws_route53_health_check.primary.id

  failover_routing_policy {
    type = "PRIMARY"
  }
}
""",
    is_local=True,
)


def check(system: System) -> Iterator[Verdict]:
    """Each record that is the primary of a pair."""
    for record in system.resources("aws_route53_record"):
        if record.equals("failover_routing_policy.type", "PRIMARY") is not False:
            unknown = record.unknowns("health_check_id", "failover_routing_policy.type")
            yield judge(record, _is_watched(record), "has no health check", unknown=unknown)


def _is_watched(record: Resource) -> Truth:
    return any_of(record.has("health_check_id"), record.is_true("alias.evaluate_target_health"))
