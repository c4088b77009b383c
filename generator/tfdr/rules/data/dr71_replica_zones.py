"""DR71: A replica in another region spans Availability Zones where its source does."""

from collections.abc import Iterator

from tfdr.aws.replicas import replicas
from tfdr.evaluate import System
from tfdr.rules import WARNING, Rule, Verdict, judge

RULE = Rule(severity=WARNING)


def check(system: System) -> Iterator[Verdict]:
    """Each replica in another region."""
    for replica in replicas(system):
        source = replica.source
        if replica.is_elsewhere and source is not None and source.is_true("multi_az"):
            instance = replica.instance
            holds = instance.is_true("multi_az")
            message = "is in one zone, and its source in several"
            yield judge(instance, holds, message, "multi_az")
