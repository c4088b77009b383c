"""The validator against moto: what it asks exists, and each fault fails the check that is for it.

moto knows no replicas of tables, no recovery points, no quotas, no health of a proxy's targets, no
pending maintenance and no health checkers: these answers are made up here, but the questions are
checked by botocore all the same. Instances and functions, in place of tasks,
are in the tests beside the code.
"""

import functools
import importlib
import json
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from moto import mock_aws
from moto.core import DEFAULT_ACCOUNT_ID as ACCOUNT
from moto.rds.models import rds_backends

from tests.support import ROOT

CODE, COMMON = ROOT / "template/lambda/validator", ROOT / "template/lambda/common"
MODULES = [path.stem for code in (CODE, COMMON) for path in code.glob("*.py")]
REGIONS = {"primary": "eu-west-1", "dr": "eu-central-1"}
PRIMARY, DR = REGIONS.values()
NAME = "trading"
MANIFEST = '{"mediaType": "application/vnd.oci.image.manifest.v1+json", "layers": []}'
BUCKETS = {region: f"{NAME}-data-{ACCOUNT}-{region}" for region in REGIONS.values()}


# Made once: that takes longer than anything that is done with a client, or with a certificate.
client = functools.cache(boto3.client)
make_key = functools.cache(rsa.generate_private_key)

made_up: dict[str, Any] = {}  # answers of the world of this test, by operation
silent: set[str] = set()  # URLs that do not answer in it


def seen_by_checkers(said: str) -> dict[str, Any]:
    """What Route 53 answers when its checkers agree."""
    return {"HealthCheckObservations": [{"StatusReport": {"Status": f"{said}: x"}}] * 8}


@functools.cache
def asking_client(service: str, region: str, _far: bool) -> Any:
    """Make a client that gets made up answers where there are some."""

    def answer(model: Any, **_: Any) -> Any:
        found = made_up.get(model.name)
        return found and (SimpleNamespace(status_code=200), found)

    made = boto3.client(service, region)
    made.meta.events.register("before-call", answer)
    return made


class World:
    """A deployment in moto, and the validator of its standby."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, validator: Any) -> None:
        self.monkeypatch = monkeypatch
        self.validator = validator
        answers = {
            "DescribeTable": {
                "Table": {
                    "TableStatus": "ACTIVE",
                    "Replicas": [{"RegionName": PRIMARY, "ReplicaStatus": "ACTIVE"}],
                }
            },
            "ListRecoveryPointsByBackupVault": {
                "RecoveryPoints": [
                    {"ResourceType": kind, "Status": "COMPLETED"}
                    for kind in ("Aurora", "DynamoDB", "S3")
                ]
            },
            "GetServiceQuota": {"Quota": {"Value": 100.0}},
            "DescribeDBProxyTargets": {
                "Targets": [{"RdsResourceId": "dr-1", "TargetHealth": {"State": "AVAILABLE"}}]
            },
            "DescribePendingMaintenanceActions": {"PendingMaintenanceActions": []},
            "GetHealthCheckStatus": seen_by_checkers("Success"),
        }
        silent.clear()
        made_up.clear()
        made_up.update(answers)
        # What moto makes of a new service and of a new certificate.
        monkeypatch.setenv("MOTO_ECS_SERVICE_RUNNING", "1")
        monkeypatch.setattr("moto.settings.ACM_VALIDATION_WAIT", -1)
        self.environment = {
            "NAME": NAME,
            "ROLE": "dr",
            "REGIONS": json.dumps(dict(sorted(REGIONS.items()))),
            "TABLE": f"{NAME}-failover",
            "PARAMETER": f"/{NAME}/active-region",
            "RPO_MINUTES": "1",
            "DRILL_DAYS": "90",
            "ENDPOINT_DOMAIN": "trading.acme-markets.com",
            "HEALTH_CHECK_PATH": "/health",
            "SESSIONS_TABLE": f"{NAME}-sessions",
            "BACKUP_VAULT": f"{NAME}-backup",
            "BACKUP_COPY_HOURS": "36",
            "PROXY": NAME,
            "HEALTH_CHECKS": json.dumps({"primary": "of-the-primary"}),
        }
        self.make_state()
        self.make_database()
        self.make_buckets()
        self.make_secret_and_key()
        self.make_service()
        self.make_notes()

    def make_state(self) -> None:
        for region in REGIONS.values():
            client("dynamodb", region).create_table(
                TableName=f"{NAME}-failover",
                BillingMode="PAY_PER_REQUEST",
                KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
                AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            )
            client("ssm", region).put_parameter(
                Name=f"/{NAME}/active-region", Value=PRIMARY, Type="String"
            )
        self.put(DR, id="drill", finished_at=int(time.time()) - 86400)

    def make_database(self) -> None:
        client("rds", PRIMARY).create_global_cluster(
            GlobalClusterIdentifier=NAME, Engine="aurora-postgresql"
        )
        arns = {}
        for role, region in REGIONS.items():
            rds = client("rds", region)
            made = rds.create_db_cluster(
                DBClusterIdentifier=f"{NAME}-{role}",
                Engine="aurora-postgresql",
                GlobalClusterIdentifier=NAME,
                **(
                    {"MasterUsername": "x", "MasterUserPassword": "xxxxxxxx"}
                    if role != "dr"
                    else {}
                ),
            )
            rds.create_db_instance(
                DBInstanceIdentifier=f"{NAME}-{role}-1",
                DBClusterIdentifier=f"{NAME}-{role}",
                DBInstanceClass="db.r6g.large",
                Engine="aurora-postgresql",
            )
            arns[role] = made["DBCluster"]["DBClusterArn"]
        self.publish_lag(200, minutes_ago=2)
        self.environment |= {"GLOBAL_CLUSTER": NAME, "CLUSTERS": json.dumps(arns)}

    def make_buckets(self) -> None:
        for region, bucket in BUCKETS.items():
            s3 = client("s3", region)
            place = {"LocationConstraint": region}
            s3.create_bucket(Bucket=bucket, CreateBucketConfiguration=place)
            versions = {"Status": "Enabled"}
            s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration=versions)
        for region, peer in ((PRIMARY, DR), (DR, PRIMARY)):
            rule = {
                "ID": "to-peer",
                "Priority": 1,
                "Status": "Enabled",
                "Filter": {},
                "DeleteMarkerReplication": {"Status": "Enabled"},
                "Destination": {"Bucket": f"arn:aws:s3:::{BUCKETS[peer]}"},
            }
            client("s3", region).put_bucket_replication(
                Bucket=BUCKETS[region],
                ReplicationConfiguration={"Role": "arn:aws:iam::1:role/x", "Rules": [rule]},
            )
        self.environment["BUCKETS"] = json.dumps([BUCKETS[DR]])

    def make_secret_and_key(self) -> None:
        made = client("secretsmanager", PRIMARY).create_secret(
            Name=f"{NAME}-database", SecretString="{}", AddReplicaRegions=[{"Region": DR}]
        )
        self.secret = made["ARN"].replace(PRIMARY, DR)
        self.key = client("kms", DR).create_key()["KeyMetadata"]["Arn"]
        self.environment |= {"SECRET_ID": self.secret, "KMS_KEY_ARN": self.key}

    def make_service(self) -> None:
        ecs, ecr = client("ecs", DR), client("ecr", DR)
        container = {"name": "service", "image": "x", "memory": 128}
        ecs.register_task_definition(family=NAME, containerDefinitions=[container])
        ecs.create_cluster(clusterName=NAME)
        ecs.create_service(
            cluster=NAME,
            serviceName=NAME,
            taskDefinition=NAME,
            desiredCount=1,
            launchType="FARGATE",
        )
        ecr.create_repository(repositoryName=f"{NAME}/service")
        ecr.put_image(repositoryName=f"{NAME}/service", imageManifest=MANIFEST, imageTag="1.2.3")
        certificate = client("acm", DR).request_certificate(
            DomainName="trading.acme-markets.com", ValidationMethod="DNS"
        )
        self.environment |= {
            "ECS_CLUSTER": NAME,
            "ECS_SERVICE": NAME,
            "CAPACITY": json.dumps({"primary": 4, "dr": 1}),
            "TASK_VCPUS": "2",
            "QUOTA_CODE": "L-3032A538",
            "REPOSITORIES": json.dumps({f"{NAME}/service": "1.2.3"}),
            "CERTIFICATE_ARN": certificate["CertificateArn"],
        }

    def make_notes(self) -> None:
        """Write down what the active region and this one do each minute."""
        now = int(time.time())
        images = client("ecr", DR).describe_images(repositoryName=f"{NAME}/service")
        self.put(
            DR, id="serving", at=now, role="primary", asked=3, failed=0, version="16.6",
            revision=images["imageDetails"][0]["imageDigest"],
        )  # fmt: skip
        lags = {"sessions": 20}
        self.put(DR, id="watch", at=now, active="primary", minutes=[], lags=lags)

    def put(self, region: str, **item: object) -> None:
        """Write an item as the functions do."""
        content = sys.modules["items"].to_item(item)
        client("dynamodb", region).put_item(TableName=f"{NAME}-failover", Item=content)

    def publish_lag(self, milliseconds: int, minutes_ago: int = 1) -> None:
        cluster = [{"Name": "DBClusterIdentifier", "Value": f"{NAME}-dr"}]
        at = datetime.now(UTC) - timedelta(minutes=minutes_ago)
        metric = {"MetricName": "AuroraGlobalDBRPOLag", "Dimensions": cluster, "Timestamp": at}
        client("cloudwatch", DR).put_metric_data(
            Namespace="AWS/RDS", MetricData=[{**metric, "Value": milliseconds}]
        )

    def run(self, check: str) -> dict[str, Any]:
        """Run the validator of the standby, freshly started."""
        for name, value in self.environment.items():
            self.monkeypatch.setenv(name, value)
        context = SimpleNamespace(aws_request_id="run")
        answer: dict[str, Any] = self.validator.handler({"check": check}, context)
        return answer

    def metrics(self) -> dict[str, float]:
        """Return what the validator has published in its region."""
        cloudwatch = client("cloudwatch", DR)
        found = cloudwatch.list_metrics(Namespace="DisasterRecovery")["Metrics"]
        now = datetime.now(UTC).timestamp()
        return {
            metric["MetricName"]: cloudwatch.get_metric_statistics(
                **metric, StartTime=now - 60, EndTime=now + 60, Period=300, Statistics=["Maximum"]
            )["Datapoints"][0]["Maximum"]
            for metric in found
        }


@pytest.fixture(scope="module")
def validator() -> Iterator[Any]:
    """The validator, which asks moto; gone afterwards, as other functions' modules may be alike."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.syspath_prepend(str(COMMON))
        monkeypatch.syspath_prepend(str(CODE))
        module = importlib.import_module("validator")
        monkeypatch.setattr(sys.modules["asking"], "_client", asking_client)
        monkeypatch.setattr(sys.modules["probe"], "ask", lambda url: (url not in silent, url))
        monkeypatch.setattr(rsa, "generate_private_key", make_key)
        yield module
    for name in MODULES:
        sys.modules.pop(name, None)


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch, validator: Any) -> Iterator[World]:
    """A standby that could take over."""
    with mock_aws():
        yield World(monkeypatch, validator)


def test_a_standby_that_could_take_over_is_ready(world: World) -> None:
    answer = world.run("readiness")

    assert [check for check in answer["checks"] if check["status"] != "ok"] == []
    assert (answer["ready"], len(answer["checks"])) == (True, 25)
    metrics = world.metrics()
    assert (metrics["CouldTakeOver"], metrics["InGoodOrder"], metrics["FailedChecks"]) == (1, 1, 0)
    assert 0.9 < metrics["DrillAgeDays"] < 1.1


def test_the_pulse_is_published(world: World) -> None:
    assert world.run("pulse")["active"] == "primary"
    assert world.metrics() == {"Active": 0, "ActiveRegionFailingShare": 0, "WitnessesAgree": 0}


def test_a_region_that_fails_for_two_witnesses_is_told_so(world: World) -> None:
    silent.add("https://primary.trading.acme-markets.com/health")
    made_up["GetHealthCheckStatus"] = seen_by_checkers("Failure")

    world.run("pulse")

    metrics = world.metrics()
    assert (metrics["ActiveRegionFailingShare"], metrics["WitnessesAgree"]) == (1, 1)


def replace_certificate(world: World) -> None:
    world.monkeypatch.setattr("moto.settings.ACM_VALIDATION_WAIT", 600)
    made = client("acm", DR).request_certificate(DomainName="x.acme-markets.com")
    world.environment["CERTIFICATE_ARN"] = made["CertificateArn"]


def plan_maintenance() -> None:
    detail = {"Action": "system-update", "Description": "a new version"}
    made_up["DescribePendingMaintenanceActions"] = {
        "PendingMaintenanceActions": [{"PendingMaintenanceActionDetails": [detail]}]
    }


def own_secret() -> str:
    """Make a secret that is here only."""
    made = client("secretsmanager", DR).create_secret(Name="here-only", SecretString="{}")
    return str(made["ARN"])


def refuse_login() -> None:
    health = {"State": "UNAVAILABLE", "Reason": "AUTH_FAILURE", "Description": "wrong password"}
    made_up["DescribeDBProxyTargets"]["Targets"][0]["TargetHealth"] = health


def other_release(world: World) -> None:
    world.put(
        DR, id="serving", at=int(time.time()), role="primary", asked=3, failed=0,
        version="16.6", revision="sha256:another",
    )  # fmt: skip


# Each with whether the region could take over in spite of it.
FAULTS: dict[str, tuple[bool, Callable[[World], Any]]] = {
    "replication_lag": (False, lambda w: w.publish_lag(120_000)),
    "database": (
        False,
        lambda _: client("rds", DR).delete_db_instance(
            DBInstanceIdentifier=f"{NAME}-dr-1", SkipFinalSnapshot=True
        ),
    ),
    # moto removes no member of another region than us-east-1, where it keeps global clusters.
    "global_cluster": (
        False,
        lambda _: rds_backends[ACCOUNT]["us-east-1"].global_clusters[NAME].members.pop(),
    ),
    "versions": (
        False,
        lambda _: setattr(
            rds_backends[ACCOUNT][PRIMARY].clusters[f"{NAME}-primary"], "engine_version", "14.1"
        ),
    ),
    "maintenance": (True, lambda _: plan_maintenance()),
    "login": (False, lambda _: refuse_login()),
    "sessions": (False, lambda _: made_up["DescribeTable"]["Table"].update(TableStatus="X")),
    "session_replicas": (True, lambda _: made_up["DescribeTable"]["Table"].update(Replicas=[])),
    "replication": (
        True,
        lambda w: w.put(DR, id="watch", active="primary", lags={"sessions": 5000}),
    ),
    "buckets": (
        True,
        lambda _: client("s3", PRIMARY).delete_bucket_replication(Bucket=BUCKETS[PRIMARY]),
    ),
    "secret": (
        False,
        lambda w: w.environment.update(SECRET_ID=w.secret.replace("database", "another")),
    ),
    "secret_replicas": (True, lambda w: w.environment.update(SECRET_ID=own_secret())),
    "key": (False, lambda w: w.environment.update(KMS_KEY_ARN=w.key[:-8] + "deadbeef")),
    "capacity": (
        False,
        lambda _: client("ecs", DR).update_service(cluster=NAME, service=NAME, desiredCount=0),
    ),
    "quota": (False, lambda _: made_up["GetServiceQuota"]["Quota"].update(Value=6.0)),
    "images": (
        False,
        lambda w: w.environment.update(REPOSITORIES=json.dumps({f"{NAME}/service": "2"})),
    ),
    "release": (False, lambda w: w.put(DR, id="readiness", differs_since=1) or other_release(w)),
    "own_path": (False, lambda _: silent.add("https://dr.trading.acme-markets.com/health")),
    "other_regions": (
        True,
        lambda _: made_up.update(GetHealthCheckStatus=seen_by_checkers("Failure")),
    ),
    "certificate": (True, replace_certificate),
    "backup": (
        True,
        lambda _: made_up["ListRecoveryPointsByBackupVault"]["RecoveryPoints"].pop(),
    ),
    "unfinished_work": (True, lambda w: w.put(DR, id="pending#fence#primary", since=1)),
    "records": (True, lambda w: w.put(PRIMARY, id="system", active="primary", epoch=2)),
    "drill": (True, lambda w: w.put(DR, id="drill", finished_at=1)),
}


@pytest.mark.parametrize("check", FAULTS)
def test_a_fault_fails_its_own_check_and_no_other(world: World, check: str) -> None:
    could, happens = FAULTS[check]
    happens(world)

    answer = world.run("readiness")

    # What others cannot know then is unknown, and stands in nobody's way.
    assert [c["name"] for c in answer["checks"] if c["status"] == "failed"] == [check]
    assert answer["ready"] is could
    assert answer["in_good_order"] is (check == "drill")


def test_without_its_table_a_region_cannot_take_over(world: World) -> None:
    client("dynamodb", DR).delete_table(TableName=f"{NAME}-failover")
    del made_up["DescribeTable"], world.environment["SESSIONS_TABLE"]

    answer = world.run("readiness")

    status = {check["name"]: check["status"] for check in answer["checks"]}
    assert (answer["ready"], status["state_table"]) == (False, "failed")
