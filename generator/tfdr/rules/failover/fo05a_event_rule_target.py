"""FO05A: every EventBridge rule has a target that it may invoke."""

from collections.abc import Iterator
from typing import Final

from tfdr.aws import functions
from tfdr.evaluate import System
from tfdr.evaluate.presence import presence
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)

_SERVICE: Final = "events.amazonaws.com"


def check(system: System) -> Iterator[Verdict]:
    """Each rule, and each function that a rule has for a target."""
    for rule in system.resources("aws_cloudwatch_event_rule"):
        targets = system.links(rule, "aws_cloudwatch_event_target", "rule")
        exists, why = presence(system, targets)
        yield judge(rule, exists, "has no target", unknown=why)
    for target in system.resources("aws_cloudwatch_event_target"):
        function = functions.behind(target.target("arn"))
        if function is not None:
            holds, unknown = functions.lets_in(system, function, _SERVICE)
            message = f"may not invoke {function.address}: that has no permission for it"
            yield judge(target, holds, message, "arn", unknown=unknown)
