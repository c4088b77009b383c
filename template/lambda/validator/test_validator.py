"""The validator against AWS as it would answer. Run with `pytest lambda`.

The clients are boto3's own, so what they are asked has to be right; only the wire is not there.
"""

import functools
import importlib
import json
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from urllib.error import URLError

import boto3
import pytest
from botocore.exceptions import EndpointConnectionError

PRIMARY, DR, DR2 = "eu-west-1", "eu-central-1", "eu-north-1"
ACCOUNT = "111122223333"
SECRET = f"arn:aws:secretsmanager:{DR}:{ACCOUNT}:secret:trading-database-AbCdEf"
ENVIRONMENT = {
    "NAME": "trading",
    "ROLE": "dr",
    "REGIONS": json.dumps({"dr": DR, "primary": PRIMARY}),  # as Terraform sorts them
    "TABLE": "trading-failover",
    "PARAMETER": "/trading/active-region",
    "RPO_MINUTES": "1",
    "DRILL_DAYS": "90",
    "ENDPOINT_DOMAIN": "trading.acme-markets.com",
    "HEALTH_CHECK_PATH": "/health",
    "GLOBAL_CLUSTER": "trading",
    "CLUSTERS": json.dumps(
        {
            "primary": f"arn:aws:rds:{PRIMARY}:{ACCOUNT}:cluster:trading-primary",
            "dr": f"arn:aws:rds:{DR}:{ACCOUNT}:cluster:trading-dr",
        }
    ),
    "ECS_CLUSTER": "trading",
    "ECS_SERVICE": "trading",
    "CAPACITY": json.dumps({"primary": 4, "dr": 1}),
    "TASK_VCPUS": "2",
    "QUOTA_CODE": "L-3032A538",
    "SESSIONS_TABLE": "trading-sessions",
    "BUCKETS": json.dumps([f"trading-data-{ACCOUNT}-{DR}"]),
    "PROXY": "trading",
    "SECRET_ID": SECRET,
    "HEALTH_CHECKS": json.dumps({"primary": "check-primary", "dr": "check-dr"}),
    "HEARTBEAT_BUCKET": f"trading-data-{ACCOUNT}-{DR}",
    "KMS_KEY_ARN": f"arn:aws:kms:{DR}:{ACCOUNT}:key/1",
    "REPOSITORIES": json.dumps({"trading/service": "1.2.3"}),
    "CERTIFICATE_ARN": f"arn:aws:acm:{DR}:{ACCOUNT}:certificate/1",
    "BACKUP_VAULT": "trading-backup",
    "BACKUP_COPY_HOURS": "36",
}
EC2 = {
    "ECS_CLUSTER": None,
    "ECS_SERVICE": None,
    "TASK_VCPUS": None,
    "AUTOSCALING_GROUP": "trading",
    "INSTANCE_TYPE": "m7i.large",
    "QUOTA_CODE": "L-1216C47A",
}
API = {
    **dict.fromkeys([*EC2, "CAPACITY", "REPOSITORIES"]),
    "API_FUNCTION": "trading-api",
}


class Refused(Exception):
    """In place of an answer: the error that AWS would give."""

    def __init__(self, code, status=400):
        super().__init__(code)
        self.code, self.status = code, status


def ago(**time):
    return datetime.now(UTC) - timedelta(**time)


def record(active, epoch, **more):
    return {"id": "system", "active": active, "epoch": epoch, **more}


DRILL = {"id": "drill", "finished_at": int(time.time()) - 10 * 24 * 3600}


def serving(role="primary", **more):
    """What the active region has written down here a minute ago."""
    item = {"id": "serving", "at": int(time.time()) - 60, "role": role, "asked": 6, "failed": 0}
    return {**item, "version": "16.6", "revision": "sha256:1", "largest": 3, **more}


def watch(minutes=10, failed=0, active="primary", **more):
    """What this region has written down in the last minutes."""
    now = int(time.time())
    seen = [[now // 60 - number, 6, failed] for number in reversed(range(1, minutes + 1))]
    item = {"id": "watch", "at": now - 60, "active": active, "minutes": seen}
    return {**item, "lags": {"sessions": 40, "objects": 200}, "well_since": now - 7200, **more}


def lag(seconds, **age):
    """Answer with the lag of so long ago; every other metric is not there."""

    def answer(asked):
        points = [{"Timestamp": ago(**(age or {"minutes": 1})), "Maximum": 1000.0 * seconds}]
        return {"Datapoints": points if asked["MetricName"] == "AuroraGlobalDBRPOLag" else []}

    return answer


def cluster(status="available", members=("trading-dr-1",), version="16.6"):
    found = [{"DBInstanceIdentifier": name} for name in members]
    engine = {"Engine": "aurora-postgresql", "EngineVersion": version}
    return {"DBClusters": [{"Status": status, "DBClusterMembers": found, **engine}]}


def targets(*states):
    """Targets of a proxy: the cluster, and an instance in each state."""
    found = [
        {"Type": "RDS_INSTANCE", "RdsResourceId": f"trading-dr-{n}", "TargetHealth": state}
        for n, state in enumerate(states, 1)
    ]
    return {"Targets": [{"Type": "TRACKED_CLUSTER"}, *found]}


def observed(*words):
    """What Route 53's checkers say."""
    seen = [{"StatusReport": {"Status": f"{word}: HTTP Status Code"}} for word in words]
    return {"HealthCheckObservations": seen}


def global_cluster(writer="primary", status="available", roles=("primary", "dr"), **more):
    arns = json.loads(ENVIRONMENT["CLUSTERS"])
    members = [
        {"DBClusterArn": arns[role], "IsWriter": role == writer, **more.get(role, {})}
        for role in roles
    ]
    found = {"Status": status, "GlobalClusterMembers": members}
    return {"GlobalClusters": [{**found, **{k: v for k, v in more.items() if k not in arns}}]}


def replication(*regions, status="Enabled"):
    rules = [
        {
            "Status": status,
            "Destination": {"Bucket": f"arn:aws:s3:::trading-data-{ACCOUNT}-{region}"},
        }
        for region in regions
    ]
    return {"ReplicationConfiguration": {"Rules": rules}}


TASKS = "arn:aws:ecs:eu-central-1:111122223333:task-definition/trading:7"


def service(running, desired, status="ACTIVE", **more):
    found = {"status": status, "runningCount": running, "desiredCount": desired}
    return {"services": [{**found, "taskDefinition": TASKS, **more}]}


def group(healthy, desired, largest=10):
    instance = {"LifecycleState": "InService", "HealthStatus": "Healthy"}
    found = {"DesiredCapacity": desired, "MaxSize": largest, "Instances": [instance] * healthy}
    return {"AutoScalingGroups": [found]}


def certificate(days, status="ISSUED"):
    # An hour to spare: the days are counted a moment later.
    return {"Certificate": {"Status": status, "NotAfter": ago(days=-days, hours=-1)}}


def backups(*kinds, status="COMPLETED"):
    return {"RecoveryPoints": [{"ResourceType": kind, "Status": status} for kind in kinds]}


def secret(version, **more):
    stages = {version: ["AWSCURRENT"], "old": ["AWSPREVIOUS"]}
    return {"VersionIdsToStages": stages, **more}


def replicas(**states):
    regions = {"primary": PRIMARY, "dr": DR, "dr2": DR2}
    found = [{"RegionName": regions[r], "ReplicaStatus": s} for r, s in states.items()]
    return {"Table": {"TableStatus": "ACTIVE", "Replicas": found}}


# What AWS answers while a standby is ready, by operation, or by region and operation.
READY = {
    "GetParameter": {"Parameter": {"Value": PRIMARY}},
    "GetMetricStatistics": lag(0.2),
    "DescribeDBClusters": cluster(),
    "DescribeDBInstances": {"DBInstances": [{"DBInstanceStatus": "available"}]},
    "DescribeGlobalClusters": global_cluster(),
    "DescribePendingMaintenanceActions": {"PendingMaintenanceActions": []},
    "DescribeDBProxyTargets": targets({"State": "AVAILABLE"}),
    "GetHealthCheckStatus": observed(*["Success"] * 8),
    "GetCallerIdentity": {},
    "DescribeTable": replicas(primary="ACTIVE"),
    "GetItem": lambda asked: {"Item": {"at": {"N": str(int(time.time()) - 40)}}},
    "HeadObject": lambda asked: {"Metadata": {"at": str(int(time.time()) - 200)}},
    "PutObject": {},
    (PRIMARY, "GetBucketReplication"): replication(DR),
    (DR, "GetBucketReplication"): replication(PRIMARY),
    (PRIMARY, "DescribeSecret"): secret(
        "new", ReplicationStatus=[{"Region": DR, "Status": "InSync"}]
    ),
    (DR, "DescribeSecret"): secret("new", PrimaryRegion=PRIMARY),
    "GenerateDataKeyWithoutPlaintext": {},
    "DescribeServices": service(1, 1),
    "DescribeAutoScalingGroups": group(1, 1),
    "DescribeInstanceTypes": {"InstanceTypes": [{"VCpuInfo": {"DefaultVCpus": 2}}]},
    "DescribeTaskDefinition": {"taskDefinition": {"taskDefinitionArn": TASKS}},
    "DescribeInstanceRefreshes": {"InstanceRefreshes": [{"Status": "Successful"}]},
    "GetFunctionConfiguration": {"State": "Active", "CodeSha256": "sha256:1"},
    "GetFunctionConcurrency": {},
    "GetServiceQuota": {"Quota": {"Value": 100.0}},
    "DescribeImages": {"imageDetails": [{"imageDigest": "sha256:1"}]},
    "DescribeCertificate": certificate(60),
    "ListRecoveryPointsByBackupVault": backups("Aurora", "DynamoDB", "S3"),
    "PutMetricData": {},
}
TABLES = {DR: [DRILL, watch(), serving()], PRIMARY: []}
# What is different when this region has taken over.
TAKEN = {DR: [DRILL, record("dr", 1)], PRIMARY: [record("dr", 1)]}
ACTIVE = {
    "tables": TAKEN,
    "GetParameter": {"Parameter": {"Value": DR}},
    "DescribeGlobalClusters": global_cluster(writer="dr"),
    "DescribeServices": service(4, 4),
    "GetMetricStatistics": lag(999),  # from before it took over
}

wire = SimpleNamespace(world=None)  # whatever the clients, which are made once, talk to


@functools.cache
def client(kind, region, far=False):
    """Make a client whose requests end in the world of the test that runs."""
    keys = {"aws_access_key_id": "none", "aws_secret_access_key": "none"}
    made = boto3.client(kind, region_name=region, **keys)

    def ask(params, context, **_):
        context["asked"] = params

    def answer(model, context, **_):
        return wire.world.answer(region, model.name, context["asked"])

    made.meta.events.register("provide-client-params", ask)
    made.meta.events.register("before-call", answer)
    return made


class World:
    """The validator, freshly started, and what AWS and the active region answer it."""

    def __init__(self, monkeypatch, environment=(), tables=TABLES, **answers):
        for name, value in {**ENVIRONMENT, **dict(environment)}.items():
            if value is None:
                monkeypatch.delenv(name, raising=False)
            else:
                monkeypatch.setenv(name, value)
        self.validator = importlib.import_module("validator")
        self.items = sys.modules["items"]
        monkeypatch.setattr(sys.modules["asking"], "client", client)
        monkeypatch.setattr(sys.modules["probe"], "urlopen", self.open)
        monkeypatch.setattr(sys.modules["witnesses"], "addresses", self.addresses)
        self.tables = {
            region: {item["id"]: item for item in content} for region, content in tables.items()
        }
        self.answers = {**READY, **answers}
        self.urls, self.url_faults, self.names = [], {}, {}
        self.lost, self.asked, self.metrics = None, [], {}
        wire.world = self

    def answer(self, region, operation, asked):
        if region == self.lost:
            raise EndpointConnectionError(endpoint_url=f"https://{region}")
        self.asked.append((region, operation))
        if operation == "PutMetricData":
            self.published(asked)
        found = self.answers.get((region, operation)) or self.answers.get(operation)
        if found is None:
            found = getattr(self, operation)(region, asked)
        found = found(asked) if callable(found) else found
        if isinstance(found, Refused):
            error = {"Code": found.code, "Message": "no"}
            metadata = {"HTTPStatusCode": found.status}
            answer = {"Error": error, "ResponseMetadata": metadata}
            return SimpleNamespace(status_code=found.status), answer
        return SimpleNamespace(status_code=200), found

    def BatchGetItem(self, region, asked):
        ids = [key["id"]["S"] for key in asked["RequestItems"]["trading-failover"]["Keys"]]
        held = self.tables.get(region, {})
        found = [self.items.to_item(held[id]) for id in ids if id in held]
        return {"Responses": {"trading-failover": found}}

    def PutItem(self, region, asked):
        if asked["TableName"] == "trading-failover":
            item = self.items.from_item(asked["Item"])
            self.tables.setdefault(region, {})[item["id"]] = item
        return {}

    def put(self, *content):
        """Have something in this region's table."""
        self.tables[DR] |= {item["id"]: item for item in content}

    def addresses(self, name):
        return self.names.get(name, set())

    def published(self, asked):
        assert asked["Namespace"] == "DisasterRecovery"
        for metric in asked["MetricData"]:
            assert metric["Dimensions"] == [{"Name": "System", "Value": "trading"}]
            self.metrics[metric["MetricName"]] = metric["Value"]

    def open(self, url, timeout, context):
        self.urls.append(url)
        role = url.removeprefix("https://").partition(".")[0]
        if self.url_faults.get(role):
            raise self.url_faults[role].pop(0)
        answer = SimpleNamespace(status=200)
        answer.__enter__ = lambda: answer
        return _Opened(answer)

    def lose(self, region=PRIMARY, role="primary"):
        """Have a region be gone, and watched for some minutes."""
        self.lost, self.url_faults[role] = region, [URLError("no route")] * 99
        self.answers["GetHealthCheckStatus"] = observed(*["Failure"] * 8)

    def run(self, check="readiness"):
        return self.validator.handler({"check": check}, SimpleNamespace(aws_request_id="run"))

    def found(self):
        """Run readiness and return its checks by name."""
        return {check["name"]: check for check in self.run()["checks"]}

    def not_ok(self):
        """Run readiness and return what is not ok, by name, and its status."""
        return {n: check["status"] for n, check in self.found().items() if check["status"] != "ok"}


class _Opened:
    def __init__(self, answer):
        self.answer = answer

    def __enter__(self):
        return self.answer

    def __exit__(self, *_):
        return None


def test_a_standby_that_could_take_over_is_ready(world):
    here = world()

    answer = here.run()

    assert answer["ready"] is True
    assert (answer["region"], answer["role"], answer["active"]) == (DR, "dr", "primary")
    assert {check["status"] for check in answer["checks"]} == {"ok"}
    assert len(answer["checks"]) == 25
    assert (here.metrics["CouldTakeOver"], here.metrics["InGoodOrder"]) == (1, 1)
    assert here.metrics["FailedChecks"] == 0
    assert 9.9 < here.metrics["DrillAgeDays"] < 10.1
    json.dumps(answer)  # Lambda has to


def test_an_active_region_that_is_well_is_ready(world):
    assert world(**ACTIVE).not_ok() == {}


@pytest.mark.parametrize(("answers", "size"), [(EC2, group(1, 1)), (API, None)])
def test_whatever_the_service_runs_on(world, answers, size):
    assert world(answers).not_ok() == {}


BROKEN = {
    "lag above the objective": ("replication_lag", {"GetMetricStatistics": lag(61)}),
    "a cluster that is not there": (
        "database",
        {"DescribeDBClusters": Refused("DBClusterNotFoundFault")},
    ),
    "a cluster that fails": ("database", {"DescribeDBClusters": cluster("failed")}),
    "no instance": ("database", {"DescribeDBClusters": cluster(members=())}),
    "an instance that restarts": (
        "database",
        {"DescribeDBInstances": {"DBInstances": [{"DBInstanceStatus": "rebooting"}]}},
    ),
    "no global cluster": (
        "global_cluster",
        {"DescribeGlobalClusters": Refused("GlobalClusterNotFoundFault")},
    ),
    "a cluster that left": (
        "global_cluster",
        {"DescribeGlobalClusters": global_cluster(roles=["primary"])},
    ),
    "a cluster that resynchronizes": (
        "global_cluster",
        {"DescribeGlobalClusters": global_cluster(dr={"SynchronizationStatus": "pending-resync"})},
    ),
    "a global cluster that changes": (
        "global_cluster",
        {"DescribeGlobalClusters": global_cluster(FailoverState={"Status": "switching-over"})},
    ),
    "a writer that nobody recorded": (
        "global_cluster",
        {"DescribeGlobalClusters": global_cluster(writer="dr")},
    ),
    "another version than the writer's": (
        "versions",
        {(PRIMARY, "DescribeDBClusters"): cluster(version="16.8")},
    ),
    "maintenance that is to come": (
        "maintenance",
        {
            "DescribePendingMaintenanceActions": {
                "PendingMaintenanceActions": [
                    {"PendingMaintenanceActionDetails": [{"Action": "system-update"}]}
                ]
            }
        },
    ),
    "a proxy that is not let in": (
        "login",
        {"DescribeDBProxyTargets": targets({"State": "UNAVAILABLE", "Reason": "AUTH_FAILURE"})},
    ),
    "a proxy that reaches nothing": (
        "login",
        {"DescribeDBProxyTargets": targets({"State": "UNAVAILABLE", "Reason": "UNREACHABLE"})},
    ),
    "a release that was rolled back": (
        "release",
        {"DescribeTaskDefinition": {"taskDefinition": {"taskDefinitionArn": f"{TASKS}8"}}},
    ),
    "a deployment that failed": (
        "release",
        {"DescribeServices": service(1, 1, deployments=[{"rolloutState": "FAILED"}])},
    ),
    "Route 53 that does not reach the other region": (
        "other_regions",
        {"GetHealthCheckStatus": observed("Success", "Failure", "Failure")},
    ),
    "a table without its replica": ("session_replicas", {"DescribeTable": replicas()}),
    "a replica without its key": (
        "session_replicas",
        {"DescribeTable": replicas(primary="INACCESSIBLE_ENCRYPTION_CREDENTIALS")},
    ),
    "a bucket that is not copied": (
        "buckets",
        {(DR, "GetBucketReplication"): Refused("ReplicationConfigurationNotFoundError")},
    ),
    "a bucket that is copied elsewhere": (
        "buckets",
        {(DR, "GetBucketReplication"): replication(DR2)},
    ),
    "a bucket that gets no copies": (
        "buckets",
        {(PRIMARY, "GetBucketReplication"): replication(DR, status="Disabled")},
    ),
    "no secret": ("secret", {(DR, "DescribeSecret"): Refused("ResourceNotFoundException")}),
    "an old secret": ("secret", {(PRIMARY, "DescribeSecret"): secret("newer")}),
    "a deleted secret": (
        "secret",
        {(DR, "DescribeSecret"): secret("new", PrimaryRegion=PRIMARY, DeletedDate=ago(days=1))},
    ),
    "a disabled key": ("key", {"GenerateDataKeyWithoutPlaintext": Refused("DisabledException")}),
    "a key that is deleted": (
        "key",
        {"GenerateDataKeyWithoutPlaintext": Refused("KMSInvalidStateException")},
    ),
    "a task that does not start": ("capacity", {"DescribeServices": service(0, 1)}),
    "too few tasks": ("capacity", {"DescribeServices": service(0, 0)}),
    "no service": ("capacity", {"DescribeServices": {"services": []}}),
    "a quota too small": ("quota", {"GetServiceQuota": {"Quota": {"Value": 7.0}}}),
    "an image that is missing": ("images", {"DescribeImages": Refused("ImageNotFoundException")}),
    "a certificate that ends soon": ("certificate", {"DescribeCertificate": certificate(13)}),
    "a certificate not validated": (
        "certificate",
        {"DescribeCertificate": {"Certificate": {"Status": "PENDING_VALIDATION"}}},
    ),
    "no backup at all": ("backup", {"ListRecoveryPointsByBackupVault": backups()}),
    "backups of a part": ("backup", {"ListRecoveryPointsByBackupVault": backups("Aurora", "S3")}),
    "a backup that broke off": (
        "backup",
        {
            "ListRecoveryPointsByBackupVault": {
                "RecoveryPoints": [
                    *backups("Aurora", "S3")["RecoveryPoints"],
                    *backups("DynamoDB", status="PARTIAL")["RecoveryPoints"],
                ]
            }
        },
    ),
    "a lease that nobody gives back": (
        "unfinished_work",
        {"item": {"id": "lease", "holder": "x", "until": 9999999999}},
    ),
    "a run that stands still": (
        "unfinished_work",
        {"item": {"id": "run", "epoch": 1, "target": "dr"}},
    ),
    "work that could have been done": (
        "unfinished_work",
        {"item": {"id": "pending#fence#primary", "since": 1}},
    ),
    "a region that knows more": ("records", {"item": record("primary", 2)}),
    "sessions that arrive late": ("replication", {"item": watch(lags={"sessions": 900})}),
    "a parameter that differs": (
        "records",
        {(PRIMARY, "GetParameter"): {"Parameter": {"Value": DR}}},
    ),
    "an old drill": ("drill", {"item": {"id": "drill", "finished_at": 1}}),
}


@pytest.mark.parametrize("case", BROKEN)
def test_what_is_broken_fails_its_own_check_and_no_other(world, case):
    check, answers = BROKEN[case]
    here = world()
    here.put(*([answers["item"]] if "item" in answers else []))
    here.answers |= answers

    found = here.found()

    assert [name for name, each in found.items() if each["status"] == "failed"] == [check]
    assert len(found[check]["detail"].split()) > 5  # a sentence, not a code
    assert here.metrics["CouldTakeOver"] == (found[check]["kind"] == "order")
    assert here.metrics["InGoodOrder"] == (check == "drill")
    assert check in [each["name"] for each in here.tables[DR]["readiness"]["findings"]]


NEEDS = {
    "DescribeDBClusters": {"database", "versions"},
    "DescribeDBInstances": {"database"},
    "DescribeGlobalClusters": {"global_cluster"},
    "DescribePendingMaintenanceActions": {"maintenance"},
    "DescribeDBProxyTargets": {"login"},
    "GetHealthCheckStatus": {"other_regions"},
    "DescribeTable": {"sessions", "session_replicas"},
    "GetBucketReplication": {"buckets"},
    "DescribeSecret": {"secret", "secret_replicas"},
    "GenerateDataKeyWithoutPlaintext": {"key"},
    "DescribeServices": {"capacity", "quota", "release"},
    "DescribeTaskDefinition": {"release"},
    "GetServiceQuota": {"quota"},
    "DescribeImages": {"images", "release"},
    "DescribeCertificate": {"certificate"},
    "ListRecoveryPointsByBackupVault": {"backup"},
    "GetMetricStatistics": {"replication_lag"},
    "GetParameter": {"records"},
}
VITAL = {"state_table", "database", "global_cluster"}


@pytest.mark.parametrize("code", ["AccessDeniedException", "InternalFailure"])
@pytest.mark.parametrize("operation", NEEDS)
def test_what_may_not_be_asked_is_unknown_and_all_else_is_still_checked(world, operation, code):
    here = world()
    for key in [key for key in here.answers if operation in (key, key[-1])]:
        here.answers[key] = Refused(code)

    assert here.not_ok() == dict.fromkeys(NEEDS[operation], "unknown")
    assert here.metrics["InGoodOrder"] == 0
    # Who does not know the state of its own database is blind; all else keeps nothing back.
    assert here.metrics["CouldTakeOver"] == VITAL.isdisjoint(NEEDS[operation])


def test_without_its_own_table_a_region_is_blind(world):
    here = world(**{"BatchGetItem": Refused("AccessDeniedException")})

    answer = here.run()

    status = {check["name"]: check["status"] for check in answer["checks"]}
    assert (status["state_table"], answer["ready"]) == ("unknown", False)


def test_an_unknown_check_says_what_to_do(world):
    found = world(DescribeCertificate=Refused("AccessDeniedException")).found()

    said = found["certificate"]["detail"]
    assert said == (
        "DescribeCertificate: AccessDeniedException: no. Let the validator's role do that."
    )


def test_a_check_that_takes_too_long_is_unknown(world, monkeypatch):
    released = threading.Event()
    here = world(DescribeCertificate=lambda asked: released.wait(60) and certificate(60))
    monkeypatch.setattr(sys.modules["readiness"], "SECONDS", 2)

    assert here.not_ok() == {"certificate": "unknown"}
    released.set()


def test_a_standby_is_ready_while_the_active_region_is_lost(world):
    here = world(GetMetricStatistics=lag(0.2, hours=1))  # nothing new since then
    here.lose()

    found = here.found()

    assert here.metrics["CouldTakeOver"] == 1
    assert {n for n, check in found.items() if check["status"] != "ok"} == {"other_regions"}
    assert "at " in found["replication_lag"]["detail"]
    assert "primary" in found["buckets"]["detail"]
    assert PRIMARY in found["secret"]["detail"]
    assert "out of reach: primary" in found["records"]["detail"]


def lag_of_an_outage():
    """RDS goes on counting: 0.5 s of lag until five minutes ago, then ever more."""

    points = {m: 500.0 if m >= 5 else 1000.0 * 60 * (5 - m) for m in range(1, 30)}
    return {"Datapoints": [{"Timestamp": ago(minutes=m), "Maximum": v} for m, v in points.items()]}


@pytest.mark.parametrize(("heard", "status"), [(5, "ok"), (1, "failed")])
def test_lag_that_grows_since_the_active_region_is_silent_is_no_loss(world, heard, status):
    here = world(GetMetricStatistics=lag_of_an_outage())
    now = int(time.time()) // 60
    seen = [[now - m, 6, 0 if m > heard else 6] for m in range(20, 0, -1)]
    here.put({**watch(), "minutes": seen})
    here.lose()

    assert here.found()["replication_lag"]["status"] == status


def test_lag_that_grows_while_the_active_region_answers_fails(world):
    assert world(GetMetricStatistics=lag_of_an_outage()).not_ok() == {"replication_lag": "failed"}


@pytest.mark.parametrize("answer", [{"Datapoints": []}, lag(0.2, minutes=20)])
def test_lag_that_nobody_publishes_is_unknown(world, answer):
    assert world(GetMetricStatistics=answer).not_ok() == {"replication_lag": "unknown"}


def test_the_active_region_needs_the_capacity_to_serve(world):
    here = world(**{**ACTIVE, "DescribeServices": service(1, 1)})

    assert here.not_ok() == {"capacity": "failed"}


def test_an_active_region_whose_writer_is_elsewhere_is_not_well(world):
    here = world(**{**ACTIVE, "DescribeGlobalClusters": global_cluster()})

    assert here.not_ok() == {"global_cluster": "failed"}


FENCE = {"id": "fence", "epoch": 1}


def test_a_region_that_a_failover_closed_is_not_missed(world):
    fenced = {DR: [*TABLES[DR], FENCE]}
    here = world(tables=fenced, DescribeServices=service(0, 0))
    here.url_faults["dr"] = [URLError("closed")] * 9
    assert here.not_ok() == {}

    shut = {"ReservedConcurrentExecutions": 0}
    assert world(API, GetFunctionConcurrency=shut).not_ok() == {"capacity": "failed"}
    assert world(API, fenced, GetFunctionConcurrency=shut).not_ok() == {}
    # A fence that was left behind closes nothing where the region is the active one.
    here = world(API, **{**ACTIVE, "GetFunctionConcurrency": shut})
    here.put(FENCE)
    assert here.not_ok() == {"capacity": "failed"}


@pytest.mark.parametrize(
    ("environment", "answers"),
    [
        (EC2, {"DescribeAutoScalingGroups": group(0, 1)}),
        (EC2, {"DescribeAutoScalingGroups": group(0, 0)}),
        (EC2, {"DescribeAutoScalingGroups": group(1, 1, largest=3)}),
        (EC2, {"DescribeAutoScalingGroups": {"AutoScalingGroups": []}}),
        (API, {"GetFunctionConfiguration": {"State": "Failed", "StateReason": "no subnet"}}),
        (API, {"GetFunctionConfiguration": Refused("ResourceNotFoundException")}),
    ],
)
def test_capacity_of_instances_and_functions(world, environment, answers):
    assert world(environment, **answers).not_ok()["capacity"] == "failed"


def test_the_first_region_stands_by_as_the_other_one_did(world):
    there = {
        **{"ROLE": "primary", "CAPACITY": json.dumps({"primary": 4, "dr": 1})},
        "BUCKETS": json.dumps([f"trading-data-{ACCOUNT}-{PRIMARY}"]),
    }
    answers = {
        **ACTIVE,
        "GetMetricStatistics": lag(0.2),
        "DescribeServices": service(1, 1),
        "DescribeTable": replicas(dr="ACTIVE"),
        "tables": {
            PRIMARY: [DRILL, record("dr", 1), watch(active="dr"), serving("dr")],
            DR: [record("dr", 1)],
        },
    }

    assert world(there, **answers).not_ok() == {}


@pytest.mark.parametrize(("used", "status"), [(92, None), (93, "failed")])
def test_what_others_use_of_a_quota_counts(world, used, status):
    metric = {
        "MetricNamespace": "AWS/Usage",
        "MetricName": "ResourceCount",
        "MetricDimensions": {"Service": "Fargate", "Resource": "vCPU"},
    }

    def points(asked):
        if asked["MetricName"] != "ResourceCount":
            return lag(0.2)(asked)
        return {"Datapoints": [{"Timestamp": ago(minutes=5), "Maximum": used + 0.0}]}

    # One of four tasks of 2 vCPUs runs and is among those used: 6 more are needed.
    here = world(
        GetMetricStatistics=points,
        GetServiceQuota={"Quota": {"Value": 98.0, "UsageMetric": metric}},
    )

    assert here.not_ok().get("quota") == status


def test_a_quota_that_was_never_changed_is_the_default_one(world):
    here = world(
        GetServiceQuota=Refused("NoSuchResourceException"),
        GetAWSDefaultServiceQuota={"Quota": {"Value": 6.0}},
    )

    assert here.not_ok() == {"quota": "failed"}


@pytest.mark.parametrize(
    "item",
    [
        {"id": "pending#fence#primary", "since": int(time.time()) - 60},
        {"id": "run", "epoch": 1, "target": "dr", "outcome": "finished"},
        {"id": "lease", "holder": "x", "until": int(time.time()) + 60},
    ],
)
def test_work_that_is_being_done_is_no_fault(world, item):
    assert with_items(world, item).not_ok() == {}


def with_items(world, *content, **answers):
    """Make a world whose own table holds some more."""
    return world(tables={DR: [*TABLES[DR], *content]}, **answers)


ALL_IN_SYNC = [{"Region": PRIMARY, "Status": "InSync"}]


@pytest.mark.parametrize(
    ("states", "said"),
    [
        (ALL_IN_SYNC, None),
        ([{"Region": PRIMARY, "Status": "Failed", "StatusMessage": "no KMS key"}], "no KMS key"),
        ([], f"no replica in {PRIMARY}"),
    ],
)
def test_a_secret_has_to_reach_the_other_regions(world, states, said):
    here = world()
    here.answers[DR, "DescribeSecret"] = secret("new", ReplicationStatus=states)

    found = here.found()["secret_replicas"]

    assert (found["status"] == "failed") == bool(said)
    assert (said or "") in found["detail"]


def test_a_run_that_somebody_carries_on_or_that_was_overtaken_is_no_fault(world):
    run = {"id": "run", "epoch": 1, "target": "dr"}
    lease = {"id": "lease", "holder": "x", "until": int(time.time()) + 60}
    assert with_items(world, run, lease).not_ok() == {}
    later = world(tables={DR: [*TABLES[DR], run, record("primary", 2)]})
    later.tables[PRIMARY] = {"system": record("primary", 2)}
    assert later.not_ok() == {}


def test_a_region_that_was_opened_again_is_no_longer_closed(world):
    fence = {"id": "fence", "epoch": 1}
    run = {"id": "run", "epoch": 2, "target": "dr", "outcome": "finished"}
    here = with_items(world, fence, run, DescribeServices=service(0, 0))

    assert here.not_ok() == {"capacity": "failed"}


def test_a_run_that_took_over_and_did_not_end_stands_still(world):
    run = {"id": "run", "epoch": 1, "target": "dr"}
    here = world(**ACTIVE)
    here.put(run)

    assert here.not_ok() == {"unfinished_work": "failed"}


def test_work_left_for_a_region_that_is_away_is_no_fault(world):
    here = with_items(world, {"id": "pending#fence#primary", "since": 1})
    here.lose()

    assert "unfinished_work" not in here.not_ok()


def test_a_change_of_the_writer_that_hangs_gives_way_once_the_active_region_is_gone(world):
    here = world(DescribeGlobalClusters=global_cluster(FailoverState={"Status": "switching-over"}))
    here.lose()

    assert here.not_ok() == {"other_regions": "failed"}
    assert here.metrics["CouldTakeOver"] == 1


def test_what_waits_for_a_change_that_hangs_is_not_known(world):
    here = world(
        DescribeGlobalClusters=global_cluster(FailoverState={"Status": "switching-over"}),
        DescribeDBClusters=cluster(status="promoting"),
        DescribeDBProxyTargets=targets({"State": "UNAVAILABLE", "Reason": "UNREACHABLE"}),
    )
    here.url_faults["dr"] = [URLError("no database")] * 3
    here.lose()

    assert here.not_ok() == {"other_regions": "failed", "login": "unknown", "own_path": "unknown"}
    assert here.metrics["CouldTakeOver"] == 1


def test_a_password_that_differs_keeps_nobody_from_replacing_a_region_that_is_gone(world):
    here = world(DescribeDBProxyTargets=targets({"State": "UNAVAILABLE", "Reason": "AUTH_FAILURE"}))
    here.url_faults["dr"] = [URLError("password authentication failed")] * 3
    assert here.not_ok() == {"login": "failed", "own_path": "failed"}
    here.url_faults["dr"] = [URLError("password authentication failed")] * 3
    here.lose()

    assert here.not_ok() == {"other_regions": "failed", "login": "unknown", "own_path": "unknown"}
    assert here.metrics["CouldTakeOver"] == 1


def test_a_cluster_that_stands_alone_is_what_its_region_needs_and_no_other(world):
    alone = record("dr", 1, standalone="dr")
    here = world(**{**ACTIVE, "DescribeGlobalClusters": global_cluster(roles=["primary"])})
    here.put(alone)
    here.tables[PRIMARY] = {"system": alone}
    assert here.not_ok() == {}
    there = {"ROLE": "primary", "BUCKETS": None, "HEALTH_CHECKS": None}
    here = world(there, **{**ACTIVE, "DescribeGlobalClusters": global_cluster(roles=["primary"])})
    here.tables = {PRIMARY: {each["id"]: each for each in (alone, DRILL, serving("dr"))}}
    assert "nothing of it is here" in here.found()["global_cluster"]["detail"]
    assert here.metrics["CouldTakeOver"] == 0


def test_the_version_of_a_writer_that_is_gone_is_known_all_the_same(world):
    here = world()
    here.put(serving(version="16.8"))
    here.lose()

    found = here.found()["versions"]

    assert found["status"] == "failed"
    assert "has written down 16.8" in found["detail"]


@pytest.mark.parametrize(("minutes", "status"), [(10, None), (70, "failed")])
def test_a_release_may_be_on_its_way_for_a_while(world, minutes, status):
    here = world()
    here.put(
        serving(revision="sha256:2"),
        {"id": "readiness", "differs_since": int(time.time()) - 60 * minutes},
    )

    assert here.not_ok().get("release") == status


def test_since_when_a_release_differs_is_kept(world):
    here = world()
    here.put(serving(revision="sha256:2"))
    here.run()
    since = here.tables[DR]["readiness"]["differs_since"]
    assert time.time() - since < 60
    here.run()
    assert here.tables[DR]["readiness"]["differs_since"] == since
    here.put(serving())
    here.run()
    assert here.tables[DR]["readiness"]["differs_since"] == 0


@pytest.mark.parametrize(("faults", "status"), [(1, "unknown"), (3, "failed")])
def test_the_own_path_is_asked_as_clients_ask(world, faults, status):
    here = world()
    here.url_faults["dr"] = [URLError("no route")] * faults

    assert here.not_ok() == {"own_path": status}
    assert here.metrics["CouldTakeOver"] == (status == "unknown")


@pytest.mark.parametrize("reason", ["PENDING_PROXY_CAPACITY", None])
def test_what_a_proxy_gets_over_by_itself_is_not_known(world, reason):
    state = {"State": "REGISTERING", **({"Reason": reason} if reason else {})}
    assert world(DescribeDBProxyTargets=targets(state)).not_ok() == {"login": "unknown"}


def test_a_quota_has_to_let_grow_what_served(world):
    here = world(GetServiceQuota={"Quota": {"Value": 12.0}}, CAPACITY_MAX="9")
    here.put(serving(largest=7))
    assert here.not_ok() == {}
    here = world({"CAPACITY_MAX": "9"}, GetServiceQuota={"Quota": {"Value": 12.0}})
    here.put(serving(largest=7))
    assert here.not_ok() == {"quota": "failed"}


def test_a_region_whose_parameters_do_not_answer_is_out_of_reach_and_no_fault(world):
    here = world()
    here.answers[PRIMARY, "GetParameter"] = Refused("InternalFailure", 503)

    assert here.not_ok() == {}


def test_only_what_the_deployment_has_is_checked(world):
    kept = {"NAME", "ROLE", "REGIONS", "TABLE", "PARAMETER", "RPO_MINUTES"}
    here = world({name: None for name in ENVIRONMENT if name not in kept})

    assert list(here.found()) == ["state_table", "unfinished_work", "records", "drill"]
    assert here.metrics["CouldTakeOver"] == 1


def test_half_of_what_belongs_together_is_refused(world):
    with pytest.raises(ValueError, match="belong together"):
        world({"GLOBAL_CLUSTER": None}).run()


def test_all_is_read_of_a_table_that_answers_a_part(world):
    here, seen = world(), []

    def answer(asked):
        whole = here.BatchGetItem(DR, asked)
        keys = asked["RequestItems"]["trading-failover"]["Keys"]
        if len(keys) == 1 or seen:
            return whole
        seen.append(keys)
        left = {"trading-failover": {"Keys": keys}}
        return {"Responses": {"trading-failover": []}, "UnprocessedKeys": left}

    here.answers[DR, "BatchGetItem"] = answer
    assert here.not_ok() == {}


def test_regions_are_in_the_order_of_takeover(world):
    here = world()
    roles = ["dr", "dr10", "dr2", "primary"]

    ordered = sys.modules["roles"].in_order_of_takeover(dict.fromkeys(roles, "x"))

    assert list(ordered) == ["primary", "dr", "dr2", "dr10"]
    assert here.run()["active"] == "primary"


def test_readiness_without_any_record_still_says_what_it_can(world):
    here = world(BatchGetItem=Refused("AccessDeniedException"))

    answer = here.run()

    assert (answer["ready"], answer["active"]) == (False, None)
    status = {check["name"]: check["status"] for check in answer["checks"]}
    assert (status["records"], status["certificate"]) == ("unknown", "ok")


@pytest.mark.parametrize("event", [{}, {"check": "all"}, [], None])
def test_anything_else_is_refused(world, event):
    here = world()

    with pytest.raises(ValueError, match="readiness"):
        here.validator.handler(event, None)


def test_errors_of_the_wire_mean_out_of_reach_and_refusals_do_not(world):
    world()
    asking = sys.modules["asking"]

    def error(code, status):
        metadata = {"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}
        return asking.ClientError(metadata, "Any")

    assert asking.unreachable(EndpointConnectionError(endpoint_url="x"))
    assert asking.unreachable(TimeoutError())
    assert asking.unreachable(error("InternalError", 500))
    assert asking.unreachable(error("ThrottlingException", 400))
    assert not asking.unreachable(error("AccessDenied", 403))
    assert not asking.unreachable(KeyError())
