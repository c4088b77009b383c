"""What RDS refuses, and what is built, restored and rotated beside it, as AWS does it."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from botocore.exceptions import ClientError

from tests.emulation.support import HERE, THERE, Cloud, GlobalDatabase, unique


@pytest.fixture
def database(cloud: Cloud) -> GlobalDatabase:
    return cloud.database()


def test_rds_refuses_to_promote_in_its_own_words(cloud: Cloud, database: GlobalDatabase) -> None:
    cloud.emulator.refuse_promotion(THERE, "internal state 0x17")
    with pytest.raises(ClientError, match="internal state 0x17"):
        database.fail_over()
    cloud.emulator.pass_seconds(120)
    assert database.writer() == HERE

    cloud.emulator.refuse_promotion(THERE, None)
    database.fail_over()
    assert database.writer() == THERE


def test_a_detached_cluster_begins_a_new_global_one(cloud: Cloud) -> None:
    database = cloud.database(encrypted=True)
    there, here = cloud.client("rds", THERE), cloud.client("rds", HERE)
    named = {"GlobalClusterIdentifier": database.name}
    for region, rds in ((THERE, there), (HERE, here)):
        rds.remove_from_global_cluster(**named, DbClusterIdentifier=database.arn(region))
    there.delete_global_cluster(**named)
    old, before = database.clusters[HERE], database.cluster(HERE)
    here.delete_db_instance(DBInstanceIdentifier=f"{old}-1", SkipFinalSnapshot=True)
    here.delete_db_cluster(DBClusterIdentifier=old, SkipFinalSnapshot=True)

    there.create_global_cluster(**named, SourceDBClusterIdentifier=database.arn(THERE))
    assert database.writer() == THERE
    assert database.describe()["StorageEncrypted"]
    version = database.cluster(THERE)["EngineVersion"]
    here.create_db_cluster(
        DBClusterIdentifier=old, Engine="aurora-postgresql", EngineVersion=version,
        StorageEncrypted=True, KmsKeyId=cloud.client("kms").create_key()["KeyMetadata"]["Arn"],
        **named,
    )  # fmt: skip
    assert database.cluster(HERE)["Endpoint"] == before["Endpoint"]
    assert database.synchronization() == {HERE: "connected", THERE: "connected"}
    assert database.cluster(HERE)["ReplicationSourceIdentifier"] == database.arn(THERE)


def test_a_cluster_logs_and_lets_in_what_it_is_changed_to(
    cloud: Cloud, database: GlobalDatabase
) -> None:
    def change(**logs: list[str]) -> list[str]:
        cloud.client("rds").modify_db_cluster(
            DBClusterIdentifier=database.clusters[HERE], EnableIAMDatabaseAuthentication=True,
            CloudwatchLogsExportConfiguration=logs,
        )  # fmt: skip
        found = database.cluster(HERE)
        assert found["IAMDatabaseAuthenticationEnabled"] is True
        return list(found["EnabledCloudwatchLogsExports"])

    assert database.cluster(HERE)["IAMDatabaseAuthenticationEnabled"] is False
    assert change(EnableLogTypes=["postgresql"]) == ["postgresql"]
    assert change(DisableLogTypes=["postgresql"]) == []


def test_what_is_restored_stands_alone(cloud: Cloud, database: GlobalDatabase) -> None:
    rds, source = cloud.client("rds"), database.clusters[HERE]
    now = datetime.fromtimestamp(cloud.emulator.clock()["now"], UTC)
    names = [unique(), unique()]
    rds.modify_db_cluster(DBClusterIdentifier=source, DeletionProtection=True)
    rds.restore_db_cluster_to_point_in_time(
        SourceDBClusterIdentifier=source, DBClusterIdentifier=names[0], RestoreToTime=now
    )
    rds.create_db_cluster_snapshot(
        DBClusterIdentifier=source, DBClusterSnapshotIdentifier=f"{names[1]}-taken"
    )
    rds.restore_db_cluster_from_snapshot(
        DBClusterIdentifier=names[1], SnapshotIdentifier=f"{names[1]}-taken",
        Engine="aurora-postgresql",
    )  # fmt: skip
    assert database.synchronization() == {HERE: "connected", THERE: "connected"}
    assert database.writer() == HERE
    for name in names:  # neither is protected, as the one that it is from
        rds.delete_db_cluster(DBClusterIdentifier=name, SkipFinalSnapshot=True)
    rds.modify_db_cluster(DBClusterIdentifier=source, DeletionProtection=False)


def test_no_time_to_come_can_be_restored(cloud: Cloud, database: GlobalDatabase) -> None:
    later = datetime.fromtimestamp(cloud.emulator.clock()["now"], UTC) + timedelta(hours=1)
    with pytest.raises(ClientError, match="InvalidRestoreFault"):
        cloud.client("rds").restore_db_cluster_to_point_in_time(
            SourceDBClusterIdentifier=database.clusters[HERE], DBClusterIdentifier=unique(),
            RestoreToTime=later,
        )  # fmt: skip


def test_a_secret_that_is_not_copied_is_left_behind(cloud: Cloud) -> None:
    here, there, name = (
        cloud.client("secretsmanager"),
        cloud.client("secretsmanager", THERE),
        unique(),
    )
    made = here.create_secret(
        Name=name, SecretString=json.dumps({"password": "first"}),
        AddReplicaRegions=[{"Region": THERE}],
    )  # fmt: skip

    def value() -> str:
        return str(there.get_secret_value(SecretId=name)["SecretString"])

    cloud.emulator.copy_secrets(THERE, copied=False)
    here.put_secret_value(SecretId=made["ARN"], SecretString=json.dumps({"password": "second"}))
    assert "first" in value()
    now = here.describe_secret(SecretId=name)["VersionIdsToStages"]
    kept = there.describe_secret(SecretId=name)["VersionIdsToStages"]
    assert [id_ for id_, stages in kept.items() if "AWSCURRENT" in stages] == [made["VersionId"]]
    assert "AWSCURRENT" not in now[made["VersionId"]]
    (status,) = here.describe_secret(SecretId=name)["ReplicationStatus"]
    assert status["Status"] == "Failed"

    cloud.emulator.copy_secrets(THERE, copied=True)
    here.put_secret_value(SecretId=made["ARN"], SecretString=json.dumps({"password": "third"}))
    assert "third" in value()

    cloud.emulator.copy_secrets(THERE, copied=False)
    here.put_secret_value(SecretId=made["ARN"], SecretString=json.dumps({"password": "fourth"}))
    there.stop_replication_to_replica(SecretId=made["ARN"].replace(HERE, THERE))
    assert "third" in value()


def test_a_cluster_has_the_password_that_it_is_given(
    cloud: Cloud, database: GlobalDatabase
) -> None:
    cloud.emulator.set_password(THERE, "of-a-moment-before")
    assert cloud.emulator.accepts_login(database.arn(THERE), "of-a-moment-before")
    assert not cloud.emulator.accepts_login(database.arn(HERE), "of-a-moment-before")


def test_a_member_that_catches_up_has_the_password_of_the_writer(
    cloud: Cloud, database: GlobalDatabase
) -> None:
    cloud.emulator.begin_outage(HERE)
    database.fail_over()
    cloud.client("rds", THERE).modify_db_cluster(
        DBClusterIdentifier=database.clusters[THERE], MasterUserPassword="of-the-outage",
        ApplyImmediately=True,
    )  # fmt: skip
    assert not cloud.emulator.accepts_login(database.arn(HERE), "of-the-outage")
    cloud.emulator.end_outage(HERE)
    assert database.synchronization() == {HERE: "connected", THERE: "connected"}
    assert cloud.emulator.accepts_login(database.arn(HERE), "of-the-outage")
