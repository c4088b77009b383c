"""DR91: A database that can be deleted leaves a snapshot."""

from collections.abc import Iterator
from typing import Final

from tfdr.evaluate import System, all_of, negate
from tfdr.rules import WARNING, Rule, Verdict, judge

RULE = Rule(severity=WARNING, is_local=True, tells_doubt=False)

_DATABASES: Final = ("aws_db_instance", "aws_rds_cluster", "aws_docdb_cluster")
_COPIES: Final = ("replicate_source_db", "replication_source_identifier")


def check(system: System) -> Iterator[Verdict]:
    """Each database of a system of several regions that is no copy."""
    if not system.is_multi_region:
        return
    for database in system.resources(*_DATABASES):
        if any(database.has(each) is not False for each in _COPIES):
            continue
        if database.region.is_same(system.primary or database.region) is not True:
            continue
        lost = all_of(
            database.is_true("skip_final_snapshot"),
            negate(database.is_true("deletion_protection")),
        )
        message = "can be deleted without a trace: it is not protected, and leaves no snapshot"
        if database.inputs("deletion_protection") & database.inputs("skip_final_snapshot"):
            lost = False  # one switch, which says of an environment that it is not to last
        unknown = database.unknowns("deletion_protection", "skip_final_snapshot")
        yield judge(database, negate(lost), message, "skip_final_snapshot", unknown=unknown)
