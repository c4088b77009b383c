"""OBS05: every log group has a retention and a customer managed key."""

from collections.abc import Iterator

from tfdr.evaluate import Resource, System, Truth, all_of, negate
from tfdr.rules import WARNING, Rule, Verdict, judge

RULE = Rule(severity=WARNING, is_local=True, is_recovery=False)


def check(system: System) -> Iterator[Verdict]:
    """Each log group; one of the class DELIVERY keeps its own time."""
    for group in system.resources("aws_cloudwatch_log_group"):
        if not group.equals("log_group_class", "DELIVERY"):
            message = "has no retention: its logs are kept for ever"
            yield judge(group, _has_retention(group), message, "retention_in_days")
        yield judge(group, group.has("kms_key_id"), "has no key of its own", "kms_key_id")


def _has_retention(group: Resource) -> Truth:
    return all_of(group.has("retention_in_days"), negate(group.equals("retention_in_days", 0)))
