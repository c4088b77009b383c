"""DAT09A: deletion protection is set by a variable."""

from collections.abc import Iterator
from typing import Final

from tfdr.evaluate import Resource, System, Truth
from tfdr.rules import WARNING, Rule, Verdict, judge

RULE = Rule(severity=WARNING, is_local=True, is_recovery=False)

_SETTINGS: Final = {
    "aws_backup_vault": ("force_destroy",),
    "aws_db_instance": ("deletion_protection", "skip_final_snapshot"),
    "aws_dynamodb_table": ("deletion_protection_enabled",),
    "aws_dynamodb_table_replica": ("deletion_protection_enabled",),
    "aws_lb": ("enable_deletion_protection",),
    "aws_rds_cluster": ("deletion_protection", "skip_final_snapshot"),
    "aws_rds_global_cluster": ("deletion_protection",),
    "aws_s3_bucket": ("force_destroy",),
    "aws_secretsmanager_secret": ("recovery_window_in_days",),
}
_DECIDES: Final = ("var.", "terraform.workspace")


def check(system: System) -> Iterator[Verdict]:
    """Each such setting of what holds data, where there is a workload."""
    if not system.is_workload:
        return
    for type_, settings in _SETTINGS.items():
        for resource in system.resources(type_):
            for name in settings:
                shown = "is the same" if resource.has(name) is not False else "is not set"
                message = f"{name} {shown} in every environment"
                yield judge(resource, _depends(resource, name), message, name)


def _depends(resource: Resource, name: str) -> Truth:
    inputs = resource.inputs(name)
    if any(each.startswith(_DECIDES) for each in inputs):
        return True
    # Something that AWS says may differ as well as a variable does.
    return None if resource.unknowns(name) else False
