"""What counts as left behind: all but what AWS makes by itself, and keeps."""

from tests.emulation.support import Cloud


def test_parameter_groups_of_aws_are_not_left_by_anybody(cloud: Cloud) -> None:
    rds, before = cloud.emulator.client("rds", "eu-west-1"), cloud.emulator.inventory()
    rds.create_db_cluster(
        DBClusterIdentifier="alone", Engine="aurora-postgresql", EngineVersion="17.7",
        MasterUsername="boss", MasterUserPassword="first-password",
    )  # fmt: skip
    rds.create_db_instance(
        DBInstanceIdentifier="alone-1", DBClusterIdentifier="alone", Engine="aurora-postgresql",
        DBInstanceClass="db.r6g.large",
    )  # fmt: skip
    assert cloud.emulator.inventory() != before
    rds.delete_db_instance(DBInstanceIdentifier="alone-1")
    rds.delete_db_cluster(DBClusterIdentifier="alone", SkipFinalSnapshot=True)
    assert cloud.emulator.inventory() == before
