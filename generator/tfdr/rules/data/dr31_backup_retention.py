"""DR31: backups are kept for at least seven days."""

from collections.abc import Iterator
from typing import Final

from tfdr.evaluate import Resource, System, Truth, any_of
from tfdr.rules import WARNING, Rule, Verdict, judge

RULE = Rule(severity=WARNING)

_DAYS: Final = 7


def check(system: System) -> Iterator[Verdict]:
    """Each database that says how long, each plan, and each lock of a vault."""
    for database in system.resources("aws_rds_cluster", "aws_db_instance"):
        if database.has("replicate_source_db") is not False:
            continue
        if database.has("backup_retention_period") is not False:
            days = database.number("backup_retention_period")
            message = f"keeps backups for {days} of {_DAYS} days"
            yield judge(database, _is_long(days), message, "backup_retention_period")
    for plan in system.resources("aws_backup_plan"):
        yield judge(plan, _keeps(plan), "keeps no backup for a week", unknown=_why(plan))
    for lock in system.resources("aws_backup_vault_lock_configuration"):
        yield from _fits(system, lock)


def _is_long(days: float | None) -> Truth:
    return None if days is None else days >= _DAYS


def _keeps(plan: Resource) -> Truth:
    """Whether some rule keeps what it makes; one that never deletes it does."""
    return any_of(
        *(
            None
            if rule.maybe
            else True
            if rule.has("lifecycle.delete_after") is False
            else _is_long(rule.number("lifecycle.delete_after"))
            for rule in plan.blocks("rule")
        )
    )


def _why(plan: Resource) -> list[str]:
    return [
        why
        for rule in plan.blocks("rule")
        for why in (*rule.why, *rule.unknowns("lifecycle.delete_after"))
    ]


def _fits(system: System, lock: Resource) -> Iterator[Verdict]:
    """A lock refuses what is kept for less than its minimum, and the backup fails."""
    vault = lock.target("backup_vault_name")
    least = lock.number("min_retention_days")
    if lock.has("min_retention_days") is False:
        return
    for plan in system.resources("aws_backup_plan"):
        for rule in plan.blocks("rule"):
            kept = rule.number("lifecycle.delete_after")
            if vault is None or rule.target("target_vault_name") is not vault:
                continue
            if rule.has("lifecycle.delete_after") is not False:
                holds = None if least is None or kept is None else kept >= least
                message = f"the lock of its vault, {lock.address}, refuses less than {least} days"
                unknown = lock.unknowns("min_retention_days")
                yield judge(rule, holds, message, "lifecycle.delete_after", unknown=unknown)
