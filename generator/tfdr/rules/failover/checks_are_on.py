"""DR54: the health checks of a failover are neither disabled nor inverted."""

from collections.abc import Iterator

from tfdr.evaluate import System, negate
from tfdr.rules import ERROR, Rule, Verdict, judge
from tfdr.rules.traffic import asks, failover_checks

RULE = Rule(
    id="DR54",
    title="Health checks on which a failover depends are neither disabled nor inverted",
    severity=ERROR,
    why="Route 53 always takes a disabled check for healthy, so a switch that somebody turned "
    "during maintenance keeps the failover from ever happening. An inverted check of an endpoint "
    "sends clients away from the region that answers.",
    fix="Remove disabled and invert_healthcheck.",
    source="https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/health-checks-creating-values.html",
    fails="""\
resource "aws_route53_health_check" "primary" {
  type     = "HTTPS"
  fqdn     = "primary.orders"
  disabled = true
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
)


def check(system: System) -> Iterator[Verdict]:
    """Each check on which a failover depends; one of an alarm may well be inverted."""
    for each in failover_checks(system):
        is_on = negate(each.is_true("disabled"))
        message = "is disabled: Route 53 always takes it for healthy"
        yield judge(each, is_on, message, "disabled")
        if asks(each) is not False or each.equals("type", "CALCULATED"):
            is_straight = negate(each.is_true("invert_healthcheck"))
            message = "is inverted: it is healthy while what it judges is not"
            yield judge(each, is_straight, message, "invert_healthcheck")
