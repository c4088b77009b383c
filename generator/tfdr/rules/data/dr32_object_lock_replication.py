"""DR32: a bucket with Object Lock replicates to a bucket with Object Lock."""

from collections.abc import Iterator

from tfdr.aws.buckets import bucket_of, is_locked
from tfdr.aws.replication import copyings
from tfdr.evaluate import System, any_of, negate
from tfdr.evaluate.presence import unless_elsewhere
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)


def check(system: System) -> Iterator[Verdict]:
    """Each rule whose source has object lock, or may have."""
    for copying in copyings(system):
        source = bucket_of(system, copying.configuration.get("bucket"))
        target = bucket_of(system, copying.rule.get("destination.bucket"))
        locked = False if source is None else is_locked(system, source)
        if source is None or locked is False:
            continue
        there = None if target is None else is_locked(system, target)
        holds = unless_elsewhere(system, any_of(there, negate(locked)))
        message = f"copies locked objects of {source.address} to a bucket without object lock"
        unknown = (
            *source.unknowns("object_lock_enabled"),
            *(target.unknowns("object_lock_enabled") if target else ()),
            *system.not_followed,
        )
        yield judge(copying.rule, holds, message, "destination.bucket", unknown=unknown)
