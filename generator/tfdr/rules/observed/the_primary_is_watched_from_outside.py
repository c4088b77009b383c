"""DR42: an alarm outside of the primary region tells when that region is gone."""

from collections.abc import Iterator

from tfdr.evaluate import System, Truth, all_of, any_of, negate
from tfdr.rules import ERROR, Rule, Verdict, judge_all
from tfdr.rules.watching import Watch, watches

RULE = Rule(
    id="DR42",
    title="An alarm outside of the primary region tells when it does not answer",
    severity=ERROR,
    why="Alarms in the region that fails fail with it. Unless something outside asks whether the "
    "region still answers, the outage is told by customers.",
    fix="In the standby's region add an alarm on a canary, a heartbeat, or a metric of your own "
    "that a function there writes after asking the primary's endpoint; where the primary is not "
    "us-east-1, an alarm there on the Route 53 health check does it too.",
    source="https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/regions.html",
    fails="""\
provider "aws" {
  alias  = "primary"
  region = "eu-west-1"
}

provider "aws" {
  alias  = "dr"
  region = "eu-central-1"
}

resource "aws_vpc" "primary" {
  provider = aws.primary
}

resource "aws_vpc" "dr" {
  provider = aws.dr
}

resource "aws_cloudwatch_metric_alarm" "errors" {
  provider            = aws.primary
  alarm_name          = "errors"
  namespace           = "AWS/Lambda"
  metric_name         = "Errors"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 1
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

resource "aws_vpc" "primary" {
  provider = aws.primary
}

resource "aws_vpc" "dr" {
  provider = aws.dr
}

resource "aws_cloudwatch_metric_alarm" "primary_down" {
  provider            = aws.dr
  alarm_name          = "primary-does-not-answer"
  namespace           = "Orders/Failover"
  metric_name         = "PrimaryAnswers"
  comparison_operator = "LessThanThreshold"
  evaluation_periods  = 3
  treat_missing_data  = "breaching"
}
""",
)


def check(system: System) -> Iterator[Verdict]:
    """The whole system, where it has several regions and alarms at all."""
    primary = system.primary
    found = watches(system)
    if primary is None or not system.is_multi_region or not found:
        return
    told: dict[str, Truth] = {
        each.alarm.address: all_of(negate(each.alarm.region.is_same(primary)), _is_question(each))
        for each in found
    }
    holds = any_of(*told.values())
    if holds is False and system.not_followed:
        holds = None
    message = f"no alarm outside of {primary} tells when that region does not answer"
    unknown = [name for name, is_it in told.items() if is_it is None]
    yield judge_all(system, holds, message, unknown=[*unknown, *system.not_followed])


def _is_question(watch: Watch) -> Truth:
    """Whether a metric can be about another region: of a health check, or not of AWS itself."""
    namespace = watch.body.text("namespace")
    if namespace is None:
        return None if watch.body.get("namespace") is not None else False
    if namespace == "AWS/Route53":
        return watch.body.equals("metric_name", "HealthCheckStatus")
    inside = ("AWS/", "ECS/ContainerInsights", "ContainerInsights", "LambdaInsights", "CWAgent")
    return not namespace.startswith(inside)
