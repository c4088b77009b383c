"""DR59: a health check uses at least three checker regions."""

from collections.abc import Iterator
from typing import Final

from tfdr.evaluate import Rest, System, Truth
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR, is_local=True)

_LEAST: Final = 3


def check(system: System) -> Iterator[Verdict]:
    """Each check, by the places that it names; without any, all of them ask."""
    for each in system.resources("aws_route53_health_check"):
        named = each.elements("regions")
        known = [value for value in named if not isinstance(value, Rest)]
        enough = not named or len(known) >= _LEAST
        holds: Truth = None if not enough and len(known) < len(named) else enough
        message = f"asks from {len(known)} of Route 53's regions only"
        yield judge(each, holds, message, "regions")
