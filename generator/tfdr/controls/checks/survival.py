"""What is kept, and can be restored."""

from collections.abc import Iterator

from tfdr.controls.catalogue import Numbers
from tfdr.controls.checks.numbers import at_least, shown
from tfdr.evaluate import System, all_of
from tfdr.evaluate.presence import any_block
from tfdr.rules import Verdict, judge

_PROTECTION = {
    "aws_dynamodb_table": "deletion_protection_enabled",
    "aws_dynamodb_table_replica": "deletion_protection_enabled",
    "aws_lb": "enable_deletion_protection",
    "aws_rds_cluster": "deletion_protection",
}


def bucket_versioning(system: System, _: Numbers) -> Iterator[Verdict]:
    """Each bucket's versioning."""
    for versioning in system.resources("aws_s3_bucket_versioning"):
        kept = versioning.equals("versioning_configuration.status", "Enabled")
        yield judge(versioning, kept, "keeps no versions", "versioning_configuration")


def object_lock(system: System, level: Numbers) -> Iterator[Verdict]:
    """Each lock."""
    del level  # the days are an answer of the operator: any lock shows that there is one
    for lock in system.resources("aws_s3_bucket_object_lock_configuration"):
        path = "rule.default_retention.mode"
        locked = lock.equals(path, "GOVERNANCE", "COMPLIANCE")
        yield judge(lock, locked, "locks nothing by default", "rule")


def table_recovery(system: System, _: Numbers) -> Iterator[Verdict]:
    """Each table and replica."""
    paths = {
        "aws_dynamodb_table": "point_in_time_recovery.enabled",
        "aws_dynamodb_table_replica": "point_in_time_recovery",
    }
    for type_, path in paths.items():
        for table in system.resources(type_):
            message = "cannot be restored to a point in time"
            yield judge(table, table.is_true(path), message, "point_in_time_recovery")


def database_backups(system: System, level: Numbers) -> Iterator[Verdict]:
    """Each cluster."""
    least, path = level["backup_retention_days"], "backup_retention_period"
    for cluster in system.resources("aws_rds_cluster"):
        message = f"keeps backups for {shown(cluster, path)} days; {least} are asked"
        yield judge(cluster, at_least(cluster, path, least), message, path)


def backup_copies(system: System, level: Numbers) -> Iterator[Verdict]:
    """Each plan, by its rules."""
    least = level["vault_retention_days"]
    for plan in system.resources("aws_backup_plan"):
        copied = any_block(plan.blocks("rule"), lambda rule: rule.has("copy_action"))
        yield judge(plan, copied, "copies backups to no other region", "rule")
        for rule in plan.blocks("rule"):
            for keeper in (rule, *rule.blocks("copy_action")):
                path = "lifecycle.delete_after"
                kept = all_of(at_least(keeper, path, least))
                message = f"keeps backups for {shown(keeper, path)} days; {least} are asked"
                yield judge(keeper, kept, message, "lifecycle")


def deletion_protection(system: System, _: Numbers) -> Iterator[Verdict]:
    """Each cluster, table, replica and load balancer."""
    for type_, path in _PROTECTION.items():
        for resource in system.resources(type_):
            protected = resource.is_true(path)
            yield judge(resource, protected, "can be destroyed by accident", path)


def vault_lock(system: System, level: Numbers) -> Iterator[Verdict]:
    """Each lock."""
    least, path = level["vault_retention_days"], "min_retention_days"
    for lock in system.resources("aws_backup_vault_lock_configuration"):
        message = f"lets backups go after {shown(lock, path)} days; {least} are asked"
        yield judge(lock, at_least(lock, path, least), message, path)
