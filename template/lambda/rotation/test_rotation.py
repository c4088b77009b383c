"""Rotation against a Secrets Manager and an RDS that remember. Run with `pytest lambda`."""

import importlib
import json
import sys
from pathlib import Path

import pytest

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

    def get_secret_value(self, SecretId, VersionStage, VersionId=None):
        found = self.stages.get(VersionStage)
        if found is None or VersionId not in (None, found):
            raise NotFoundError
        return {"SecretString": json.dumps(self.versions[found])}

    def get_random_password(self, PasswordLength, ExcludePunctuation):
        assert ExcludePunctuation  # RDS refuses some of it
        return {"RandomPassword": "n" * PasswordLength}

    def put_secret_value(self, SecretId, ClientRequestToken, SecretString, VersionStages):
        assert ClientRequestToken not in self.versions
        self.versions[ClientRequestToken] = json.loads(SecretString)
        self.stages |= dict.fromkeys(VersionStages, ClientRequestToken)

    def describe_secret(self, SecretId):
        ids = {version: [] for version in self.versions}
        for stage, version in self.stages.items():
            ids[version].append(stage)
        return {"VersionIdsToStages": ids}

    def update_secret_version_stage(
        self, SecretId, VersionStage, MoveToVersionId, RemoveFromVersionId
    ):
        assert self.stages[VersionStage] == RemoveFromVersionId
        self.stages[VersionStage] = MoveToVersionId


class Rds:
    """A cluster that takes a password over only after it has been looked at a few times."""

    def __init__(self):
        self.password = "old"
        self.replicates_from = ""
        self.looks_needed = 0
        self.pending = None

    def modify_db_cluster(self, DBClusterIdentifier, MasterUserPassword, ApplyImmediately):
        assert ApplyImmediately
        self.pending, self.looks_needed = MasterUserPassword, 2

    def describe_db_clusters(self, DBClusterIdentifier):
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


class Context:
    """Tells how long the function may still run."""

    def __init__(self, seconds=300):
        self.seconds = seconds

    def get_remaining_time_in_millis(self):
        return self.seconds * 1000


@pytest.fixture
def rotation(monkeypatch):
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    monkeypatch.setenv("CLUSTER_IDENTIFIER", "trading-primary")
    monkeypatch.setenv("SECRET_ARN", ARN)
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    sys.modules.pop("rotation", None)
    module = importlib.import_module("rotation")
    module.secrets, module.rds = SecretsManager(), Rds()
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


def test_a_cluster_that_replicates_from_another_is_left_alone(rotation):
    rotation.rds.replicates_from = "arn:aws:rds:us-east-1:111122223333:cluster:trading-primary"
    run(rotation, "createSecret")

    with pytest.raises(RuntimeError, match="not the writer"):
        run(rotation, "setSecret")
    assert rotation.rds.pending is None


def test_running_out_of_time_is_a_failure(rotation):
    run(rotation, "createSecret", "setSecret")

    with pytest.raises(TimeoutError):
        run(rotation, "testSecret", context=Context(seconds=10))


def test_another_secret_is_refused(rotation):
    with pytest.raises(ValueError, match="this function is for"):
        rotation.handler(
            {"SecretId": ARN + "x", "ClientRequestToken": "v2", "Step": "createSecret"}, Context()
        )


def test_an_unknown_step_is_refused(rotation):
    with pytest.raises(ValueError, match="unknown step"):
        run(rotation, "guess")
