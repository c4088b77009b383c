"""DynamoDB: global tables.

moto 5.2.5 ignores the replicas of a table. Here a replica is a table of its own in its
region, with its own key, tags, protection and point-in-time recovery, and whatever is
written to one is at once in all. Tags that are set again are replaced, not listed twice,
and all are listed at once: moto lists ten, and the provider does not ask for the rest.
"""

import copy
from typing import Any

from moto.core.responses import ActionResult
from moto.core.utils import utcnow
from moto.dynamodb.exceptions import DeletionProtectedException, MockValidationException
from moto.dynamodb.models import DynamoDBBackend, dynamodb_backends
from moto.dynamodb.models.table import Table
from moto.dynamodb.responses import DynamoHandler, DynamoResult

from tfdr.emulator.extensions.teach import Original, replaces, teaches

_VERSION = "2019.11.21"
_NOT_FOUND = (
    "Replica specified in the Replica Update or Replica Delete action of the request was not found."
)
# What all replicas have in common, whichever of them is changed.
_SHARED = ("attr", "billing_mode", "global_indexes", "throughput", "warm_throughput")


@teaches(Table)
class Tables:
    """Tables that describe their replicas."""

    @replaces
    def describe(
        self: Any, original: Original, base_key: str = "TableDescription"
    ) -> dict[str, Any]:
        described: dict[str, Any] = original(base_key)
        others = [table for table in _group(self).values() if table is not self]
        if others:
            described[base_key]["GlobalTableVersion"] = _VERSION
            described[base_key]["Replicas"] = [_replica(table) for table in others]
        return described


@teaches(DynamoHandler)
class Changes:
    """Changes of replicas, and all tags at once."""

    @replaces
    def update_table(self: Any, original: Original) -> Any:
        table = self.dynamodb_backend.get_table(self.body["TableName"])
        for change in self.body.get("ReplicaUpdates") or []:
            for action, wanted in change.items():
                _ACTIONS[action](table, wanted)
        original()
        for other in _group(table).values():
            for name in _SHARED:
                setattr(other, name, getattr(table, name))
        return DynamoResult(table.describe())

    @replaces
    def list_tags_of_resource(self: Any) -> ActionResult:
        tags = self.dynamodb_backend.list_tags_of_resource(self.body["ResourceArn"])
        return ActionResult({"Tags": tags})


@teaches(DynamoDBBackend)
class Groups:
    """Replicas that leave their group when they go, and tags that are replaced."""

    @replaces
    def delete_table(self: Any, original: Original, name: str) -> Table:
        table = original(name)
        _group(table).pop(table.region_name, None)
        return table

    @replaces
    def tag_resource(self: Any, original: Original, arn: str, tags: dict[str, str]) -> None:
        self.untag_resource(arn, list(tags))
        original(arn, tags)


def _group(table: Table) -> dict[str, Table]:
    """The replicas of a global table by region; of another table, itself alone."""
    group: dict[str, Table] = table.__dict__.setdefault("group", {table.region_name: table})
    return group


def _replica(table: Table) -> dict[str, Any]:
    described = {"RegionName": table.region_name, "ReplicaStatus": "ACTIVE"}
    if key := (table.sse_specification or {}).get("KMSMasterKeyId"):
        described["KMSMasterKeyId"] = key
    return described


def _create(table: Table, wanted: dict[str, Any]) -> None:
    region, group = wanted["RegionName"], _group(table)
    backend = dynamodb_backends[table.account_id][region]
    if region in group or table.name in backend.tables:
        raise MockValidationException(f"Replica in region {region} already exists.")
    if (table.stream_specification or {}).get("StreamViewType") != "NEW_AND_OLD_IMAGES":
        raise MockValidationException("Table must have DynamoDB Streams enabled.")
    # The items and the time to live are the same objects: nothing is ever behind.
    replica = copy.copy(table)
    replica.region_name = region
    replica.table_arn = replica._generate_arn(replica.name)
    replica.created_at = utcnow()
    replica.tags = []
    replica.deletion_protection_enabled = False
    replica.lambda_event_source_mappings = {}
    replica.continuous_backups = {
        "ContinuousBackupsStatus": "ENABLED",
        "PointInTimeRecoveryDescription": {"PointInTimeRecoveryStatus": "DISABLED"},
    }
    replica.set_stream_specification(copy.copy(table.stream_specification))
    _encrypt(replica, wanted.get("KMSMasterKeyId"), needed="KMSMasterKeyId" in _replica(table))
    backend.tables[replica.name] = group[region] = replica


def _update(table: Table, wanted: dict[str, Any]) -> None:
    replica = _group(table).get(wanted["RegionName"])
    if replica is None:
        raise MockValidationException(_NOT_FOUND)
    _encrypt(replica, wanted.get("KMSMasterKeyId"), needed=True)


def _delete(table: Table, wanted: dict[str, Any]) -> None:
    region, group = wanted["RegionName"], _group(table)
    if region not in group or region == table.region_name:
        raise MockValidationException(_NOT_FOUND)
    if group[region].deletion_protection_enabled:
        raise DeletionProtectedException(table.name)
    dynamodb_backends[table.account_id][region].delete_table(table.name)


def _encrypt(replica: Table, key: str | None, *, needed: bool) -> None:
    if key is None and needed:
        raise MockValidationException("KMSMasterKeyId must be specified for each replica.")
    if key is not None and key.startswith("arn:") and key.split(":")[3] != replica.region_name:
        raise MockValidationException(f"The key {key} is not in {replica.region_name}.")
    replica.sse_specification = (
        None if key is None else {"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": key}
    )


_ACTIONS = {"Create": _create, "Update": _update, "Delete": _delete}
