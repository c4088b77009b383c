"""Recovery points of AWS Backup: no job ever runs here, so there are those that a drill makes."""

from typing import Any

from moto.backup.models import Vault, backup_backends
from moto.core.utils import unix_time
from moto.moto_api._internal import mock_random

from tfdr.emulator.protocol import ACCOUNT_ID

_TYPES = {"dynamodb": "DynamoDB", "rds": "Aurora", "s3": "S3"}


def of(vault: Vault) -> list[dict[str, Any]]:
    """Return the recovery points in a vault, as the API describes them."""
    points: list[dict[str, Any]] = vars(vault).setdefault("recovery_points", [])
    return points


def delete(vault: Vault, arn: str) -> None:
    """Take a recovery point out of a vault, if it is there."""
    of(vault)[:] = [each for each in of(vault) if each["RecoveryPointArn"] != arn]


def add(region: str, vault: str, resource: str, age_hours: float = 0) -> str:
    """Put a finished backup of a resource into a vault, and return its ARN."""
    backend = backup_backends[ACCOUNT_ID][region]
    where = backend.describe_backup_vault(vault)
    made = unix_time() - age_hours * 3600
    arn = f"arn:aws:backup:{region}:{ACCOUNT_ID}:recovery-point:{mock_random.uuid4()}"
    point = {
        "RecoveryPointArn": arn,
        "BackupVaultName": vault,
        "BackupVaultArn": where.backup_vault_arn,
        "ResourceArn": resource,
        "ResourceType": _TYPES.get(resource.split(":")[2], "RDS"),
        "CreationDate": made,
        "CompletionDate": made,
        "Status": "COMPLETED",
    }
    of(where).append(point)
    return arn
