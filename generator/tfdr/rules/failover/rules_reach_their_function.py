"""FO05A: a rule of EventBridge has a target that it may invoke."""

from collections.abc import Iterator

from tfdr.evaluate import System
from tfdr.rules import ERROR, Rule, Verdict, judge
from tfdr.rules.identity import presence

RULE = Rule(
    id="FO05A",
    title="A rule of EventBridge has a target that it may invoke",
    severity=ERROR,
    why="A schedule that invokes nothing looks like one that does. The validator does not run, "
    "nobody hears that the standby is not ready, and it is found out by failing over.",
    fix="Add an aws_cloudwatch_event_target to the rule, and an aws_lambda_permission for "
    "events.amazonaws.com where that is a function.",
    source="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html",
    fails="""\
resource "aws_cloudwatch_event_rule" "pulse" {
  name                = "pulse"
  schedule_expression = "rate(1 minute)"
}
""",
    passes="""\
resource "aws_cloudwatch_event_rule" "pulse" {
  name                = "pulse"
  schedule_expression = "rate(1 minute)"
}

resource "aws_lambda_function" "validator" {
  function_name = "validator"
  role          = "arn:aws:iam::123456789012:role/validator"
}

resource "aws_cloudwatch_event_target" "pulse" {
  rule = aws_cloudwatch_event_rule.pulse.name
  arn  = aws_lambda_function.validator.arn
}

resource "aws_lambda_permission" "pulse" {
  function_name = aws_lambda_function.validator.function_name
  action        = "lambda:InvokeFunction"
  principal     = "events.amazonaws.com"
  source_arn    = aws_cloudwatch_event_rule.pulse.arn
}
""",
)


def check(system: System) -> Iterator[Verdict]:
    """Each rule, and each function that a rule has for a target."""
    for rule in system.resources("aws_cloudwatch_event_rule"):
        targets = system.links(rule, "aws_cloudwatch_event_target", "rule")
        exists, why = presence(system, targets)
        yield judge(rule, exists, "has no target", unknown=why)
    for target in system.resources("aws_cloudwatch_event_target"):
        function = target.target("arn")
        if function is None or function.is_data or function.type != "aws_lambda_function":
            continue
        permissions = system.links(function, "aws_lambda_permission", "function_name")
        exists, why = presence(system, permissions)
        message = f"may not invoke {function.address}: that has no permission for it"
        yield judge(target, exists, message, "arn", unknown=why)
