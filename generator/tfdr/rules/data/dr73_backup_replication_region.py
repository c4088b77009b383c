"""DR73: replicated backups of a database are kept in another region than the database."""

from collections.abc import Iterator
from typing import Final

from tfdr.aws import arns
from tfdr.evaluate import System, negate
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)

_TYPE: Final = "aws_db_instance_automated_backups_replication"


def check(system: System) -> Iterator[Verdict]:
    """Each replication of automated backups."""
    for each in system.resources(_TYPE):
        here = arns.lies_in(each.get("source_db_instance_arn"), each.region)
        message = f"is in {each.region}, as the database is"
        unknown = ("the region of the database",)
        yield judge(each, negate(here), message, "source_db_instance_arn", unknown=unknown)
