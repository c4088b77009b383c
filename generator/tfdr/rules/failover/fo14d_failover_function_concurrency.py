"""FO14D: A failover function may run."""

from collections.abc import Iterator

from tfdr.aws.functions import failover_functions
from tfdr.evaluate import System, negate
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)


def check(system: System) -> Iterator[Verdict]:
    """Each failover function."""
    for function in failover_functions(system):
        off = function.equals("reserved_concurrent_executions", 0)
        message = "is switched off: it may not run at all"
        yield judge(function, negate(off), message, "reserved_concurrent_executions")
