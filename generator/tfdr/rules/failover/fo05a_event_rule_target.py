"""FO05A: every EventBridge rule has a target that it may invoke."""

from collections.abc import Iterator

from tfdr.evaluate import System
from tfdr.evaluate.presence import presence
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)


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
