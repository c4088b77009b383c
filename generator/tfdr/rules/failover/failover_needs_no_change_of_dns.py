"""DR53: a failover does not depend on changing DNS records."""

from collections.abc import Iterator

from tfdr.evaluate import System, any_of, negate
from tfdr.rules import ERROR, Rule, Verdict, judge
from tfdr.rules.roles import allows, failover_functions
from tfdr.rules.traffic import chosen_records

RULE = Rule(
    id="DR53",
    title="A failover needs no change of a Route 53 record",
    severity=ERROR,
    why="Records are changed by Route 53's control plane, which is in us-east-1 alone: an outage "
    "there takes the failover with it, wherever the systems are. Health checks and answers are a "
    "data plane that goes on in every place.",
    fix="Keep failover records for all regions beforehand, and let the function act on a health "
    "check that they follow, such as one of an alarm, or on a routing control.",
    source="https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/global-services.html",
    fails="""\
resource "aws_iam_role" "failover" {
  name = "failover"
}

resource "aws_iam_role_policy" "failover" {
  role = aws_iam_role.failover.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "route53:ChangeResourceRecordSets"
      Resource = "arn:aws:route53:::hostedzone/Z1"
    }]
  })
}

resource "aws_lambda_function" "failover" {
  function_name = "failover"
  role          = aws_iam_role.failover.arn
}
""",
    passes="""\
resource "aws_iam_role" "failover" {
  name = "failover"
}

resource "aws_iam_role_policy" "failover" {
  role = aws_iam_role.failover.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "cloudwatch:PutMetricData"
      Resource  = "*"
      Condition = { StringEquals = { "cloudwatch:namespace" = "Failover" } }
    }]
  })
}

resource "aws_lambda_function" "failover" {
  function_name = "failover"
  role          = aws_iam_role.failover.arn
}
""",
)


def check(system: System) -> Iterator[Verdict]:
    """Each failover function whose role is in the code, where nothing else moves traffic."""
    for function in failover_functions(system):
        role = function.target("role")
        if role is None or role.is_data:
            continue
        changes = allows(system, function, "route53:ChangeResourceRecordSets")
        follows = any_of(
            *(each.has("health_check_id") for each in chosen_records(system)),
            bool(system.resources("aws_route53recoverycontrolconfig_routing_control")),
            bool(system.resources("aws_globalaccelerator_accelerator")),
        )
        holds = any_of(negate(changes), follows)
        message = "moves traffic by changing records, and no record follows a health check"
        unknown = [role.address] if holds is None else []
        yield judge(function, holds, message, "role", unknown=unknown)
