"""DAT03A: see dat03a_database_backup.md."""

import re
from collections.abc import Iterator
from typing import Final

from tfdr.evaluate import Resource, System, Truth
from tfdr.rules import WARNING, Rule, Verdict, judge

RULE = Rule(severity=WARNING, is_local=True)

_DAILY: Final = re.compile(r"(\d\d):(\d\d)-(\d\d):(\d\d)")
_WEEKLY: Final = re.compile(r"([a-z]{3}):(\d\d):(\d\d)-([a-z]{3}):(\d\d):(\d\d)")
_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY: Final = 24 * 60
_WEEK: Final = 7 * _DAY


def check(system: System) -> Iterator[Verdict]:
    """Each cluster, and each instance that replicates from no other."""
    for cluster in system.resources("aws_rds_cluster"):
        yield from _judged(cluster, "preferred_backup_window", "preferred_maintenance_window")
    for instance in system.resources("aws_db_instance"):
        if instance.has("replicate_source_db") is False:
            yield from _judged(instance, "backup_window", "maintenance_window")


def _judged(database: Resource, backup: str, maintenance: str) -> Iterator[Verdict]:
    period = database.number("backup_retention_period")
    is_set = database.has("backup_retention_period")
    kept: Truth = is_set if period is None else period > 0
    message = "keeps no backups" if is_set else "does not say how long backups are kept"
    yield judge(database, kept, message, "backup_retention_period")
    message = "does not say when backups are made"
    yield judge(database, database.has(backup), message, backup, is_recovery=False)
    if database.has(backup) is not False and database.has(maintenance) is not False:
        apart = _are_apart(database.text(backup), database.text(maintenance))
        message = f"is backed up ({database.text(backup)}) while it is maintained"
        unknown = database.unknowns(maintenance)
        yield judge(database, apart, message, backup, unknown=unknown)


def _are_apart(backup: str | None, maintenance: str | None) -> Truth:
    daily = _DAILY.fullmatch(backup or "")
    weekly = _WEEKLY.fullmatch((maintenance or "").lower())
    if daily is None or weekly is None or weekly[1] not in _DAYS or weekly[4] not in _DAYS:
        return None
    start, end = _minute(daily[1], daily[2]), _minute(daily[3], daily[4])
    length = (end - start) % _DAY
    first = _DAYS.index(weekly[1]) * _DAY + _minute(weekly[2], weekly[3])
    last = _DAYS.index(weekly[4]) * _DAY + _minute(weekly[5], weekly[6])
    maintained = (last - first) % _WEEK
    starts = (day * _DAY + start for day in range(7))
    return not any(
        (first - one) % _WEEK < length or (one - first) % _WEEK < maintained for one in starts
    )


def _minute(hours: str, minutes: str) -> int:
    return int(hours) * 60 + int(minutes)
