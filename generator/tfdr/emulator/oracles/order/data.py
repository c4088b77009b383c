"""Prerequisites of databases, tables, buckets and secrets."""

from collections.abc import Iterator
from typing import Any

from moto.dynamodb.models import dynamodb_backends
from moto.rds.models import rds_backends
from moto.s3.models import s3_backends

from tfdr.emulator.inside.global_databases import global_clusters
from tfdr.emulator.inside.iam import account
from tfdr.emulator.inside.iam.decisions import context, objection, service_principal
from tfdr.emulator.inside.iam.documents import Access
from tfdr.emulator.oracles.call import Call, Objection
from tfdr.emulator.oracles.order.prerequisites import before
from tfdr.emulator.protocol import ACCOUNT_ID

_AURORA = "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide"
_S3 = "https://docs.aws.amazon.com/AmazonS3/latest/userguide"


@before("rds:CreateDBCluster", source=f"{_AURORA}/aurora-global-database-attach.html")
def members_have_one_version(call: Call) -> Iterator[Objection]:
    """A cluster that joins a global database has its engine and version."""
    joined = call.get("GlobalClusterIdentifier")
    for each in global_clusters():
        if not joined or each.global_cluster_identifier != joined:
            continue
        for name, ours, theirs in (
            ("engine", call.get("Engine"), each.engine),
            ("engine version", call.get("EngineVersion"), each.engine_version),
        ):
            if ours and theirs and ours != theirs:
                yield Objection(
                    "InvalidParameterValue",
                    f"The {name} {ours} of the DB cluster does not match the {name} {theirs} of "
                    f"the global cluster {joined}.",
                )


@before("rds:CreateDBCluster", source=f"{_AURORA}/aurora-global-database-attach.html")
def secondary_names_its_key(call: Call) -> Iterator[Objection]:
    """A secondary cluster of an encrypted global database names a key of its region."""
    joined = call.get("GlobalClusterIdentifier")
    for each in global_clusters():
        if not joined or each.global_cluster_identifier != joined or not each.storage_encrypted:
            continue
        elsewhere = any(member.region != call.region for member in each.members)
        if elsewhere and not call.get("KmsKeyId"):
            yield Objection(
                "InvalidParameterCombination",
                "For encrypted cross-region replica, kmsKeyId should be explicitly specified",
            )


@before("rds:CreateDBProxy", source=f"{_AURORA}/rds-proxy-secrets-arns.html")
def proxy_has_its_secret(call: Call) -> Iterator[Objection]:
    """The secrets of a proxy are in its region."""
    for each in call.get("Auth") or []:
        arn = each.get("SecretArn")
        if arn and account.secret(arn, call.region) is None:
            yield Objection("InvalidParameterValue", f"The secret {arn} does not exist.")


@before("rds:RegisterDBProxyTargets", source=f"{_AURORA}/rds-proxy-creating.html")
def proxy_has_its_database(call: Call) -> Iterator[Objection]:
    """A proxy stands before a cluster of its region."""
    for name in call.get("DBClusterIdentifiers") or []:
        if name not in rds_backends[ACCOUNT_ID][call.region].clusters:
            yield Objection("DBClusterNotFoundFault", f"DBCluster {name} not found.", status=404)


@before("s3:PutBucketReplication", source=f"{_S3}/replication-requirements.html")
def replicated_buckets_keep_versions(call: Call) -> Iterator[Objection]:
    """Source and destinations of a replication keep versions."""
    if not _keeps_versions(call.get("Bucket")):
        yield Objection(
            "InvalidRequest",
            "Versioning must be 'Enabled' on the bucket to apply a replication configuration",
        )
    for rule in call.get("ReplicationConfiguration", "Rules") or []:
        name = str(rule.get("Destination", {}).get("Bucket")).rpartition(":::")[2]
        if not _keeps_versions(name):
            yield Objection(
                "InvalidRequest", f"Destination bucket must have versioning enabled: {name}"
            )


@before("s3:PutObjectLockConfiguration", source=f"{_S3}/object-lock-configure.html")
def locked_buckets_keep_versions(call: Call) -> Iterator[Objection]:
    """A bucket whose objects are locked keeps versions."""
    if not _keeps_versions(call.get("Bucket")):
        yield Objection(
            "InvalidBucketState",
            "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration",
            status=409,
        )


@before(
    "dynamodb:UpdateTable",
    source="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/globaltables.tutorial.html",
)
def replicas_have_streams(call: Call) -> Iterator[Objection]:
    """A table with replicas has a stream of new and old images, and its replicas keys as it has."""
    table = dynamodb_backends[ACCOUNT_ID][call.region].tables.get(call.get("TableName"))
    for update in call.get("ReplicaUpdates") or []:
        made = update.get("Create")
        if not made or table is None:
            continue
        encrypted = (table.sse_specification or {}).get("KMSMasterKeyId")
        if encrypted and not made.get("KMSMasterKeyId"):
            yield Objection(
                "ValidationException",
                "One or more parameter values were invalid: a customer managed key must be given "
                f"for the replica in {made['RegionName']}",
            )


@before(
    "secretsmanager:RotateSecret",
    source="https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot_rotation.html",
)
def rotation_can_be_called(call: Call) -> Iterator[Objection]:
    """The function that rotates a secret lets Secrets Manager call it."""
    function = call.get("RotationLambdaARN")
    secret = account.secret(str(call.get("SecretId")), call.region)
    if not function or secret is None:
        return
    known = context({"aws:SourceArn": str(secret.arn), "aws:SourceAccount": ACCOUNT_ID})
    caller = service_principal("secretsmanager.amazonaws.com")
    if objection(Access(caller, "lambda:InvokeFunction", function, known)):
        yield Objection(
            "AccessDeniedException",
            "Secrets Manager cannot invoke the specified Lambda function. Ensure that the function "
            "policy grants access to the principal secretsmanager.amazonaws.com.",
        )


def _keeps_versions(name: Any) -> bool:
    bucket = s3_backends[ACCOUNT_ID]["aws"].buckets.get(name)
    return bucket is None or bucket.versioning_status == "Enabled"
