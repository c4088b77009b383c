"""FO02C: no health check of a region asks the name that all regions share."""

from collections.abc import Iterator

from tfdr.evaluate import Resource, System, Truth, any_of, negate, same
from tfdr.rules import ERROR, Rule, Verdict, judge
from tfdr.rules.traffic import asks, failover_records, judges

RULE = Rule(
    id="FO02C",
    title="No health check of a region asks the name that all regions share",
    severity=ERROR,
    why="The shared name leads to whichever region serves. After a failover a check that asks "
    "it finds the standby well and calls the primary healthy: clients are sent back to a "
    "region that is down, and on and on.",
    fix="Give each region a name of its own and let its health check ask that.",
    source="https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-problems.html",
    fails="""\
resource "aws_route53_health_check" "primary" {
  type = "HTTPS"
  fqdn = "www.orders.org"
}

resource "aws_route53_record" "primary" {
  zone_id         = "Z1"
  name            = "www.orders.org"
  type            = "CNAME"
  ttl             = 60
  records         = ["primary.orders.org"]
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
  fqdn = "primary.orders.org"
}

resource "aws_route53_record" "primary" {
  zone_id         = "Z1"
  name            = "www.orders.org"
  type            = "CNAME"
  ttl             = 60
  records         = ["primary.orders.org"]
  set_identifier  = "primary"
  health_check_id = aws_route53_health_check.primary.id

  failover_routing_policy {
    type = "PRIMARY"
  }
}
""",
)


def check(system: System) -> Iterator[Verdict]:
    """Each health check of a failover record that asks a name."""
    records = failover_records(system)
    checks = {check: None for record in records for check in judges(record)}
    for check in checks:
        fqdn = check.get("fqdn")
        if fqdn is None or asks(check) is False:
            continue
        record = check.target("fqdn")
        if record is not None and record.type == "aws_route53_record":
            # It has a name of its own, though only a plan may tell what that is.
            shared: Truth = record in records or any(_is_alike(record, each) for each in records)
        else:
            shared = any_of(*(same(fqdn, each.get("name")) for each in records))
        message = "asks the name that leads to whichever region serves"
        yield judge(check, negate(shared), message, "fqdn", unknown=("the names of records",))


def _is_alike(one: Resource, other: Resource) -> bool:
    return same(one.get("name"), other.get("name")) is True
