"""DAT06B: bucket replication has Replication Time Control and metrics enabled."""

from collections.abc import Iterator

from tfdr.aws.replication import copyings
from tfdr.evaluate import System
from tfdr.rules import WARNING, Rule, Verdict, judge

RULE = Rule(severity=WARNING, is_local=True, is_recovery=False)


def check(system: System) -> Iterator[Verdict]:
    """Each rule that copies objects."""
    for copying in copyings(system):
        for name, what in (("replication_time", "time control"), ("metrics", "metrics")):
            holds = copying.rule.equals(f"destination.{name}.status", "Enabled")
            yield judge(copying.rule, holds, f"replicates without {what}", f"destination.{name}")
