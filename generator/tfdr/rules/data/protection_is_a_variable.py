"""DAT09A: whether data can be destroyed depends on the environment."""

from collections.abc import Iterator
from typing import Final

from tfdr.evaluate import Resource, System, Truth
from tfdr.rules import WARNING, Rule, Verdict, judge

RULE = Rule(
    id="DAT09A",
    title="Whether data can be destroyed depends on a variable",
    severity=WARNING,
    why="Written into the code, it is wrong somewhere: a production database that one command "
    "deletes, or a rehearsal's environment that nobody can take down, with its costs.",
    fix="Set deletion_protection, skip_final_snapshot, force_destroy and recovery windows from "
    "one variable that each environment sets.",
    source="DAT09",
    fails="""\
resource "aws_rds_cluster" "orders" {
  engine              = "aurora-postgresql"
  deletion_protection = true
  skip_final_snapshot = false
}
""",
    passes="""\
variable "deletion_protection" {
  type    = bool
  default = true
}

resource "aws_rds_cluster" "orders" {
  engine              = "aurora-postgresql"
  deletion_protection = var.deletion_protection
  skip_final_snapshot = !var.deletion_protection
}
""",
    is_local=True,
)

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
