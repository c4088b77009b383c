"""Makes the master password of an Aurora global database: the first one, and all that follow.

Terraform asks for the first, before there is a cluster: {"first": {"username": "..."}}. It never
sees it. Secrets Manager asks for the others, in four steps of which it repeats one that failed;
every step can therefore be repeated. A password is set through the RDS API, in whichever region the
database writes, so the function needs no database driver and no way into the database.
https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets.html
"""

import json
import os
import time
from functools import cache

import boto3
from aurora import name_of, region_of
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

CONFIG = Config(connect_timeout=5, read_timeout=20, retries={"mode": "standard", "max_attempts": 5})
SECRET_ARN = os.environ["SECRET_ARN"]
GLOBAL_CLUSTER = os.environ["GLOBAL_CLUSTER"]
CLUSTERS = json.loads(os.environ["CLUSTERS"])  # role -> ARN
PARAMETER = os.environ["PARAMETER"]  # which holds the active region
PASSWORD_LENGTH = 40
SECONDS_BETWEEN_LOOKS = 5
SECONDS_TO_SPARE = 15
TRIES, SECONDS_BETWEEN_TRIES = 6, 10  # while IAM spreads the news of a role

secrets = boto3.client("secretsmanager", config=CONFIG)
ssm = boto3.client("ssm", config=CONFIG)


def handler(event, context):
    """Make the first password, or carry out one step of a rotation."""
    if "first" in event:
        return make_first(event["first"])
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
    return steps[step]()


def make_first(content):
    """Store the first password beside some content, unless there is one; return the secret's ARN.

    A role that was made a moment ago may not be known everywhere. A replica that is refused for
    that is not tried again by itself: the same content once more has Secrets Manager try.
    """
    try:
        content = read(VersionStage="AWSCURRENT")
    except secrets.exceptions.ResourceNotFoundException:
        content = {**content, "password": make_password()}
        store(content)
    for _ in range(TRIES):
        states = {each["Status"] for each in replication()}
        if "Failed" not in states:
            break
        time.sleep(SECONDS_BETWEEN_TRIES)
        store(content)
    check_replication()
    return {"arn": SECRET_ARN}


def store(content):
    """Store content as the current version, and again while the role is not known yet."""
    for number in range(TRIES):
        try:
            secrets.put_secret_value(SecretId=SECRET_ARN, SecretString=json.dumps(content))
            return
        except ClientError as error:
            if number == TRIES - 1 or not error.response["Error"]["Code"].startswith(
                "AccessDenied"
            ):
                raise
            time.sleep(SECONDS_BETWEEN_TRIES)


def create_secret(version):
    """Store a new password as the pending version, once the database could take it."""
    try:
        read(VersionId=version, VersionStage="AWSPENDING")
    except secrets.exceptions.ResourceNotFoundException:
        describe_writer()
        current = read(VersionStage="AWSCURRENT")
        secrets.put_secret_value(
            SecretId=SECRET_ARN,
            ClientRequestToken=version,
            SecretString=json.dumps({**current, "password": make_password()}),
            VersionStages=["AWSPENDING"],
        )


def set_secret(version):
    """Give the pending password to the cluster that writes; the others copy it from there."""
    pending = read(VersionId=version, VersionStage="AWSPENDING")
    arn, _ = describe_writer()
    rds(region_of(arn)).modify_db_cluster(
        DBClusterIdentifier=name_of(arn),
        MasterUserPassword=pending["password"],
        ApplyImmediately=True,
    )


def test_secret(seconds_left):
    """Wait until the cluster has taken the password over; fail if it has not in time.

    Secrets Manager also tests a rotation when it is configured, which is before there is a cluster.
    """
    while True:
        try:
            arn, cluster = describe_writer()
        except ClientError as error:
            if error.response["Error"]["Code"] == "DBClusterNotFoundFault":
                return
            raise
        waiting = "MasterUserPassword" in cluster.get("PendingModifiedValues", {})
        if cluster["Status"] == "available" and not waiting:
            return
        if seconds_left() < SECONDS_BETWEEN_LOOKS + SECONDS_TO_SPARE:
            raise TimeoutError(f"{arn} is {cluster['Status']} and has not taken the password yet")
        time.sleep(SECONDS_BETWEEN_LOOKS)


def finish_secret(version):
    """Make the pending version the current one, and see that the replicas can follow."""
    stages = secrets.describe_secret(SecretId=SECRET_ARN)["VersionIdsToStages"]
    current = next(key for key, names in stages.items() if "AWSCURRENT" in names)
    if current != version:
        secrets.update_secret_version_stage(
            SecretId=SECRET_ARN,
            VersionStage="AWSCURRENT",
            MoveToVersionId=version,
            RemoveFromVersionId=current,
        )
    check_replication()


def check_replication():
    """Fail where a replica could not be given the current version, and say why."""
    failed = [
        f"{each['Region']}: {each.get('StatusMessage', 'no reason given')}"
        for each in replication()
        if each["Status"] == "Failed"
    ]
    if failed:
        raise RuntimeError(f"the password does not reach every region: {'; '.join(failed)}")


def replication():
    """Return the states of the secret's replicas."""
    return secrets.describe_secret(SecretId=SECRET_ARN).get("ReplicationStatus", [])


def make_password():
    """Return a new password."""
    made = secrets.get_random_password(PasswordLength=PASSWORD_LENGTH, ExcludePunctuation=True)
    return made["RandomPassword"]


def read(**which):
    """Return the secret's content in one of its versions."""
    return json.loads(secrets.get_secret_value(SecretId=SECRET_ARN, **which)["SecretString"])


def describe_writer():
    """Return the ARN of the cluster that writes, and what RDS says of it in its region."""
    arn = writer()
    try:
        found = rds(region_of(arn)).describe_db_clusters(DBClusterIdentifier=name_of(arn))
    except BotoCoreError as error:
        raise RuntimeError(
            f"{arn} writes, and {region_of(arn)} does not answer: {error}. The password stays as "
            "it is until it does"
        ) from error
    cluster = found["DBClusters"][0]
    if cluster.get("ReplicationSourceIdentifier"):
        raise RuntimeError(f"{arn} is a copy by now: the writer is being changed")
    return arn, cluster


def writer():
    """Return the ARN of the cluster that writes: a member, or one that was detached to do so."""
    home = rds(region_of(SECRET_ARN))
    try:
        found = home.describe_global_clusters(GlobalClusterIdentifier=GLOBAL_CLUSTER)
        members = found["GlobalClusters"][0]["GlobalClusterMembers"]
    except home.exceptions.GlobalClusterNotFoundFault:
        members = []
    active = ssm.get_parameter(Name=PARAMETER)["Parameter"]["Value"]
    alone = [arn for arn in CLUSTERS.values() if region_of(arn) == active]
    if alone and alone[0] not in [member["DBClusterArn"] for member in members]:
        return alone[0]
    writers = [member["DBClusterArn"] for member in members if member.get("IsWriter")]
    if len(writers) != 1:
        raise RuntimeError(f"RDS names no writer of {GLOBAL_CLUSTER}: it is being changed")
    return writers[0]


@cache
def rds(region):
    """Return the client of RDS in a region, always the same one."""
    return boto3.client("rds", region_name=region, config=CONFIG)
