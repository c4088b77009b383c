"""FO14B: A failover function waits no longer than it may run."""

from collections.abc import Iterator
from typing import Final

from tfdr.aws import packages
from tfdr.aws.functions import failover_functions
from tfdr.aws.waits import Wait, waits
from tfdr.evaluate import Resource, System, Truth
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)

_DEFAULT: Final = 3.0  # seconds
_MOST: Final = 900.0


def check(system: System) -> Iterator[Verdict]:
    """Each failover function whose code is here and waits."""
    for function in failover_functions(system):
        program = packages.program(function, system)
        found = [(each, file) for file, text in program.items() for each in waits(text)]
        if found:
            yield _judged(function, *max(found, key=lambda pair: pair[0].seconds))


def _judged(function: Resource, longest: Wait, file: str) -> Verdict:
    timeout = _DEFAULT if function.has("timeout") is False else function.number("timeout")
    holds: Truth = None if timeout is None else longest.seconds < timeout
    if longest.seconds >= _MOST:
        holds = False
    message = (
        f"{file}:{longest.line} may wait {longest.seconds:g} seconds ({longest.what}), and the "
        f"function is ended after {_MOST if timeout is None else timeout:g}"
    )
    return judge(function, holds, message, "timeout")
