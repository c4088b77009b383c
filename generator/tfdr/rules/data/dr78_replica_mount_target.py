"""DR78: the copy of a file system has mount targets in its region."""

from collections.abc import Iterator

from tfdr.evaluate import System
from tfdr.evaluate.presence import presence
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)


def check(system: System) -> Iterator[Verdict]:
    """Each copy that is in the code."""
    for replication in system.resources("aws_efs_replication_configuration"):
        for place in replication.blocks("destination"):
            copy = place.target("file_system_id")
            if copy is not None and not copy.is_data:
                targets = system.links(copy, "aws_efs_mount_target", "file_system_id")
                holds, why = presence(system, targets)
                yield judge(copy, holds, "nothing in its region can mount it", unknown=why)
