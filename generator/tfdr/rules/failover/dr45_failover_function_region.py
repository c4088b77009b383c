"""DR45: a failover function runs outside the primary region."""

from collections.abc import Iterator

from tfdr.aws.functions import failover_functions
from tfdr.evaluate import System, any_of, negate
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)


def check(system: System) -> Iterator[Verdict]:
    """Each failover function, by where the others are."""
    primary = system.primary
    if primary is None or not system.is_multi_region:
        return
    functions = failover_functions(system)
    outside = any_of(*(negate(each.region.is_same(primary)) for each in functions))
    for function in functions:
        message = f"runs in {function.region}, the primary region, and nothing like it elsewhere"
        unknown = [f"the region of {each.address}" for each in functions]
        yield judge(function, outside, message, unknown=unknown)
