"""DR94: an FSx file system keeps automatic backups."""

from collections.abc import Iterator

from tfdr.evaluate import System, number
from tfdr.rules import WARNING, Rule, Verdict, judge

RULE = Rule(severity=WARNING, is_local=True)


def check(system: System) -> Iterator[Verdict]:
    """Each of them."""
    for each in system.resources(
        "aws_fsx_windows_file_system", "aws_fsx_ontap_file_system", "aws_fsx_openzfs_file_system"
    ):
        kept = each.get("automatic_backup_retention_days")
        known = number(kept)
        holds = kept is None or (None if known is None else known > 0)
        yield judge(each, holds, "keeps no automatic backups", "automatic_backup_retention_days")
