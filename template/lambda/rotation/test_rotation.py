"""Rotation against a Secrets Manager and an RDS that remember. Run with `pytest lambda`."""

import importlib
import json
import sys
from pathlib import Path

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError

HERE = Path(__file__).parent
PRIMARY, DR = "eu-west-1", "eu-central-1"
CLUSTERS = {
    "primary": f"arn:aws:rds:{PRIMARY}:111122223333:cluster:trading-primary",
    "dr": f"arn:aws:rds:{DR}:111122223333:cluster:trading-dr",
}
ARN = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:database-AbCdEf"


class NotFoundError(Exception):
    """What Secrets Manager raises for a version that does not exist."""


class SecretsManager:
    """Keeps versions and stages as the service does."""

    class exceptions:  # the name that boto3 clients use
        ResourceNotFoundException = NotFoundError

    def __init__(self):
        self.versions = {"v1": {"username": "dbadmin", "password": "old"}}
        self.stages = {"AWSCURRENT": "v1"}
        self.replication = [{"Region": DR, "Status": "InSync"}]
        self.puts = self.denials = 0

    def get_secret_value(self, SecretId, VersionStage, VersionId=None):
        found = self.stages.get(VersionStage)
        if found is None or VersionId not in (None, found):
            raise NotFoundError
        return {"SecretString": json.dumps(self.versions[found])}

    def get_random_password(self, PasswordLength, ExcludePunctuation):
        assert ExcludePunctuation  # RDS refuses some of it
        return {"RandomPassword": "n" * PasswordLength}

    def put_secret_value(
        self, SecretId, SecretString, ClientRequestToken="v0", VersionStages=("AWSCURRENT",)
    ):
        self.puts += 1
        if self.denials:
            self.denials -= 1
            raise ClientError({"Error": {"Code": "AccessDeniedException"}}, "PutSecretValue")
        if self.puts > 1:
            self.replication = [{**each, "Status": "InSync"} for each in self.replication]
        self.versions[ClientRequestToken] = json.loads(SecretString)
        self.stages |= dict.fromkeys(VersionStages, ClientRequestToken)

    def describe_secret(self, SecretId):
        ids = {version: [] for version in self.versions}
        for stage, version in self.stages.items():
            ids[version].append(stage)
        return {"VersionIdsToStages": ids, "ReplicationStatus": self.replication}

    def update_secret_version_stage(
        self, SecretId, VersionStage, MoveToVersionId, RemoveFromVersionId
    ):
        assert self.stages[VersionStage] == RemoveFromVersionId
        self.stages[VersionStage] = MoveToVersionId


class Rds:
    """A global database. It takes a password over only after it was looked at a few times."""

    class exceptions:  # the name that boto3 clients use
        GlobalClusterNotFoundFault = NotFoundError

    def __init__(self):
        self.password = "old"
        self.writer, self.members = "primary", ["primary", "dr"]
        self.replicates_from = ""
        self.looks_needed = 0
        self.pending = None
        self.asked, self.dead = None, None  # in which region
        self.refusal = None
        self.changed = []

    def __call__(self, region):
        self.asked = region
        return self

    def describe_global_clusters(self, GlobalClusterIdentifier):
        if not self.members:
            raise NotFoundError
        members = [
            {"DBClusterArn": CLUSTERS[role], "IsWriter": role == self.writer}
            for role in self.members
        ]
        return {"GlobalClusters": [{"GlobalClusterMembers": members}]}

    def modify_db_cluster(self, DBClusterIdentifier, MasterUserPassword, ApplyImmediately):
        assert ApplyImmediately
        self.changed.append((self.asked, DBClusterIdentifier))
        self.pending, self.looks_needed = MasterUserPassword, 2

    def describe_db_clusters(self, DBClusterIdentifier):
        if self.asked == self.dead:
            raise ConnectTimeoutError(endpoint_url=self.asked)
        if self.refusal:
            raise ClientError({"Error": {"Code": self.refusal}}, "DescribeDBClusters")
        if self.pending:
            self.looks_needed -= 1
            if self.looks_needed < 0:
                self.password, self.pending = self.pending, None
        return {
            "DBClusters": [
                {
                    "Status": "resetting-master-credentials" if self.pending else "available",
                    "PendingModifiedValues": {"MasterUserPassword": "****"} if self.pending else {},
                    "ReplicationSourceIdentifier": self.replicates_from,
                }
            ]
        }


class Parameters:
    """Holds the active region."""

    def __init__(self):
        self.active = PRIMARY

    def get_parameter(self, Name):
        return {"Parameter": {"Value": self.active}}


class Context:
    """Tells how long the function may still run."""

    def __init__(self, seconds=300):
        self.seconds = seconds

    def get_remaining_time_in_millis(self):
        return self.seconds * 1000


@pytest.fixture
def rotation(monkeypatch):
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    monkeypatch.setenv("CLUSTERS", json.dumps(CLUSTERS))
    monkeypatch.setenv("GLOBAL_CLUSTER", "trading")
    monkeypatch.setenv("PARAMETER", "/trading/active-region")
    monkeypatch.setenv("SECRET_ARN", ARN)
    monkeypatch.syspath_prepend(str(HERE.parent / "common"))
    monkeypatch.syspath_prepend(str(HERE))
    sys.modules.pop("rotation", None)
    module = importlib.import_module("rotation")
    module.secrets, module.rds, module.ssm = SecretsManager(), Rds(), Parameters()
    monkeypatch.setattr(module.time, "sleep", lambda seconds: None)
    return module


def run(rotation, *steps, version="v2", context=None):
    for step in steps:
        rotation.handler(
            {"SecretId": ARN, "ClientRequestToken": version, "Step": step}, context or Context()
        )


def test_database_and_secret_end_with_the_same_new_password(rotation):
    run(rotation, "createSecret", "setSecret", "testSecret", "finishSecret")

    current = rotation.read(VersionStage="AWSCURRENT")
    assert current == {"username": "dbadmin", "password": rotation.rds.password}
    assert current["password"] != "old"


def test_every_step_can_be_repeated(rotation):
    run(
        rotation,
        *["createSecret"] * 2,
        *["setSecret"] * 2,
        *["testSecret"] * 2,
        *["finishSecret"] * 2,
    )

    assert rotation.read(VersionStage="AWSCURRENT")["password"] == rotation.rds.password


def test_the_old_password_stays_current_until_the_last_step(rotation):
    run(rotation, "createSecret", "setSecret", "testSecret")

    assert rotation.read(VersionStage="AWSCURRENT")["password"] == "old"


FIRST = {"first": {"username": "dbadmin"}}


@pytest.fixture
def empty(rotation):
    """A secret that has just been created."""
    rotation.secrets.versions, rotation.secrets.stages = {}, {}
    return rotation


def test_the_first_password_is_made_once_and_not_told(empty):
    assert empty.handler(FIRST, Context()) == {"arn": ARN}
    made = empty.read(VersionStage="AWSCURRENT")
    assert made == {"username": "dbadmin", "password": "n" * 40}
    assert empty.handler(FIRST, Context()) == {"arn": ARN}
    assert empty.secrets.puts == 1


def test_a_password_that_is_there_is_never_replaced_by_a_first_one(rotation):
    rotation.handler(FIRST, Context())
    assert rotation.read(VersionStage="AWSCURRENT")["password"] == "old"
    assert rotation.secrets.puts == 0


def test_a_role_that_is_not_known_yet_is_waited_for(empty):
    empty.secrets.denials = 3
    empty.handler(FIRST, Context())
    assert empty.read(VersionStage="AWSCURRENT")["password"]


def test_a_role_that_may_not_is_an_error(empty):
    empty.secrets.denials = 99
    with pytest.raises(ClientError, match="AccessDenied"):
        empty.handler(FIRST, Context())


def test_a_replica_that_was_refused_is_tried_again(empty):
    empty.secrets.replication = [{"Region": DR, "Status": "Failed", "StatusMessage": "no KMS"}]
    empty.handler(FIRST, Context())
    assert empty.secrets.puts == 2
    assert empty.read(VersionStage="AWSCURRENT")["password"] == "n" * 40


ALL = ("createSecret", "setSecret", "testSecret", "finishSecret")


def test_after_a_failover_the_password_is_set_where_the_database_writes(rotation):
    rotation.rds.writer, rotation.ssm.active = "dr", DR

    run(rotation, *ALL)

    assert rotation.rds.changed == [(DR, "trading-dr")]
    assert rotation.read(VersionStage="AWSCURRENT")["password"] == rotation.rds.password


@pytest.mark.parametrize("members", [["primary"], []])
def test_a_cluster_that_was_detached_is_the_writer(rotation, members):
    rotation.rds.members, rotation.ssm.active = members, DR

    run(rotation, *ALL)

    assert rotation.rds.changed == [(DR, "trading-dr")]


def test_a_region_that_does_not_answer_is_named_before_anything_is_begun(rotation):
    rotation.rds.writer, rotation.rds.dead = "dr", DR

    with pytest.raises(RuntimeError, match=f"{DR} does not answer"):
        run(rotation, "createSecret")
    assert "AWSPENDING" not in rotation.secrets.stages


@pytest.mark.parametrize(("writer", "source"), [(None, ""), ("primary", "arn:aws:rds:x")])
def test_a_writer_that_changes_is_left_alone(rotation, writer, source):
    run(rotation, "createSecret")
    rotation.rds.writer, rotation.rds.replicates_from = writer, source

    with pytest.raises(RuntimeError, match="being changed"):
        run(rotation, "setSecret")
    assert rotation.rds.pending is None


def test_a_replica_that_does_not_follow_is_told_with_the_reason(rotation):
    run(rotation, "createSecret", "setSecret", "testSecret")
    said = "Access to KMS is not allowed"
    rotation.secrets.replication = [{"Region": DR, "Status": "Failed", "StatusMessage": said}]

    with pytest.raises(RuntimeError, match=f"{DR}: {said}"):
        run(rotation, "finishSecret")


def test_running_out_of_time_is_a_failure(rotation):
    run(rotation, "createSecret", "setSecret")

    with pytest.raises(TimeoutError):
        run(rotation, "testSecret", context=Context(seconds=10))


def test_a_rotation_is_configured_before_there_is_a_cluster(empty):
    empty.handler(FIRST, Context())
    empty.rds.members, empty.rds.refusal = [], "DBClusterNotFoundFault"

    run(empty, "testSecret")
    with pytest.raises(ClientError, match="DBClusterNotFoundFault"):
        run(empty, "createSecret")


def test_what_rds_refuses_is_an_error_of_the_test(rotation):
    rotation.rds.refusal = "AccessDenied"

    with pytest.raises(ClientError, match="AccessDenied"):
        run(rotation, "testSecret")


def test_another_secret_is_refused(rotation):
    with pytest.raises(ValueError, match="this function is for"):
        rotation.handler(
            {"SecretId": ARN + "x", "ClientRequestToken": "v2", "Step": "createSecret"}, Context()
        )


def test_an_unknown_step_is_refused(rotation):
    with pytest.raises(ValueError, match="unknown step"):
        run(rotation, "guess")
