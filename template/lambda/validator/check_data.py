"""Checks of everything else that holds data: sessions, buckets, secret, key and backups."""

from datetime import UTC, datetime, timedelta
from functools import partial

import asking
from findings import failed, ok, unknown

SECONDS = 10  # for the buckets of all regions, asked at once
USABLE = ("ACTIVE", "UPDATING")


def sessions(now):
    """Look whether the table of sessions here can be used."""
    deployment = now.deployment
    table = deployment.sessions_table
    dynamodb = asking.client("dynamodb", deployment.region)
    try:
        status = dynamodb.describe_table(TableName=table)["Table"]["TableStatus"]
    except dynamodb.exceptions.ResourceNotFoundException:
        return failed(f"There is no table {table} here. Apply Terraform again.")
    if status not in USABLE:
        return failed(f"The table {table} here is {status}.")
    return ok(f"The table {table} here is {status}.")


def session_replicas(now):
    """Look whether the table of sessions has a working replica in each other region."""
    deployment = now.deployment
    dynamodb = asking.client("dynamodb", deployment.region)
    found = dynamodb.describe_table(TableName=deployment.sessions_table)["Table"]
    replicas = {
        replica["RegionName"]: replica.get("ReplicaStatus", "ACTIVE")
        for replica in found.get("Replicas", [])
    }
    states = {region: replicas.get(region, "missing") for region in deployment.others.values()}
    bad = [
        f"In {region} the table {deployment.sessions_table} is {state}."
        for region, state in states.items()
        if state not in USABLE
    ]
    return failed(*bad) if bad else ok(f"It is active in {', '.join(sorted(states))}.")


def buckets(now):
    """Look whether each bucket is copied to its counterparts, and they to it.

    A region that does not answer is not asked to: it may be the one that is lost.
    """
    deployment = now.deployment
    calls = {}
    for bucket in deployment.buckets:
        calls[bucket, deployment.role] = partial(targets, deployment.region, bucket)
        for role, region in deployment.others.items():
            other = counterpart(deployment, bucket, region)
            calls[bucket, role] = partial(targets, region, other, far=True)
    found = asking.together(calls, SECONDS)
    problems, silent = [], set()
    for bucket, role in calls:
        result = found[bucket, role]
        if role != deployment.role and asking.unreachable(result):
            silent.add(role)
        elif isinstance(result, Exception):
            raise result
        else:
            problems += missing(deployment, bucket, role, result)
    if problems:
        return failed(*problems, "Apply Terraform again.")
    asked = f"; not asked, as out of reach: {', '.join(sorted(silent))}" if silent else ""
    return ok(f"Copied both ways: {', '.join(deployment.buckets)}{asked}.")


def missing(deployment, bucket, role, result):
    """Say what a region's bucket should be copied to and is not."""
    if role != deployment.role:
        wanted = [bucket]
        bucket = counterpart(deployment, bucket, deployment.regions[role])
    else:
        wanted = [counterpart(deployment, bucket, to) for to in deployment.others.values()]
    return [f"{bucket} is not copied to {to}." for to in wanted if to not in result]


def counterpart(deployment, bucket, region):
    """Return the name of a bucket in another region: all end in their region."""
    return bucket.removesuffix(deployment.region) + region


def targets(region, bucket, far=False):
    """Return the names of the buckets that a bucket is copied to."""
    s3 = asking.client("s3", region, far)
    try:
        found = s3.get_bucket_replication(Bucket=bucket)["ReplicationConfiguration"]
    except s3.exceptions.ClientError as error:
        if asking.code(error) in ("ReplicationConfigurationNotFoundError", "NoSuchBucket"):
            return set()
        raise
    return {
        rule["Destination"]["Bucket"].rpartition(":")[2]
        for rule in found["Rules"]
        if rule["Status"] == "Enabled"
    }


def secret(now):
    """Look whether the secret is here, and as new as where it is copied from."""
    deployment = now.deployment
    arn = deployment.secret_id
    here = asking.client("secretsmanager", deployment.region)
    try:
        found = here.describe_secret(SecretId=arn)
    except here.exceptions.ResourceNotFoundException:
        return failed(f"The secret {arn} is not here. Replicate it again.")
    version = current(found)
    if version is None or "DeletedDate" in found:
        return failed(f"The secret {arn} is deleted or has no current version. Restore it.")
    origin = found.get("PrimaryRegion", deployment.region)
    if origin == deployment.region:
        return ok("The secret is here, and the original.")
    there = asking.client("secretsmanager", origin, far=True)
    try:
        newest = current(there.describe_secret(SecretId=arn.replace(deployment.region, origin, 1)))
    except Exception as error:
        if asking.unreachable(error):
            return ok(f"The secret is here; {origin} did not say whether it has a newer version.")
        raise
    if version != newest:
        return failed(f"The secret {arn} is older than in {origin}. See its replication status.")
    return ok(f"The secret is here, and the same as in {origin}.")


def secret_replicas(now):
    """Look whether the secret reaches every region that holds a replica of it."""
    deployment = now.deployment
    here = asking.client("secretsmanager", deployment.region)
    found = here.describe_secret(SecretId=deployment.secret_id)
    if found.get("PrimaryRegion", deployment.region) != deployment.region:
        return ok(f"The secret here is a replica of the one in {found['PrimaryRegion']}.")
    states = {each["Region"]: each for each in found.get("ReplicationStatus", [])}
    bad = [
        f"{region}: {each['Status']}, {each.get('StatusMessage', 'no reason given')}."
        for region, each in states.items()
        if each["Status"] != "InSync"
    ]
    missing = [region for region in deployment.others.values() if region not in states]
    if bad:
        return failed("The secret does not reach every region.", *bad)
    if missing:
        return failed(f"The secret has no replica in {', '.join(missing)}: replicate it again.")
    return ok("The secret reaches every region.")


def current(secret):
    """Return the id of a secret's current version."""
    stages = secret.get("VersionIdsToStages", {})
    return next((version for version, names in stages.items() if "AWSCURRENT" in names), None)


def key(now):
    """Use the key of this region's data as everything that writes does."""
    arn = now.deployment.kms_key_arn
    kms = asking.client("kms", now.deployment.region)
    unusable = (
        kms.exceptions.DisabledException,
        kms.exceptions.KMSInvalidStateException,
        kms.exceptions.NotFoundException,
    )
    try:
        kms.generate_data_key_without_plaintext(KeyId=arn, NumberOfBytes=32)
    except unusable as error:
        return failed(f"{asking.describe(error)} Enable the key, or cancel its deletion, at once.")
    return ok("The key of the data can be used.")


def backup(now):
    """Look for recent backups here of each kind of thing that is backed up."""
    deployment = now.deployment
    vault, hours = deployment.backup_vault, deployment.backup_copy_hours
    kinds = {
        "Aurora": deployment.global_cluster,
        "DynamoDB": deployment.sessions_table,
        "S3": deployment.buckets,
    }
    backup = asking.client("backup", deployment.region)
    pages = backup.get_paginator("list_recovery_points_by_backup_vault").paginate(
        BackupVaultName=vault, ByCreatedAfter=datetime.now(UTC) - timedelta(hours=hours)
    )
    points = [point for page in pages for point in page["RecoveryPoints"]]
    recent = {p["ResourceType"] for p in points if p["Status"] in ("COMPLETED", "AVAILABLE")}
    old = [kind for kind, has_it in kinds.items() if has_it and kind not in recent]
    if not points and not any(kinds.values()):
        return unknown(f"The vault {vault} is said to hold backups, but nothing is backed up.")
    if old:
        return failed(
            f"The vault {vault} has no backup of {', '.join(old)} younger than {hours:g} hours. "
            "See the jobs that failed in AWS Backup."
        )
    return ok(f"The vault {vault} has backups younger than {hours:g} hours.")
