"""FO15: A topic may invoke the functions that subscribe to it."""

from collections.abc import Iterator
from typing import Final

from tfdr.aws import functions
from tfdr.evaluate import System
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)

_SERVICE: Final = "sns.amazonaws.com"


def check(system: System) -> Iterator[Verdict]:
    """Each subscription of a function."""
    for subscription in system.resources("aws_sns_topic_subscription"):
        function = functions.behind(subscription.target("endpoint"))
        if function is None or subscription.equals("protocol", "lambda") is False:
            continue
        holds, unknown = functions.lets_in(system, function, _SERVICE)
        message = f"{function.address} may not be invoked by a topic"
        yield judge(subscription, holds, message, unknown=unknown)
