"""FO17: What invokes a function is let in by it."""

from collections.abc import Iterator
from typing import Final

from tfdr.aws import functions
from tfdr.aws.alarms import ACTIONS
from tfdr.evaluate import Resource, System
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)

_ALARMS: Final = "lambda.alarms.cloudwatch.amazonaws.com"

_INVOKERS: Final = {
    "aws_cloudwatch_metric_alarm": (_ALARMS, ACTIONS),
    "aws_cloudwatch_composite_alarm": (_ALARMS, ACTIONS),
    "aws_s3_bucket_notification": ("s3.amazonaws.com", ("lambda_function",)),
    "aws_cloudwatch_log_subscription_filter": ("logs.amazonaws.com", ("destination_arn",)),
    "aws_lb_target_group_attachment": ("elasticloadbalancing.amazonaws.com", ("target_id",)),
    "aws_apigatewayv2_integration": ("apigateway.amazonaws.com", ("integration_uri",)),
    "aws_api_gateway_integration": ("apigateway.amazonaws.com", ("uri",)),
    "aws_config_config_rule": ("config.amazonaws.com", ("source",)),
}
"""Service that asks for each type, and where the type names the functions."""

_BY_A_ROLE: Final = ("credentials_arn", "credentials")


def check(system: System) -> Iterator[Verdict]:
    """Each alarm, notification, filter, target, integration and rule, for each of its functions.

    Rules of EventBridge are FO05A's, topics FO15's, rotations SEC01D's.
    """
    for type_, (service, paths) in _INVOKERS.items():
        for invoker in system.resources(type_):
            by_a_role = any(map(invoker.has, _BY_A_ROLE))
            for path in paths:
                for function in _named(invoker, path):
                    holds, unknown = functions.lets_in(system, function, service)
                    holds = by_a_role or holds
                    message = f"may not invoke {function.address}: that does not let {service} in"
                    yield judge(invoker, holds, message, path, unknown=unknown)


def _named(invoker: Resource, path: str) -> Iterator[Resource]:
    """The functions that an attribute names, or that blocks of that name do."""
    found = [*invoker.targets(path)]
    for block in invoker.blocks(path):
        found += [each for name in block.names() for each in block.targets(name)]
    for target in dict.fromkeys(found):
        function = functions.behind(target)
        if function is not None:
            yield function
