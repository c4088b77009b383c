"""FO14E: what starts a failover is switched on."""

from collections.abc import Iterator
from typing import Final

from tfdr.aws import state_machines
from tfdr.aws.functions import failover_functions
from tfdr.evaluate import System, Truth, negate
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)

_RULE: Final = "aws_cloudwatch_event_rule"


def check(system: System) -> Iterator[Verdict]:
    """Each rule whose target fails over."""
    failing_over = {*failover_functions(system), *state_machines.failing_over(system)}
    for rule in system.resources(_RULE):
        targets = system.links(rule, "aws_cloudwatch_event_target", "rule").sure
        if not any(failing_over.intersection(each.targets("arn")) for each in targets):
            continue
        name = "is_enabled" if rule.has("is_enabled") else "state"
        off: Truth = rule.equals("state", "DISABLED")
        if name == "is_enabled":
            on = rule.is_true(name)
            off = None if on is None else not on
        yield judge(rule, negate(off), "is switched off: it starts no failover", name)
