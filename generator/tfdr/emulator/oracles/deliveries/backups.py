"""What AWS Backup does in the name of its roles."""

import json
from collections.abc import Iterator
from typing import Any

from moto.backup.models import backup_backends
from moto.ec2.models import ec2_backends
from moto.rds.models import rds_backends

from tfdr.emulator.inside.iam import reach
from tfdr.emulator.oracles.deliveries.delivery import Delivery, sends
from tfdr.emulator.protocol import ACCOUNT_ID

_BACKUP = "backup.amazonaws.com"

# What the names of clusters and tables begin with that are restored for a test.
_RESTORED = "awsbackup-restore-test"

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


@sends
def restores() -> Iterator[Delivery]:
    """A restore testing plan restores the newest copy in its vaults of each kind that it selects.

    What is restored is named by AWS Backup, and encrypted with the key of the vault.
    https://docs.aws.amazon.com/aws-backup/latest/devguide/restore-testing-inferred-metadata.html
    """
    for region, backend in list(backup_backends[ACCOUNT_ID].items()):
        known = vars(backend)
        for name, plan in list(known["restore_testing_plans"].items()):
            for selection in list(known["restore_testing_selections"][name].values()):
                for vault in plan["RecoveryPointSelection"]["IncludeVaults"]:
                    why = _missing(region, selection) or _may_restore(region, selection, vault)
                    arn = plan["RestoreTestingPlanArn"]
                    yield Delivery("copy to restore test", arn, vault, why)


def _may_restore(region: str, selection: dict[str, Any], vault: str) -> str | None:
    role, overrides = selection["IamRoleArn"], selection["RestoreMetadataOverrides"]
    kept = [
        v
        for v in backup_backends[ACCOUNT_ID][region].vaults.values()
        if v.backup_vault_arn == vault
    ]
    if not kept and vault != "*":
        return f"there is no vault {vault} in {region}"
    key = kept[0].encryption_key_arn if kept else None
    if selection["ProtectedResourceType"] == "Aurora":
        service, rds = "rds", f"arn:aws:rds:{region}:{ACCOUNT_ID}"
        subnets = overrides.get("dbSubnetGroupName", "default")
        needs = [
            ("rds:RestoreDBClusterFromSnapshot", f"{rds}:cluster:{_RESTORED}-a1"),
            ("rds:RestoreDBClusterFromSnapshot", f"{rds}:cluster-snapshot:awsbackup:copyjob-a1"),
            ("rds:RestoreDBClusterFromSnapshot", f"{rds}:subgrp:{subnets}"),
            ("rds:AddTagsToResource", f"{rds}:cluster:{_RESTORED}-a1"),
            ("rds:DescribeDBClusters", f"{rds}:cluster:{_RESTORED}-a1"),
        ]
    else:
        service, table = "dynamodb", f"arn:aws:dynamodb:{region}:{ACCOUNT_ID}:table/{_RESTORED}-a1"
        key = overrides.get("kmsMasterKeyArn", key)
        needs = [
            ("dynamodb:RestoreTableFromAwsBackup", table),
            ("dynamodb:DescribeTable", table),
            ("dynamodb:BatchWriteItem", table),
        ]
    actions = ("kms:Decrypt", "kms:GenerateDataKey", "kms:CreateGrant")
    return reach.as_role(role, _BACKUP, needs) or reach.role_through_key(
        role, key, service, *actions
    )


def _missing(region: str, selection: dict[str, Any]) -> str | None:
    """Return what a restored cluster would be put into, and is not there."""
    overrides = selection["RestoreMetadataOverrides"]
    subnets = overrides.get("dbSubnetGroupName")
    if subnets and subnets not in rds_backends[ACCOUNT_ID][region].subnet_groups:
        return f"there is no subnet group {subnets}"
    for group in json.loads(overrides.get("vpcSecurityGroupIds", "[]")):
        if ec2_backends[ACCOUNT_ID][region].get_security_group_from_id(group) is None:
            return f"there is no security group {group}"
    return None
