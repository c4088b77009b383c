"""DR68: terraform ignores what the promotion of a replica changes."""

from collections.abc import Iterator

from tfdr.aws.replicas import replicas
from tfdr.evaluate import System, any_of
from tfdr.evaluate.lifecycle import ignored
from tfdr.rules import WARNING, Rule, Verdict, judge

RULE = Rule(severity=WARNING)


def check(system: System) -> Iterator[Verdict]:
    """Each replica in another region."""
    for replica in replicas(system):
        if replica.is_elsewhere:
            instance = replica.instance
            holds = any_of(
                ignored(instance, "replicate_source_db"), None if instance.maybe else False
            )
            message = "a plan after its promotion counts replicate_source_db"
            yield judge(instance, holds, message, "replicate_source_db")
