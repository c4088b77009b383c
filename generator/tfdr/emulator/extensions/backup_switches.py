"""AWS Backup: which types of resources it looks after in a region.

moto 5.2.5 has no such settings. Here all of them are off in a new account, and on in another.
"""

from typing import Any

from moto.backup import urls
from moto.backup.models import BackupBackend
from moto.backup.responses import BackupResponse
from moto.core.responses import ActionResult, EmptyResult

from tfdr.emulator.extensions.teach import Original, adds, replaces, teaches, teaches_paths
from tfdr.emulator.inside import quotas
from tfdr.emulator.protocol import NEW

_TYPES = ("Aurora", "DynamoDB", "EBS", "EC2", "EFS", "RDS", "S3")

teaches_paths(urls, BackupResponse, "{0}/account-settings$")


@teaches(BackupBackend)
class Backends:
    """A region's settings."""

    @replaces
    def __init__(self: Any, original: Original, region_name: str, account_id: str) -> None:
        original(region_name, account_id)
        vars(self).update(switches={}, management={})


@teaches(BackupResponse)
class Settings:
    """Reading and changing them."""

    @adds
    def describe_region_settings(self: Any) -> ActionResult:
        usual = dict.fromkeys(_TYPES, quotas.account() != NEW)
        return ActionResult(
            {
                "ResourceTypeOptInPreference": {**usual, **self.backup_backend.switches},
                "ResourceTypeManagementPreference": {
                    "DynamoDB": usual["DynamoDB"],
                    **self.backup_backend.management,
                },
            }
        )

    @adds
    def update_region_settings(self: Any) -> EmptyResult:
        asked = self._get_param("ResourceTypeOptInPreference") or {}
        self.backup_backend.switches.update(asked)
        managed = self._get_param("ResourceTypeManagementPreference") or {}
        self.backup_backend.management.update(managed)
        return EmptyResult()
