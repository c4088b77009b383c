"""DAT08A: see dat08a_backup_plan.md."""

from collections.abc import Iterator
from typing import Final

from tfdr.aws import roles
from tfdr.aws.backups import selections
from tfdr.evaluate import Resource, Rest, System, Truth, any_of
from tfdr.evaluate.presence import is_there, unless_elsewhere
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)

_SERVICE: Final = "backup.amazonaws.com"
_FOR_BACKUP: Final = "AWSBackupServiceRolePolicyForBackup"
_FOR_S3: Final = "AWSBackupServiceRolePolicyForS3Backup"


def check(system: System) -> Iterator[Verdict]:
    """Each plan, and each selection."""
    for plan in system.resources("aws_backup_plan"):
        found = selections(system, plan)
        there = any_of(*map(is_there, found), *(None for _ in found.maybe))
        unknown = (*found.why, *system.not_followed)
        message = "selects nothing: it makes no backup"
        yield judge(plan, unless_elsewhere(system, there), message, unknown=unknown)
    for selection in system.resources("aws_backup_selection"):
        message = "selects nothing"
        yield judge(selection, _selects(selection), message, unknown=_why(selection))
        role = roles.of(selection, "iam_role_arn")
        if role is not None:
            yield from _role(system, selection, role)


def _selects(selection: Resource) -> Truth:
    values = selection.elements("resources")
    listed = True if any(not isinstance(each, Rest) for each in values) else None
    return any_of(
        listed if values else False,
        selection.has("selection_tag"),
        selection.has("condition"),
    )


def _why(selection: Resource) -> tuple[str, ...]:
    return selection.unknowns("resources", "selection_tag", "condition")


def _role(system: System, selection: Resource, role: Resource) -> Iterator[Verdict]:
    trusted, unknown = roles.trusts(role, _SERVICE)
    message = f"its role, {role.address}, does not trust {_SERVICE}"
    yield judge(selection, trusted, message, "iam_role_arn", unknown=unknown)
    rights = roles.rights(system, role)
    types = {each.type for each in selection.targets("resources")}
    wanted = [(_FOR_S3, "s3:GetBucketTagging")] if types == {"aws_s3_bucket"} else []
    if types - {"aws_s3_bucket"} or not types:
        wanted.append((_FOR_BACKUP, "backup:DescribeBackupVault"))
    if "aws_s3_bucket" in types and len(types) > 1:
        wanted.append((_FOR_S3, "s3:GetBucketTagging"))
    for name, action in wanted:
        held = unless_elsewhere(system, rights.allow(action))
        message = f"its role, {role.address}, lacks {name}"
        yield judge(selection, held, message, "iam_role_arn", unknown=rights.unknown)
