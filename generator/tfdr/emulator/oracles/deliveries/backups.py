"""What AWS Backup does in the name of its role."""

from collections.abc import Iterator

from moto.backup.models import backup_backends

from tfdr.emulator.inside.iam import reach
from tfdr.emulator.oracles.deliveries.delivery import Delivery, sends
from tfdr.emulator.protocol import ACCOUNT_ID

_BACKUP = "backup.amazonaws.com"

# What backing up and copying needs, by the service of what is backed up.
# https://docs.aws.amazon.com/aws-backup/latest/devguide/access-control.html
_NEEDS = {
    "dynamodb": "dynamodb:StartAwsBackupJob",
    "rds": "rds:CreateDBClusterSnapshot",
    "s3": "s3:GetObjectVersion",
}


@sends
def selections() -> Iterator[Delivery]:
    """A plan backs up what it selects, and copies it to other vaults."""
    for backend in list(backup_backends[ACCOUNT_ID].values()):
        for plan in list(backend.plans.values()):
            for selection in getattr(plan, "selections", {}).values():
                role = selection["BackupSelection"]["IamRoleArn"]
                for arn in selection["BackupSelection"].get("Resources", []):
                    action = _NEEDS.get(arn.split(":")[2])
                    if action and "*" not in arn:
                        thing = f"{arn}/any" if action.startswith("s3:") else arn
                        why = reach.as_role(role, _BACKUP, {action: thing})
                        yield Delivery("backup of resource", plan.backup_plan_arn, arn, why)
                for rule in plan.backup_plan["Rules"]:
                    for copy in rule.get("CopyActions", []):
                        target = copy["DestinationBackupVaultArn"]
                        why = reach.as_role(role, _BACKUP, {"backup:CopyIntoBackupVault": target})
                        yield Delivery("backup to other vault", plan.backup_plan_arn, target, why)
