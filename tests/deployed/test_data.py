"""OPS05: keys, sessions, buckets, backups and the trail, each broken."""

from typing import Any

import pytest

from tests.deployed.broken import REGIONS, Break, Outputs, each, in_order, keep, noticed
from tests.emulated.behaviours import policy
from tests.emulation.support import HERE, THERE, Cloud

pytestmark = pytest.mark.long(pool="deployed")

TABLE, VAULT = "trading-sessions", "trading-backups"
CLOSED = dict.fromkeys(
    ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True
)


def key(cloud: Cloud, region: str) -> str:
    arn = cloud.world.key(region)
    cloud.client("kms", region).enable_key_rotation(KeyId=arn)
    return arn


def bucket(cloud: Cloud, region: str) -> str:
    name = cloud.world.bucket(region)
    s3 = cloud.client("s3", region)
    s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=CLOSED)
    rule = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
    s3.put_bucket_encryption(Bucket=name, ServerSideEncryptionConfiguration={"Rules": [rule]})
    return name


def copy(cloud: Cloud, source: str, target: str, region: str) -> None:
    rule = {
        "ID": "all",
        "Status": "Enabled",
        "Priority": 1,
        "Filter": {"Prefix": ""},
        "DeleteMarkerReplication": {"Status": "Enabled"},
        "Destination": {"Bucket": f"arn:aws:s3:::{target}"},
    }
    role = cloud.world.role("s3.amazonaws.com")
    cloud.client("s3", region).put_bucket_replication(
        Bucket=source, ReplicationConfiguration={"Role": role, "Rules": [rule]}
    )


def table(cloud: Cloud, keys: dict[str, str]) -> dict[str, str]:
    dynamodb = cloud.client("dynamodb", HERE)
    dynamodb.create_table(
        TableName=TABLE,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
        SSESpecification={"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": keys["primary"]},
    )
    update = {"Create": {"RegionName": THERE, "KMSMasterKeyId": keys["dr"]}}
    dynamodb.update_table(TableName=TABLE, ReplicaUpdates=[update])
    arns = {}
    for role, region in REGIONS.items():
        here = cloud.client("dynamodb", region)
        here.update_continuous_backups(
            TableName=TABLE,
            PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True},
        )
        arns[role] = here.describe_table(TableName=TABLE)["Table"]["TableArn"]
    return arns


def trail(cloud: Cloud) -> str:
    name = bucket(cloud, HERE)
    writer = {"Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"}}
    look = {**writer, "Action": "s3:GetBucketAcl", "Resource": f"arn:aws:s3:::{name}"}
    write = {**writer, "Action": "s3:PutObject", "Resource": f"arn:aws:s3:::{name}/*"}
    cloud.client("s3").put_bucket_policy(Bucket=name, Policy=policy(look, write))
    cloudtrail = cloud.client("cloudtrail", HERE)
    cloudtrail.create_trail(
        Name="trading", S3BucketName=name, IsMultiRegionTrail=True, EnableLogFileValidation=True
    )
    cloudtrail.start_logging(Name="trading")
    return name


@pytest.fixture(scope="module")
def outputs(cloud: Cloud) -> Outputs:
    keys = {role: key(cloud, region) for role, region in REGIONS.items()}
    buckets, logs = ({r: bucket(cloud, c) for r, c in REGIONS.items()} for _ in range(2))
    copy(cloud, buckets["primary"], buckets["dr"], HERE)
    copy(cloud, buckets["dr"], buckets["primary"], THERE)
    for role, region in REGIONS.items():
        cloud.client("backup", region).create_backup_vault(
            BackupVaultName=VAULT, EncryptionKeyArn=keys[role]
        )
    return keep(
        cloud,
        {
            "data_key_arns": keys,
            "operations_key_arns": {role: key(cloud, code) for role, code in REGIONS.items()},
            "sessions_table_name": TABLE,
            "sessions_table_arns": table(cloud, keys),
            "bucket_names": buckets,
            "transaction_log_bucket_names": buckets,
            "log_bucket_names": logs,
            "backup_vault_names": dict.fromkeys(REGIONS, VAULT),
            "trail_bucket_name": trail(cloud),
        },
    )


def with_key(method: str, output: str = "data_key_arns", **more: Any) -> Any:
    return lambda cloud, outputs: getattr(cloud.client("kms", HERE), method)(
        KeyId=outputs[output]["primary"].rpartition("/")[2], **more
    )


def with_bucket(method: str, output: str, **more: Any) -> Any:
    return lambda cloud, outputs: getattr(cloud.client("s3", HERE), method)(
        Bucket=outputs[output]["primary"], **more
    )


def lose_replica(cloud: Cloud, _outputs: Outputs) -> None:
    cloud.client("dynamodb").update_table(
        TableName=TABLE, ReplicaUpdates=[{"Delete": {"RegionName": THERE}}]
    )


def without_recovery(cloud: Cloud, _outputs: Outputs) -> None:
    cloud.client("dynamodb", THERE).update_continuous_backups(
        TableName=TABLE, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": False}
    )


def with_trail(method: str, **more: Any) -> Any:
    return lambda cloud, _: getattr(cloud.client("cloudtrail"), method)(Name="trading", **more)


DATA_KEY, OPERATIONS_KEY = (
    "Can its key of the data be used?",
    ("Can its key of logs, topics and queues be used?"),
)
SESSIONS, REPLICAS = "Can its table of sessions be used?", "Are sessions replicated to the others?"
OBJECTS, LOCKED = (
    "Are its objects copied to the others?",
    ("Are its transaction logs copied to the others?"),
)
LOGS, CALLS = "Are its access logs closed to others?", "Are its API calls recorded?"
SUSPENDED = {"VersioningConfiguration": {"Status": "Suspended"}}

BREAKS = [
    Break("a key is disabled", DATA_KEY, "is Disabled", with_key("disable_key")),
    Break(
        "a key is to be deleted",
        OPERATIONS_KEY,
        "is PendingDeletion",
        with_key("schedule_key_deletion", "operations_key_arns", PendingWindowInDays=7),
    ),
    Break("a key is not rotated", DATA_KEY, "not rotated", with_key("disable_key_rotation")),
    Break("the replica is gone", REPLICAS, "eu-central-1: missing", lose_replica),
    Break("the table is gone there", SESSIONS, "not found", lose_replica, role="dr"),
    Break(
        "the table cannot be restored",
        SESSIONS,
        "to a point in time",
        without_recovery,
        role="dr",
    ),
    Break(
        "objects are not copied",
        OBJECTS,
        "is not copied to",
        with_bucket("delete_bucket_replication", "bucket_names"),
    ),
    Break(
        "transaction logs are not copied",
        LOCKED,
        "is not copied to",
        with_bucket("delete_bucket_replication", "transaction_log_bucket_names"),
    ),
    Break(
        "a bucket is open",
        OBJECTS,
        "block public access",
        with_bucket(
            "put_public_access_block",
            "bucket_names",
            PublicAccessBlockConfiguration={**CLOSED, "BlockPublicPolicy": False},
        ),
    ),
    Break(
        "the logs are open",
        LOGS,
        "ublic",
        with_bucket("delete_public_access_block", "log_bucket_names"),
    ),
    Break(
        "the logs are gone", LOGS, "NoSuchBucket", with_bucket("delete_bucket", "log_bucket_names")
    ),
    Break("nothing is recorded", CALLS, "switched off", with_trail("stop_logging")),
    Break("the trail is gone", CALLS, "No trail", with_trail("delete_trail"), role="dr"),
    Break(
        "files of the trail can be changed",
        CALLS,
        "unchanged",
        with_trail("update_trail", EnableLogFileValidation=False),
    ),
    Break(
        "the vault is gone",
        "Is it backed up?",
        VAULT,
        lambda cloud, _: cloud.client("backup").delete_backup_vault(BackupVaultName=VAULT),
    ),
]


def test_all_is_in_order(cloud: Cloud, outputs: Outputs) -> None:
    in_order(cloud, outputs)


@each(BREAKS)
def test_what_is_broken_is_noticed(broken: Break, cloud: Cloud, outputs: Outputs) -> None:
    noticed(broken, cloud, outputs)


def test_a_bucket_without_versions_is_noticed(cloud: Cloud, outputs: Outputs) -> None:
    suspend = with_bucket("put_bucket_versioning", "bucket_names", **SUSPENDED)
    without = with_bucket("delete_bucket_replication", "bucket_names")

    def both(cloud: Cloud, outputs: Outputs) -> None:
        without(cloud, outputs)
        suspend(cloud, outputs)

    noticed(Break("", OBJECTS, "keeps no versions", both), cloud, outputs)
