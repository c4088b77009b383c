"""DR70: A replica in another region keeps backups of its own."""

from collections.abc import Iterator

from tfdr.aws.replicas import replicas
from tfdr.evaluate import System, Truth, Value, number
from tfdr.rules import WARNING, Rule, Verdict, judge

RULE = Rule(severity=WARNING)


def check(system: System) -> Iterator[Verdict]:
    """Each replica in another region."""
    for replica in replicas(system):
        if replica.is_elsewhere:
            instance = replica.instance
            holds = _keeps(instance.get("backup_retention_period"))
            message = "keeps no backups, and will have none after its promotion"
            yield judge(instance, holds, message, "backup_retention_period")


def _keeps(days: Value) -> Truth:
    if days is None:
        return False
    known = number(days)
    return None if known is None else known > 0
