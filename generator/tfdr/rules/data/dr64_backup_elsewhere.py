"""DR64: A system of several regions keeps a backup of its data."""

from collections.abc import Iterator
from typing import Final

from tfdr.evaluate import System
from tfdr.evaluate.locks import holds_locks
from tfdr.evaluate.presence import unless_elsewhere
from tfdr.evaluate.unseen import COPY, DATABASE, unseen
from tfdr.rules import WARNING, Rule, Verdict, judge_all

RULE = Rule(severity=WARNING)

_DATA: Final = (
    "aws_db_instance",
    "aws_docdb_cluster",
    "aws_dynamodb_table",
    "aws_ebs_volume",
    "aws_efs_file_system",
    "aws_neptune_cluster",
    "aws_rds_cluster",
)
_BACKUPS: Final = (
    "aws_backup_plan",
    "aws_db_instance_automated_backups_replication",
    "aws_dlm_lifecycle_policy",
)
_KEEPS: Final = "backup_retention_period"


def check(system: System) -> Iterator[Verdict]:
    """The whole system; whether a plan copies to the other region is what DAT08C judges."""
    data = [each for each in system.resources(*_DATA) if not holds_locks(each)]
    if not system.is_multi_region or not data:
        return
    made = any(not each.maybe for each in system.resources(*_BACKUPS))
    maybe = bool(system.resources(*_BACKUPS))
    own = any(
        (each.number(_KEEPS) or 0) > 0 or bool(each.is_true("point_in_time_recovery.enabled"))
        for each in data
    )
    open_ = any(each.unknowns(_KEEPS) for each in data)
    holds = made or own or (None if maybe or open_ else False)
    message = f"nothing backs up {data[0].address} or any other of its data"
    elsewhere = unseen(system, DATABASE, COPY)
    unknown = (*(each.address for each in system.resources(*_BACKUPS)), *elsewhere)
    holds = unless_elsewhere(system, holds, DATABASE, COPY)
    yield judge_all(system, holds, message, unknown=unknown)
