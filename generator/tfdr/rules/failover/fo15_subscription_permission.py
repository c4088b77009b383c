"""FO15: A topic may invoke the functions that subscribe to it."""

from collections.abc import Iterator
from typing import Final

from tfdr.evaluate import Resource, System, all_of, any_of
from tfdr.evaluate.presence import held_by, unless_elsewhere, unsure
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)

_SERVICE: Final = "sns.amazonaws.com"


def check(system: System) -> Iterator[Verdict]:
    """Each subscription of a function."""
    for subscription in system.resources("aws_sns_topic_subscription"):
        function = subscription.target("endpoint")
        if subscription.equals("protocol", "lambda") is False or function is None:
            continue
        if function.type in _FUNCTIONS and not function.is_data:
            function = function.target("function_name") or function
            permissions = system.links(function, "aws_lambda_permission", "function_name")
            holds = unless_elsewhere(system, held_by(permissions, _is_for_topics))
            message = f"{function.address} may not be invoked by a topic"
            unknown = (*unsure(permissions), *system.not_followed)
            yield judge(subscription, holds, message, unknown=unknown)


_FUNCTIONS: Final = ("aws_lambda_function", "aws_lambda_alias")


def _is_for_topics(permission: Resource) -> bool | None:
    """Whether it lets topics invoke the function."""
    invokes = permission.equals("action", "lambda:InvokeFunction", "lambda:*")
    return all_of(invokes, any_of(permission.equals("principal", _SERVICE, "*")))
