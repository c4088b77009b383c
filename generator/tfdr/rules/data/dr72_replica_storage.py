"""DR72: A replica in another region grows its storage as its source does."""

from collections.abc import Iterator

from tfdr.aws.capacity import is_at_least
from tfdr.aws.replicas import replicas
from tfdr.evaluate import System
from tfdr.rules import WARNING, Rule, Verdict, judge

RULE = Rule(severity=WARNING)


def check(system: System) -> Iterator[Verdict]:
    """Each replica in another region."""
    for replica in replicas(system):
        most = replica.source.get("max_allocated_storage") if replica.source else None
        if replica.is_elsewhere and most is not None:
            instance = replica.instance
            holds = is_at_least(instance.get("max_allocated_storage") or 0, most)
            message = "its storage grows less than that of its source"
            yield judge(instance, holds, message, "max_allocated_storage")
