"""DR82: DocumentDB, Neptune and Redshift clusters leave a final snapshot."""

from collections.abc import Iterator

from tfdr.evaluate import System, negate
from tfdr.rules import WARNING, Rule, Verdict, judge

RULE = Rule(severity=WARNING, is_local=True)


def check(system: System) -> Iterator[Verdict]:
    """Each of them."""
    for each in system.resources(
        "aws_docdb_cluster", "aws_neptune_cluster", "aws_redshift_cluster"
    ):
        holds = negate(each.is_true("skip_final_snapshot"))
        yield judge(each, holds, "leaves nothing behind when it is deleted", "skip_final_snapshot")
