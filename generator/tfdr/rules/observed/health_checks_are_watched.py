"""OBS02B: an alarm tells when a health check of the failover fails."""

from collections.abc import Iterator

from tfdr.evaluate import Links, Region, Resource, System
from tfdr.rules import ERROR, Rule, Verdict
from tfdr.rules.capacity import is_asleep
from tfdr.rules.traffic import asked, asks, failover_checks
from tfdr.rules.watching import alarms_on, judge_watched

RULE = Rule(
    id="OBS02B",
    title="An alarm in us-east-1 watches each health check that a failover depends on",
    severity=ERROR,
    why="Route 53 moves clients without telling anybody. The database does not follow by itself, "
    "so somebody has to know at once; and Route 53 reports its metrics to us-east-1 only, so an "
    "alarm anywhere else never has any data.",
    fix="Add an alarm on AWS/Route53 HealthCheckStatus below 1, with a provider for us-east-1.",
    source="https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/monitoring-health-checks.html",
    fails="""\
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
    passes="""\
provider "aws" {
  region = "us-east-1"
}

resource "aws_route53_health_check" "primary" {
  type = "HTTPS"
  fqdn = "primary.orders"
}

resource "aws_cloudwatch_metric_alarm" "primary" {
  alarm_name          = "primary-does-not-answer"
  namespace           = "AWS/Route53"
  metric_name         = "HealthCheckStatus"
  dimensions          = { HealthCheckId = aws_route53_health_check.primary.id }
  statistic           = "Minimum"
  period              = 60
  evaluation_periods  = 1
  comparison_operator = "LessThanThreshold"
  threshold           = 1
  treat_missing_data  = "breaching"
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

_STATUS = frozenset(
    {"HealthCheckStatus", "HealthCheckPercentageHealthy", "ChildHealthCheckHealthyCount"}
)
_WHERE = Region("us-east-1", "us-east-1")


def check(system: System) -> Iterator[Verdict]:
    """Each check that asks an endpoint; an alarm on one that is made of it will do too."""
    checks = failover_checks(system)
    above: dict[Resource, list[Resource]] = {}
    for each in checks:
        for child in each.targets("child_healthchecks"):
            above.setdefault(child, []).append(each)
    for each in checks:
        if asks(each) is False or _sleeps(system, each):
            continue
        sure: list[Resource] = []
        maybe: list[Resource] = []
        for watched in (each, *above.get(each, ())):
            alarms = _alarms(system, watched, is_anywhere=False)
            sure += alarms.sure
            maybe += alarms.maybe
        elsewhere = _alarms(system, each, is_anywhere=True)
        message = "no alarm in us-east-1 watches it"
        if elsewhere.sure and not sure:
            alarm = elsewhere.sure[0]
            message = f"its alarm is in {alarm.region}, but Route 53 reports to us-east-1 only"
        yield judge_watched(system, each, Links(sure, maybe), message)


def _sleeps(system: System, check: Resource) -> bool:
    """Whether nothing runs behind it until a failover: its alarm would never be off."""
    end = asked(system, check)
    return end is not None and not end.is_global and is_asleep(system, end.region) is True


def _alarms(system: System, check: Resource, *, is_anywhere: bool) -> Links:
    names = {"HealthCheckId": ("id",)}
    return alarms_on(
        system, check, "AWS/Route53", _STATUS, names, region=_WHERE, is_anywhere=is_anywhere
    )
