"""DAT05, DAT06 and DAT08: tables, objects and backups are in every region."""

from collections.abc import Iterator
from typing import Any

from tests.emulated.requirements.system import Resource, System, listed, policies, region_of

REPLICATION_RIGHTS = {"s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"}
LOCK_RIGHTS = {"s3:GetObjectRetention", "s3:GetObjectLegalHold"}
# The only one that AWS has: https://docs.aws.amazon.com/AmazonS3/latest/userguide/
# replication-time-control.html
TIME_CONTROL_MINUTES = 15


def tables_that_lack_a_region(system: System) -> Iterator[str]:
    tables = [
        table
        for table in system.of_type("aws_dynamodb_table")
        if table.values["name"].endswith("-sessions")
    ]
    replicas = system.of_type("aws_dynamodb_table_replica")
    if len(tables) != system.has("sessions"):
        yield f"{len(tables)} tables"
    for table in tables:
        there = {table.region} | {
            replica.region
            for replica in replicas
            if replica.values["global_table_arn"] == table.values["arn"]
        }
        for missing in sorted(set(system.regions.values()) - there):
            yield f"{table.address}: not in {missing}"
        if not table.get("point_in_time_recovery.0.enabled"):
            yield f"{table.address}: no recovery to a point in time"
        if not table.get("ttl.0.enabled") or not table.values["global_secondary_index"]:
            yield f"{table.address}: no time to live, or no index"
        if table.values["stream_view_type"] != "NEW_AND_OLD_IMAGES":
            yield f"{table.address}: streams less than replication needs"
        if system.keys.get(table.get("server_side_encryption.0.kms_key_arn")) != table.region:
            yield f"{table.address}: no key of its region"
    for replica in replicas:
        if not replica.values["point_in_time_recovery"]:
            yield f"{replica.address}: no recovery to a point in time"
        if system.keys.get(replica.values["kms_key_arn"]) != replica.region:
            yield f"{replica.address}: no key of its region"


def failover_states_that_could_be_lost(system: System) -> Iterator[str]:
    """FO03: each region has its own, which no other one has to be up for."""
    tables = [
        table
        for table in system.of_type("aws_dynamodb_table")
        if table.values["name"].endswith("-failover")
    ]
    if sorted(table.region for table in tables) != sorted(system.regions.values()):
        yield f"failovers are remembered in {[table.region for table in tables]}"
    for table in tables:
        if table.values["stream_enabled"] or table.values["replica"]:
            yield f"{table.address}: shared with other regions"
        if not table.get("point_in_time_recovery.0.enabled"):
            yield f"{table.address}: no recovery to a point in time"
        if system.keys.get(table.get("server_side_encryption.0.kms_key_arn")) != table.region:
            yield f"{table.address}: no key of its region"


def objects_that_are_not_copied(system: System) -> Iterator[str]:
    versioned = {
        bucket.values["bucket"]
        for bucket in system.of_type("aws_s3_bucket_versioning")
        if bucket.get("versioning_configuration.0.status") == "Enabled"
    }
    for kind, buckets in system.object_buckets().items():
        if buckets.keys() != set(system.regions.values()):
            yield f"{kind}: in {sorted(buckets)}"
        yield from _ways_that_are_missing(system, kind, buckets)
    for replication in system.of_type("aws_s3_bucket_replication_configuration"):
        source = replication.values["bucket"]
        if source not in system.bucket_regions:
            yield f"{replication.address}: copies from {source}, which is not here"
        for rule in replication.values["rule"]:
            target = rule["destination"][0]
            for fault in _faults(system, rule, target):
                yield f"{replication.address}: {rule['id']} {fault}"
            if not {source, target["bucket"].rpartition(":")[2]} <= versioned:
                yield f"{replication.address}: versions are not kept at both ends"


def _ways_that_are_missing(system: System, kind: str, buckets: dict[str, str]) -> Iterator[str]:
    """Every region's bucket of a kind is copied to each of the others."""
    for region, bucket in buckets.items():
        found = [
            replication
            for replication in system.of_type("aws_s3_bucket_replication_configuration")
            if replication.values["bucket"] == bucket
        ]
        led = {
            rule["destination"][0]["bucket"].rpartition(":")[2]
            for replication in found
            for rule in replication.values["rule"]
        }
        others = {name for other, name in buckets.items() if other != region}
        for missing in sorted(others - led):
            yield f"{bucket}: not copied to {missing}"
        for replication in found:
            yield from _rights_that_are_missing(system, kind, replication, others)


def _rights_that_are_missing(
    system: System, kind: str, replication: Resource, destinations: set[str]
) -> Iterator[str]:
    role = replication.values["role"].rpartition("/")[2]
    rights = {
        (action, resource.rpartition(":")[2])
        for holder, statement in policies(system)
        if holder.values.get("role") == role
        for action in listed(statement["Action"])
        for resource in listed(statement["Resource"])
    }
    wanted = {(right, f"{each}/*") for right in REPLICATION_RIGHTS for each in destinations}
    if kind == "transaction-logs":
        wanted |= {(right, f"{replication.values['bucket']}/*") for right in LOCK_RIGHTS}
    for right, resource in sorted(wanted - rights):
        yield f"{replication.address}: may not {right} {resource}"


def _faults(system: System, rule: dict[str, Any], target: dict[str, Any]) -> Iterator[str]:
    """What is wrong with one rule of replication."""
    selected = _first(_first(rule["source_selection_criteria"]).get("sse_kms_encrypted_objects"))
    if rule["status"] != "Enabled":
        yield "is off"
    if _first(rule["delete_marker_replication"]).get("status") != "Enabled":
        yield "leaves out delete markers"
    if selected.get("status") != "Enabled":
        yield "leaves out what is encrypted"
    region = system.bucket_regions.get(target["bucket"].rpartition(":")[2])
    key = _first(target["encryption_configuration"]).get("replica_kms_key_id")
    if key not in system.keys or system.keys[key] != region:
        yield f"copies without a key of {region}"
    if _first(target["metrics"]).get("status") != "Enabled":
        yield "is not measured"
    control = _first(target["replication_time"])
    minutes = _first(control.get("time")).get("minutes") if control else None
    if minutes != (TIME_CONTROL_MINUTES if system.has("replication-time-control") else None):
        yield f"has {minutes} minutes to copy"


def _first(block: list[dict[str, Any]] | None) -> dict[str, Any]:
    return block[0] if block else {}


def logs_that_can_be_changed(system: System) -> Iterator[str]:
    """DAT06, of transaction logs: locked at both ends."""
    locked = {
        lock.values["bucket"]
        for lock in system.of_type("aws_s3_bucket_object_lock_configuration")
        if lock.get("rule.0.default_retention.0.mode") in ("GOVERNANCE", "COMPLIANCE")
        and (lock.get("rule.0.default_retention.0.days") or 0) > 0
    }
    for region, bucket in system.object_buckets().get("transaction-logs", {}).items():
        if bucket not in locked:
            yield f"{bucket} in {region}: not locked"


def backups_that_stay_in_one_region(system: System) -> Iterator[str]:
    if not system.has_backups:
        return
    vaults = {vault.values["arn"]: vault.region for vault in system.of_type("aws_backup_vault")}
    for missing in sorted(set(system.regions.values()) - set(vaults.values())):
        yield f"no vault in {missing}"
    plans = system.of_type("aws_backup_plan")
    if not plans:
        yield "no plan"
    for plan in plans:
        chosen = {
            arn
            for item in system.of_type("aws_backup_selection")
            if item.values["plan_id"] == plan.values["id"]
            for arn in item.values["resources"]
        }
        for missing in sorted(_stores(system, plan.region) - chosen):
            yield f"{plan.address}: leaves out {missing}"
        for rule in plan.values["rule"]:
            copies = {vaults.get(each["destination_vault_arn"]) for each in rule["copy_action"]}
            if copies != set(system.regions.values()) - {plan.region}:
                yield f"{plan.address}: {rule['rule_name']} copies to {copies}"
        if not plan.values["rule"]:
            yield f"{plan.address}: does nothing"


def _stores(system: System, region: str) -> set[str]:
    """ARNs of all that holds data in a region."""
    objects = {kind[region] for kind in system.object_buckets().values()}
    return {
        each.values["arn"]
        for each in system.of_type("aws_rds_cluster", "aws_dynamodb_table", "aws_s3_bucket")
        if (region_of(each.values["arn"]) == region or each.values.get("bucket") in objects)
        # What a failover remembers is of use now or never: it can go back in time by itself.
        and not str(each.values.get("name")).endswith("-failover")
    }
