"""Global clusters whose writer changes, as AWS does it."""

from collections.abc import Iterator

import boto3
import pytest
from botocore.exceptions import ClientError

from tests.emulation.support import HERE, THERE, Cloud, GlobalDatabase


@pytest.fixture
def database(cloud: Cloud) -> GlobalDatabase:
    return cloud.database()


def refusal(error: pytest.ExceptionInfo[ClientError]) -> str:
    return str(error.value.response["Error"]["Code"])


def test_a_failover_takes_its_time_and_changes_the_writer(
    cloud: Cloud, database: GlobalDatabase
) -> None:
    cloud.emulator.set_failover_pace(verifying=5, seconds=60)
    answer = database.fail_over()
    assert answer["FailoverState"] == {
        "Status": "pending", "FromDbClusterArn": database.arn(HERE),
        "ToDbClusterArn": database.arn(THERE), "IsDataLossAllowed": True,
    }  # fmt: skip
    assert database.describe()["Status"] == "available"
    cloud.emulator.pass_seconds(5)

    assert database.describe()["Status"] == "failing-over"
    assert database.describe()["FailoverState"]["Status"] == "failing-over"
    assert database.cluster(HERE)["Status"] == "failing-over"
    assert database.cluster(THERE)["Status"] == "promoting"
    cloud.emulator.pass_seconds(50)
    assert database.writer() == HERE
    cloud.emulator.pass_seconds(10)
    assert database.writer() == THERE

    assert "FailoverState" not in database.describe()
    assert database.describe()["Status"] == "available"
    assert database.cluster(THERE)["Status"] == "available"
    assert "ReplicationSourceIdentifier" not in database.cluster(THERE)
    assert database.cluster(HERE)["ReplicationSourceIdentifier"] == database.arn(THERE)


def test_who_looks_from_outside_waits_by_that(cloud: Cloud, database: GlobalDatabase) -> None:
    """As Terraform does, for which no time passes otherwise."""
    cloud.emulator.set_failover_pace(verifying=2, seconds=3)
    began = cloud.emulator.clock()["passed"]
    database.switch_over()
    looks = 1
    while database.cluster(THERE)["Status"] != "available" or database.writer() != THERE:
        looks += 1
        assert looks < 10
    assert cloud.emulator.clock()["passed"] == began + 5
    database.describe()
    assert cloud.emulator.clock()["passed"] == began + 5


def test_a_failover_needs_nothing_of_the_region_that_is_gone(
    cloud: Cloud, database: GlobalDatabase
) -> None:
    cloud.emulator.set_failover_pace(resync=120)
    cloud.emulator.begin_outage(HERE)
    database.fail_over()
    assert database.writer() == THERE
    cloud.emulator.pass_seconds(600)
    assert database.synchronization() == {HERE: "pending-resync", THERE: "connected"}

    cloud.emulator.end_outage(HERE)
    assert database.synchronization()[HERE] == "pending-resync"
    cloud.emulator.pass_seconds(120)
    assert database.synchronization()[HERE] == "connected"
    assert database.describe(HERE)["Status"] == "available"


def test_the_lost_writer_may_leave_and_come_back_as_a_reader(
    cloud: Cloud, database: GlobalDatabase
) -> None:
    cloud.emulator.set_failover_pace(away=60, resync=120)
    cloud.emulator.begin_outage(HERE)
    database.fail_over()
    cloud.emulator.end_outage(HERE)
    assert database.synchronization() == {THERE: "connected"}
    cloud.emulator.pass_seconds(60)
    assert database.synchronization() == {HERE: "pending-resync", THERE: "connected"}
    cloud.emulator.pass_seconds(120)
    assert database.synchronization() == {HERE: "connected", THERE: "connected"}
    assert database.cluster(HERE)["ReplicationSourceIdentifier"] == database.arn(THERE)


def test_what_a_failover_lost_is_kept_once_its_region_is_back(
    cloud: Cloud, database: GlobalDatabase
) -> None:
    def kept() -> list[str]:
        found = cloud.client("rds").describe_db_cluster_snapshots(
            DBClusterIdentifier=database.clusters[HERE]
        )["DBClusterSnapshots"]
        names = [each["DBClusterSnapshotIdentifier"] for each in found]
        return [name for name in names if name.startswith("rds:unplanned-global-failover-")]

    cloud.emulator.begin_outage(HERE)
    database.fail_over()
    database.describe()
    cloud.emulator.end_outage(HERE)
    database.describe()
    (name,) = kept()
    assert f"-{database.clusters[HERE]}-2030-" in name
    database.describe()
    assert kept() == [name]


@pytest.mark.parametrize(
    ("engine", "here", "there", "fits"),
    [
        ("aurora-postgresql", "17.7", "17.7", True),
        ("aurora-postgresql", "17.7", "17.7.1", True),
        ("aurora-postgresql", "17.6", "17.7", False),
        ("aurora-mysql", "8.0.mysql_aurora.3.10.6", "8.0.mysql_aurora.3.10.6", True),
        ("aurora-mysql", "8.0.mysql_aurora.3.10.6", "8.0.mysql_aurora.3.10.7", False),
    ],
)
def test_versions_have_to_fit(
    cloud: Cloud, database: GlobalDatabase, engine: str, here: str, there: str, fits: bool
) -> None:
    if engine == "aurora-mysql":
        database = cloud.database(engine)
    cloud.emulator.set_engine_version(HERE, here)
    cloud.emulator.set_engine_version(THERE, there)
    assert database.cluster(THERE)["EngineVersion"] == there
    for change in (database.switch_over, database.fail_over):
        if fits:
            database.switch_over()
            assert database.writer() == THERE
            return
        with pytest.raises(ClientError) as error:
            change()
        assert refusal(error) == "InvalidDBClusterStateFault"
        assert "must have the same engine version" in str(error.value)
        assert database.writer() == HERE


def test_a_switchover_and_back_loses_nothing(database: GlobalDatabase) -> None:
    assert database.switch_over()["FailoverState"]["IsDataLossAllowed"] is False
    assert database.writer() == THERE
    assert set(database.synchronization().values()) == {"connected"}
    database.switch_over(HERE, source=THERE)
    assert database.writer() == HERE


def test_a_switchover_whose_source_goes_is_stuck_until_a_failover_takes_its_place(
    cloud: Cloud, database: GlobalDatabase
) -> None:
    cloud.emulator.set_failover_pace(seconds=60)
    database.switch_over()
    assert database.describe()["Status"] == "switching-over"
    cloud.emulator.begin_outage(HERE)
    cloud.emulator.pass_seconds(600)
    assert database.describe()["Status"] == "switching-over"
    with pytest.raises(ClientError) as error:
        database.switch_over(source=THERE)
    assert refusal(error) == "InvalidGlobalClusterStateFault"

    database.fail_over()
    assert database.describe()["Status"] == "failing-over"
    cloud.emulator.pass_seconds(60)
    assert database.writer() == THERE


def test_a_switchover_goes_on_when_its_source_comes_back(
    cloud: Cloud, database: GlobalDatabase
) -> None:
    cloud.emulator.set_failover_pace(seconds=60)
    database.switch_over()
    cloud.emulator.begin_outage(HERE)
    cloud.emulator.pass_seconds(600)
    database.describe()
    cloud.emulator.end_outage(HERE)
    assert database.describe()["Status"] == "switching-over"
    cloud.emulator.pass_seconds(60)
    assert database.writer() == THERE


def test_a_switchover_whose_target_goes_is_called_off(
    cloud: Cloud, database: GlobalDatabase
) -> None:
    cloud.emulator.set_failover_pace(seconds=60, cancelling=5)
    database.switch_over()
    assert database.describe()["Status"] == "switching-over"
    cloud.emulator.begin_outage(THERE)
    assert database.describe(HERE)["FailoverState"]["Status"] == "cancelling"
    cloud.emulator.pass_seconds(5)
    assert "FailoverState" not in database.describe(HERE)
    assert database.describe(HERE)["Status"] == "available"
    assert database.cluster(HERE)["Status"] == "available"
    cloud.emulator.end_outage(THERE)
    assert database.writer() == HERE


def test_nothing_gives_way_to_a_failover_but_what_is_stuck(
    cloud: Cloud, database: GlobalDatabase
) -> None:
    cloud.emulator.set_failover_pace(seconds=60)
    database.switch_over()
    with pytest.raises(ClientError) as error:
        database.fail_over()
    assert refusal(error) == "InvalidGlobalClusterStateFault"


def test_what_is_refused(cloud: Cloud, database: GlobalDatabase) -> None:
    def refused(code: str, region: str = HERE, **given: object) -> None:
        arguments = {
            "GlobalClusterIdentifier": database.name,
            "TargetDbClusterIdentifier": database.arn(THERE), **given,
        }  # fmt: skip
        with pytest.raises(ClientError) as error:
            cloud.client("rds", region).failover_global_cluster(**arguments)
        assert refusal(error) == code

    refused("GlobalClusterNotFoundFault", GlobalClusterIdentifier="other")
    refused("DBClusterNotFoundFault", TargetDbClusterIdentifier=f"{database.arn(HERE)}-other")
    refused("InvalidDBClusterStateFault", TargetDbClusterIdentifier=database.arn(HERE))
    refused("InvalidParameterCombination", THERE, AllowDataLoss=True, Switchover=True)
    refused("InvalidDBClusterStateFault", THERE)  # a switchover is asked for in the source's
    refused("InvalidDBClusterStateFault", HERE, AllowDataLoss=True)  # and this in the target's

    cloud.emulator.begin_outage(THERE)
    refused("InvalidDBClusterStateFault")
    cloud.emulator.end_outage(THERE)

    cloud.client("rds", THERE).delete_db_instance(
        DBInstanceIdentifier=f"{database.clusters[THERE]}-1", SkipFinalSnapshot=True
    )
    refused("InvalidDBClusterStateFault")  # nobody there to take over
    assert database.writer() == HERE


def test_members_have_to_be_of_one_version(cloud: Cloud, database: GlobalDatabase) -> None:
    rds, reader = cloud.client("rds", THERE), database.clusters[THERE]
    rds.modify_db_cluster(DBClusterIdentifier=reader, EngineVersion="15.1")
    for change in (database.switch_over, database.fail_over):
        with pytest.raises(ClientError, match="same engine version") as error:
            change(THERE)
        assert refusal(error) == "InvalidDBClusterStateFault"
    assert database.writer() == HERE

    version = database.cluster(HERE)["EngineVersion"]
    rds.modify_db_cluster(DBClusterIdentifier=reader, EngineVersion=version)
    database.switch_over(THERE)


def test_a_reader_that_has_not_caught_up_is_no_target(
    cloud: Cloud, database: GlobalDatabase
) -> None:
    cloud.emulator.set_failover_pace(resync=120)
    database.fail_over()
    cloud.emulator.begin_outage(HERE)
    assert database.writer() == THERE
    cloud.emulator.end_outage(HERE)
    with pytest.raises(ClientError) as error:
        database.switch_over(HERE, source=THERE)
    assert refusal(error) == "InvalidDBClusterStateFault"


def test_a_lost_database_gives_way_and_comes_back_as_a_reader(
    cloud: Cloud, database: GlobalDatabase
) -> None:
    assert database.arn(HERE) in cloud.emulator.lose_database(HERE)
    assert database.cluster(HERE)["Status"] == "failed"
    with pytest.raises(ClientError) as error:
        database.switch_over()
    assert refusal(error) == "InvalidDBClusterStateFault"

    database.fail_over()
    assert database.writer() == THERE
    assert database.synchronization()[HERE] == "pending-resync"
    assert database.cluster(HERE)["Status"] == "failed"

    cloud.emulator.restore_database(HERE)
    assert database.cluster(HERE)["Status"] == "available"
    assert database.synchronization()[HERE] == "connected"


def test_global_clusters_by_identifier_and_region(cloud: Cloud, database: GlobalDatabase) -> None:
    other = cloud.database()
    assert other.describe()["GlobalClusterIdentifier"] == other.name
    rds = cloud.client("rds", "us-east-1")
    with pytest.raises(ClientError) as error:
        rds.describe_global_clusters(GlobalClusterIdentifier="nobody")
    assert refusal(error) == "GlobalClusterNotFoundFault"
    for region, found in {THERE: True, "us-west-2": False}.items():
        filters = [{"Name": "region", "Values": [region]}]
        clusters = rds.describe_global_clusters(Filters=filters)["GlobalClusters"]
        names = [each["GlobalClusterIdentifier"] for each in clusters]
        assert (database.name in names) is found


def test_serverless_capacity_is_read_back(cloud: Cloud) -> None:
    rds = cloud.client("rds", THERE)
    name = cloud.world.global_database()[2]
    for least in (0.5, 4.0):
        rds.modify_db_cluster(
            DBClusterIdentifier=name, ApplyImmediately=True,
            ServerlessV2ScalingConfiguration={"MinCapacity": least, "MaxCapacity": 8.0},
        )  # fmt: skip
        found = rds.describe_db_clusters(DBClusterIdentifier=name)["DBClusters"][0]
        assert found["ServerlessV2ScalingConfiguration"]["MinCapacity"] == least


def test_a_cluster_that_is_promoted_is_not_modified(cloud: Cloud, database: GlobalDatabase) -> None:
    cloud.emulator.set_failover_pace(seconds=60)
    database.fail_over()
    with pytest.raises(ClientError) as error:
        cloud.client("rds", THERE).modify_db_cluster(
            DBClusterIdentifier=database.clusters[THERE], BackupRetentionPeriod=7
        )
    assert refusal(error) == "InvalidDBClusterStateFault"


@pytest.fixture
def in_process(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """Moto in this process, taught, with a clock that a test moves."""
    moto = pytest.importorskip("moto")
    from tfdr.emulator.extensions import install
    from tfdr.emulator.inside.global_databases import pace

    install()
    now = [0.0]
    monkeypatch.setattr(pace, "clock", lambda: now[0])
    monkeypatch.setattr(pace, "seconds", 2.0)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "emulated")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "emulated")
    with moto.mock_aws():
        yield now


def test_in_this_process_by_a_clock_of_ones_own(in_process: list[float]) -> None:
    clients = {region: boto3.client("rds", region_name=region) for region in (HERE, THERE)}
    common = {"Engine": "aurora-postgresql", "GlobalClusterIdentifier": "g"}
    clients[HERE].create_global_cluster(**common)
    clients[HERE].create_db_cluster(
        DBClusterIdentifier="w", MasterUsername="boss", MasterUserPassword="password-1", **common
    )
    clients[THERE].create_db_cluster(DBClusterIdentifier="r", **common)
    clients[THERE].create_db_instance(
        DBInstanceIdentifier="i", DBClusterIdentifier="r", Engine="aurora-postgresql",
        DBInstanceClass="db.r6g.large",
    )  # fmt: skip
    clients[THERE].failover_global_cluster(
        GlobalClusterIdentifier="g", AllowDataLoss=True,
        TargetDbClusterIdentifier=f"arn:aws:rds:{THERE}:123456789012:cluster:r",
    )  # fmt: skip

    def status() -> str:
        return str(clients[THERE].describe_global_clusters()["GlobalClusters"][0]["Status"])

    in_process[0] = 5.0
    assert status() == "failing-over"
    in_process[0] = 6.9
    assert status() == "failing-over"
    in_process[0] = 7.0
    assert status() == "available"
