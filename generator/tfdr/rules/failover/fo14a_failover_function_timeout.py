"""FO14A: A failover function has time for its work."""

from collections.abc import Iterator
from typing import Final

from tfdr.aws.functions import failover_functions
from tfdr.evaluate import System
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)

_LEAST: Final = 30  # seconds


def check(system: System) -> Iterator[Verdict]:
    """Each failover function."""
    for function in failover_functions(system):
        if function.has("timeout") is False:
            yield judge(function, False, "is ended after 3 seconds, the default of Lambda")
            continue
        seconds = function.number("timeout")
        holds = None if seconds is None else seconds >= _LEAST
        message = f"is ended after {seconds or 0:g} seconds, which a call that is retried exceeds"
        yield judge(function, holds, message, "timeout")
