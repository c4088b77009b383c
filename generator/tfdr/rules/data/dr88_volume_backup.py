"""DR88: each EBS volume is in a backup plan or a snapshot policy."""

from collections.abc import Iterator

from tfdr.evaluate import System
from tfdr.evaluate.presence import unless_elsewhere
from tfdr.rules import WARNING, Rule, Verdict, judge

RULE = Rule(severity=WARNING)


def check(system: System) -> Iterator[Verdict]:
    """Each volume; whether a plan by tags selects it is what DAT08B judges."""
    plans = system.resources("aws_backup_selection", "aws_dlm_lifecycle_policy")
    for volume in system.resources("aws_ebs_volume"):
        named = any(volume in each.targets("resources") for each in plans)
        by_tag = [each for each in plans if not each.has("resources")]
        holds = True if named or by_tag else False if not plans else None
        holds = unless_elsewhere(system, holds)
        unknown = (*(each.address for each in plans), *system.not_followed)
        yield judge(volume, holds, "nothing takes snapshots of it", unknown=unknown)
