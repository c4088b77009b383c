"""DR41: a region is not judged by an alarm that is in it."""

from collections.abc import Iterator

from tfdr.evaluate import Region, Resource, System, Truth, all_of, negate
from tfdr.rules import ERROR, Rule, Verdict, judge
from tfdr.rules.traffic import failover_records, judges, region_of

RULE = Rule(
    id="DR41",
    title="A region is not judged by an alarm that is in it",
    severity=ERROR,
    why="A health check of type CLOUDWATCH_METRIC reads the metric of an alarm. If the alarm is in "
    "the region that fails, there are no data in an outage: the check keeps its last state, which "
    "was healthy, and Route 53 keeps sending clients there.",
    fix="Let the check ask the endpoint (type HTTPS), or follow an alarm in the other region; at "
    'the least set insufficient_data_health_status = "Unhealthy".',
    source="https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-determining-health-of-endpoints.html",
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

resource "aws_route53_health_check" "primary" {
  type                    = "CLOUDWATCH_METRIC"
  cloudwatch_alarm_name   = "errors"
  cloudwatch_alarm_region = "eu-west-1"
}

resource "aws_route53_record" "primary" {
  zone_id         = "Z1"
  name            = "orders"
  type            = "CNAME"
  ttl             = 60
  records         = [aws_lb.primary.dns_name]
  set_identifier  = "primary"
  health_check_id = aws_route53_health_check.primary.id

  failover_routing_policy {
    type = "PRIMARY"
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

resource "aws_route53_health_check" "primary" {
  type                    = "CLOUDWATCH_METRIC"
  cloudwatch_alarm_name   = "primary-does-not-answer"
  cloudwatch_alarm_region = "eu-central-1"
}

resource "aws_route53_record" "primary" {
  zone_id         = "Z1"
  name            = "orders"
  type            = "CNAME"
  ttl             = 60
  records         = [aws_lb.primary.dns_name]
  set_identifier  = "primary"
  health_check_id = aws_route53_health_check.primary.id

  failover_routing_policy {
    type = "PRIMARY"
  }
}
""",
)


def check(system: System) -> Iterator[Verdict]:
    """Each check that follows an alarm, for each record that depends on it."""
    for record in failover_records(system):
        region = region_of(system, record)
        for each in judges(record):
            if region is not None and each.equals("type", "CLOUDWATCH_METRIC"):
                yield _is_spared(each, record, region)
                inside = all_of(region.is_code(each.get("cloudwatch_alarm_region")), _trusts(each))
                message = f"judges {region} for {record.address} by an alarm in that region"
                unknown = _missing(each, region)
                at = "cloudwatch_alarm_region"
                yield judge(each, negate(inside), message, at, unknown=unknown)


def _is_spared(check: Resource, record: Resource, region: Region) -> Verdict:
    """Whether the loss of another region, where the alarm is, leaves the record as it is."""
    elsewhere = negate(region.is_code(check.get("cloudwatch_alarm_region")))
    falls = all_of(elsewhere, negate(_trusts(check)))
    message = f"takes {region} out of {record.address} when the region of its alarm is lost"
    at = "insufficient_data_health_status"
    return judge(check, negate(falls), message, at, unknown=_missing(check, region))


def _trusts(check: Resource) -> Truth:
    """Whether it is healthy while nothing is known."""
    return negate(check.equals("insufficient_data_health_status", "Unhealthy"))


def _missing(check: Resource, region: Region) -> tuple[str, ...]:
    found = check.unknowns("insufficient_data_health_status", "cloudwatch_alarm_region")
    return found or (f"the region of the provider {region.role}",)
