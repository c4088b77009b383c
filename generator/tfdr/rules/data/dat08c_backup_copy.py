"""DAT08C: backup plans copy backups to a vault in another region."""

from collections.abc import Iterator

from tfdr.evaluate import Resource, System, Truth, any_of
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR, is_local=True)


def check(system: System) -> Iterator[Verdict]:
    """Each plan, where there are several regions; DR20 asks where the copies go."""
    if system.is_multi_region:
        for plan in system.resources("aws_backup_plan"):
            message = "copies no backup to another region"
            yield judge(plan, _copies(plan), message, unknown=_why(plan))


def _copies(plan: Resource) -> Truth:
    return any_of(
        *(None if rule.maybe else rule.has("copy_action") for rule in plan.blocks("rule"))
    )


def _why(plan: Resource) -> list[str]:
    rules = plan.blocks("rule")
    return [
        why
        for rule in rules
        for why in (*rule.why, *(one for copy in rule.blocks("copy_action") for one in copy.why))
    ]
