"""What else holds data: the sessions, buckets and backups, and how they reach other regions."""

from findings import check, note, wrong


def sessions(region):
    """Look whether the table of sessions works here, is encrypted and can be restored."""
    dynamodb, name = region.aws("dynamodb"), region.output("sessions_table_name")
    table = dynamodb.describe_table(TableName=name)["Table"]
    status = table["TableStatus"]
    yield check(status in ("ACTIVE", "UPDATING"), f"{name} is {status}.", f"{name} is {status}.")
    key = table.get("SSEDescription", {}).get("KMSMasterKeyArn")
    yield check(bool(key), "It has a key.", f"{name} is not encrypted with a key of the system.")
    backups = dynamodb.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
    state = backups.get("PointInTimeRecoveryDescription", {}).get("PointInTimeRecoveryStatus")
    yield check(
        state == "ENABLED", "It can be restored.", f"{name} cannot be restored to a point in time."
    )


def session_replicas(region):
    """Look whether the table of this region has a replica in each other one."""
    name, arn = region.output("sessions_table_name"), region.output("sessions_table_arns")
    table = region.aws("dynamodb").describe_table(TableName=name)["Table"]
    yield check(table["TableArn"] == arn, "", f"The output says {arn}: {table['TableArn']}.")
    states = {
        each["RegionName"]: each.get("ReplicaStatus", "ACTIVE")
        for each in table.get("Replicas", [])
    }
    for code in region.others.values():
        state = states.get(code, "missing")
        yield check(
            state in ("ACTIVE", "UPDATING"), f"{code}: {state}.", f"Its replica in {code}: {state}."
        )


def objects(region):
    """Look at the bucket of the service's objects."""
    return _copied(region, "bucket_names")


def transaction_logs(region):
    """Look at the bucket of the transaction logs."""
    return _copied(region, "transaction_log_bucket_names")


def access_logs(region):
    """Look at the bucket of access logs."""
    return _closed(region.aws("s3"), region.output("log_bucket_names"))


def backups(region):
    """Look at the vault, and when it last got a backup."""
    backup, name = region.aws("backup"), region.output("backup_vault_names")
    vault = backup.describe_backup_vault(BackupVaultName=name)
    yield check(bool(vault.get("EncryptionKeyArn")), f"{name}.", f"{name} has no key.")
    points = backup.list_recovery_points_by_backup_vault(BackupVaultName=name)["RecoveryPoints"]
    newest = max((each["CreationDate"] for each in points), default=None)
    yield note(
        f"Its newest backup is of {newest:%Y-%m-%d %H:%M %Z}."
        if newest
        else "It has no backup yet."
    )


def _copied(region, output):
    """Look whether a bucket is copied to its counterpart in each other region."""
    s3, name = region.aws("s3"), region.output(output)
    versioning = s3.get_bucket_versioning(Bucket=name).get("Status")
    yield check(versioning == "Enabled", f"{name}.", f"{name} keeps no versions.")
    yield from _closed(s3, name)
    targets = _targets(s3, name)
    for role, code in region.others.items():
        other = region.system.outputs[output].get(role)
        yield check(
            other in targets,
            f"It is copied to {code}.",
            f"{name} is not copied to {other or code}: apply Terraform again.",
        )


def _closed(s3, name):
    """Look whether a bucket is encrypted and open to nobody."""
    blocked = s3.get_public_access_block(Bucket=name)["PublicAccessBlockConfiguration"]
    yield check(
        len(blocked) == 4 and all(blocked.values()),
        "It is closed to the public.",
        f"{name} does not block public access.",
    )
    rules = s3.get_bucket_encryption(Bucket=name)["ServerSideEncryptionConfiguration"]["Rules"]
    yield check(bool(rules), "It is encrypted.", f"{name} is not encrypted.")


def _targets(s3, name):
    """Return the buckets that a bucket is copied to."""
    try:
        found = s3.get_bucket_replication(Bucket=name)["ReplicationConfiguration"]
    except s3.exceptions.ClientError as error:
        if error.response["Error"]["Code"] == "ReplicationConfigurationNotFoundError":
            return set()
        raise
    return {
        rule["Destination"]["Bucket"].rpartition(":")[2]
        for rule in found["Rules"]
        if rule["Status"] == "Enabled"
    }


def trail(region):
    """Look whether the calls in this region are recorded in the trail's bucket."""
    cloudtrail, bucket = region.aws("cloudtrail"), region.output("trail_bucket_name")
    trails = [
        each
        for each in cloudtrail.describe_trails()["trailList"]
        if each["S3BucketName"] == bucket and each["IsMultiRegionTrail"]
    ]
    if not trails:
        yield wrong(f"No trail of this region writes to {bucket}.")
        return
    found = trails[0]
    yield check(
        found.get("LogFileValidationEnabled") is True,
        f"{found['Name']} records it.",
        f"{found['Name']} does not prove that its files are unchanged.",
    )
    if found["HomeRegion"] == region.code:
        logging = cloudtrail.get_trail_status(Name=found["TrailARN"])["IsLogging"]
        yield check(logging, "It is on.", f"{found['Name']} is switched off.")
