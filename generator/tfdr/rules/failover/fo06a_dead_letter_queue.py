"""FO06A: every function has a dead-letter queue or a failure destination."""

from collections.abc import Iterator

from tfdr.aws.functions import failover_functions
from tfdr.evaluate import Resource, System, Truth, any_of
from tfdr.evaluate.identity import means
from tfdr.evaluate.presence import gathered, presence
from tfdr.rules import WARNING, Rule, Verdict, judge

RULE = Rule(severity=WARNING)


def check(system: System) -> Iterator[Verdict]:
    """Each function but those at the edge, which cannot have one."""
    for function in system.resources("aws_lambda_function"):
        if _is_at_the_edge(system, function):
            continue
        configs = gathered(
            {
                each: means(each.get("function_name"), function, "function_name", "arn")
                for each in system.resources("aws_lambda_function_event_invoke_config")
                if each.has("destination_config.on_failure.destination") is not False
                and each.region.is_same(function.region) is not False
            }
        )
        elsewhere, why = presence(system, configs)
        own = function.has("dead_letter_config.target_arn")
        holds: Truth = any_of(own, elsewhere)
        unknown = (*function.unknowns("dead_letter_config.target_arn"), *why)
        message = "has neither a dead-letter queue nor a destination for failures"
        at, concerned = "dead_letter_config", function in failover_functions(system)
        yield judge(function, holds, message, at, unknown=unknown, is_recovery=concerned)


def _is_at_the_edge(system: System, function: Resource) -> bool:
    users = system.users(function)
    return any(user.type == "aws_cloudfront_distribution" for user, _ in users)
