"""FO12B: A failover state machine runs outside the primary region."""

from collections.abc import Iterator

from tfdr.aws import state_machines
from tfdr.evaluate import System, any_of, negate
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)


def check(system: System) -> Iterator[Verdict]:
    """Each of them, by where the others are."""
    primary = system.primary
    if primary is None or not system.is_multi_region:
        return
    machines = state_machines.failing_over(system)
    outside = any_of(*(negate(each.region.is_same(primary)) for each in machines))
    for machine in machines:
        message = f"runs in {machine.region}, the primary region, and nothing like it elsewhere"
        unknown = [f"the region of {each.address}" for each in machines]
        yield judge(machine, outside, message, unknown=unknown)
