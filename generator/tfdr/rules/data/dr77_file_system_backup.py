"""DR77: each EFS file system is backed up."""

from collections.abc import Iterator

from tfdr.evaluate import System, Truth, any_of
from tfdr.evaluate.presence import held_by, unless_elsewhere, why
from tfdr.rules import WARNING, Rule, Verdict, judge

RULE = Rule(severity=WARNING)


def check(system: System) -> Iterator[Verdict]:
    """Each file system that is no copy of another one."""
    copies = {
        place.target("file_system_id")
        for each in system.resources("aws_efs_replication_configuration")
        for place in each.blocks("destination")
    }
    for files in system.resources("aws_efs_file_system"):
        if files in copies:
            continue
        policies = system.links(files, "aws_efs_backup_policy", "file_system_id")
        own = held_by(policies, lambda each: each.equals("backup_policy.status", "ENABLED"))
        selected: list[Truth] = [
            True if files in each.targets("resources") else None
            for each in system.resources("aws_backup_selection")
        ]
        holds = unless_elsewhere(system, any_of(own, *selected))
        unknown = (
            *why(policies, "backup_policy"),
            *(each.address for each in system.resources("aws_backup_selection")),
            *system.not_followed,
        )
        yield judge(files, holds, "nothing backs it up", unknown=unknown)
