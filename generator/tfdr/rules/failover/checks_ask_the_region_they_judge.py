"""DR47: the health check of a record asks the region that the record leads to."""

from collections.abc import Iterator

from tfdr.evaluate import Resource, System, Truth, any_of
from tfdr.rules import ERROR, Rule, Verdict, judge
from tfdr.rules.traffic import asked, asks, failover_records, judges, region_of

RULE = Rule(
    id="DR47",
    title="The health check of a failover record asks the region that the record leads to",
    severity=ERROR,
    why="A secondary that depends on the primary's health is taken out together with it: at the "
    "very moment that it is needed, Route 53 takes it for ill too. A primary that is judged by the "
    "standby's health fails over when the standby is ill, and not when it is ill itself.",
    fix="Point health_check_id at a check whose fqdn leads to this record's own region.",
    source="https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-configuring.html",
    fails="""\
provider "aws" {
  alias  = "primary"
  region = "eu-west-1"
}

provider "aws" {
  alias  = "dr"
  region = "eu-central-1"
}

resource "aws_lb" "primary" {
  provider = aws.primary
}

resource "aws_lb" "dr" {
  provider = aws.dr
}

resource "aws_route53_health_check" "dr" {
  type = "HTTPS"
  fqdn = aws_lb.primary.dns_name
}

resource "aws_route53_record" "secondary" {
  zone_id         = "Z1"
  name            = "orders"
  type            = "CNAME"
  ttl             = 60
  records         = [aws_lb.dr.dns_name]
  set_identifier  = "secondary"
  health_check_id = aws_route53_health_check.dr.id

  failover_routing_policy {
    type = "SECONDARY"
  }
}
""",
    passes="""\
provider "aws" {
  alias  = "primary"
  region = "eu-west-1"
}

provider "aws" {
  alias  = "dr"
  region = "eu-central-1"
}

resource "aws_lb" "primary" {
  provider = aws.primary
}

resource "aws_lb" "dr" {
  provider = aws.dr
}

resource "aws_route53_health_check" "dr" {
  type = "HTTPS"
  fqdn = aws_lb.dr.dns_name
}

resource "aws_route53_record" "secondary" {
  zone_id         = "Z1"
  name            = "orders"
  type            = "CNAME"
  ttl             = 60
  records         = [aws_lb.dr.dns_name]
  set_identifier  = "secondary"
  health_check_id = aws_route53_health_check.dr.id

  failover_routing_policy {
    type = "SECONDARY"
  }
}
""",
)


def check(system: System) -> Iterator[Verdict]:
    """Each failover record whose region and whose endpoint checks the code tells."""
    for record in failover_records(system):
        region = region_of(system, record)
        if region is None:
            continue
        ends = [
            (each, end)
            for each in judges(record)
            if asks(each) is not False
            for end in [asked(system, each)]
            if end is not None and not end.is_global
        ]
        if ends:
            own: Truth = any_of(*(end.region.is_same(region) for _, end in ends))
            asking = ", ".join(f"{each.address} asks {_place(end)}" for each, end in ends)
            message = f"leads to {region}, but {asking}"
            unknown = [f"the region of {end.address}" for _, end in ends]
            yield judge(record, own, message, "health_check_id", unknown=unknown)


def _place(end: Resource) -> str:
    return f"{end.address} in {end.region}"
