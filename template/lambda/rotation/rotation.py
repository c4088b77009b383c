"""Replaces the master password of an Aurora cluster when Secrets Manager asks for it.

The password is set through the RDS API, so the function needs no database driver and no way into
the database. Secrets Manager calls it once for each of four steps and repeats a step that failed;
every step can therefore be repeated.
https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets.html
"""

import json
import os
import time

import boto3
from botocore.config import Config

RETRIES = Config(retries={"mode": "standard", "max_attempts": 8})
secrets = boto3.client("secretsmanager", config=RETRIES)
rds = boto3.client("rds", config=RETRIES)

CLUSTER_IDENTIFIER = os.environ["CLUSTER_IDENTIFIER"]
SECRET_ARN = os.environ["SECRET_ARN"]
PASSWORD_LENGTH = 40
SECONDS_BETWEEN_LOOKS = 5
SECONDS_TO_SPARE = 15


def handler(event, context):
    """Carry out one step of a rotation."""
    secret, version, step = event["SecretId"], event["ClientRequestToken"], event["Step"]
    if secret != SECRET_ARN:
        raise ValueError(f"asked to rotate {secret}, but this function is for {SECRET_ARN}")
    steps = {
        "createSecret": lambda: create_secret(version),
        "setSecret": lambda: set_secret(version),
        "testSecret": lambda: test_secret(lambda: context.get_remaining_time_in_millis() / 1000),
        "finishSecret": lambda: finish_secret(version),
    }
    if step not in steps:
        raise ValueError(f"unknown step {step}")
    steps[step]()


def create_secret(version):
    """Store a new password as the pending version, once."""
    try:
        read(VersionId=version, VersionStage="AWSPENDING")
    except secrets.exceptions.ResourceNotFoundException:
        current = read(VersionStage="AWSCURRENT")
        made = secrets.get_random_password(PasswordLength=PASSWORD_LENGTH, ExcludePunctuation=True)
        secrets.put_secret_value(
            SecretId=SECRET_ARN,
            ClientRequestToken=version,
            SecretString=json.dumps({**current, "password": made["RandomPassword"]}),
            VersionStages=["AWSPENDING"],
        )


def set_secret(version):
    """Give the pending password to the cluster, which has to be the writer."""
    cluster = describe_cluster()
    if cluster.get("ReplicationSourceIdentifier"):
        raise RuntimeError(f"{CLUSTER_IDENTIFIER} is not the writer: rotate where the writer is")
    pending = read(VersionId=version, VersionStage="AWSPENDING")
    rds.modify_db_cluster(
        DBClusterIdentifier=CLUSTER_IDENTIFIER,
        MasterUserPassword=pending["password"],
        ApplyImmediately=True,
    )


def test_secret(seconds_left):
    """Wait until the cluster has taken the password over; fail if it has not in time."""
    while True:
        cluster = describe_cluster()
        waiting = "MasterUserPassword" in cluster.get("PendingModifiedValues", {})
        if cluster["Status"] == "available" and not waiting:
            return
        if seconds_left() < SECONDS_BETWEEN_LOOKS + SECONDS_TO_SPARE:
            raise TimeoutError(
                f"{CLUSTER_IDENTIFIER} is {cluster['Status']} and has not taken the password yet"
            )
        time.sleep(SECONDS_BETWEEN_LOOKS)


def finish_secret(version):
    """Make the pending version the current one."""
    stages = secrets.describe_secret(SecretId=SECRET_ARN)["VersionIdsToStages"]
    current = next(key for key, names in stages.items() if "AWSCURRENT" in names)
    if current != version:
        secrets.update_secret_version_stage(
            SecretId=SECRET_ARN,
            VersionStage="AWSCURRENT",
            MoveToVersionId=version,
            RemoveFromVersionId=current,
        )


def read(**which):
    """Return the secret's content in one of its versions."""
    return json.loads(secrets.get_secret_value(SecretId=SECRET_ARN, **which)["SecretString"])


def describe_cluster():
    """Return what RDS says of the cluster."""
    return rds.describe_db_clusters(DBClusterIdentifier=CLUSTER_IDENTIFIER)["DBClusters"][0]
