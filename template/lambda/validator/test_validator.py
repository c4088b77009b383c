"""The validator against AWS as it would answer. Run with `pytest lambda`.

The clients are boto3's own, so what they are asked has to be right; only the wire is not there.
"""

import functools
import importlib
import json
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from urllib.error import HTTPError, URLError

import boto3
import pytest
from botocore.exceptions import EndpointConnectionError

HERE = Path(__file__).parent
MODULES = [path.stem for path in HERE.glob("[!t]*.py")]
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
    "SECRET_ID": SECRET,
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


def items(*content):
    """Items as the failover function's table answers them."""
    kinds = {str: "S", int: "N", float: "N"}
    return [{name: {kinds[type(v)]: str(v)} for name, v in item.items()} for item in content]


def table(*content):
    return {"Responses": {"trading-failover": items(*content)}}


def record(active, epoch):
    (item,) = items({"id": "system", "active": active, "epoch": epoch})
    return {"Item": item}


DRILL = {"id": "drill", "finished_at": int(time.time()) - 10 * 24 * 3600}


def lag(seconds, **age):
    """Answer with the lag of so long ago; every other metric is not there."""

    def answer(asked):
        points = [{"Timestamp": ago(**(age or {"minutes": 1})), "Maximum": 1000.0 * seconds}]
        return {"Datapoints": points if asked["MetricName"] == "AuroraGlobalDBRPOLag" else []}

    return answer


def cluster(status="available", members=("trading-dr-1",)):
    found = [{"DBInstanceIdentifier": name} for name in members]
    return {"DBClusters": [{"Status": status, "DBClusterMembers": found}]}


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


def service(running, desired, status="ACTIVE"):
    return {"services": [{"status": status, "runningCount": running, "desiredCount": desired}]}


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
    "GetItem": {},
    "BatchGetItem": table(DRILL),
    "GetParameter": {"Parameter": {"Value": PRIMARY}},
    "GetMetricStatistics": lag(0.2),
    "DescribeDBClusters": cluster(),
    "DescribeDBInstances": {"DBInstances": [{"DBInstanceStatus": "available"}]},
    "DescribeGlobalClusters": global_cluster(),
    "DescribeTable": replicas(primary="ACTIVE"),
    (PRIMARY, "GetBucketReplication"): replication(DR),
    (DR, "GetBucketReplication"): replication(PRIMARY),
    (PRIMARY, "DescribeSecret"): secret("new"),
    (DR, "DescribeSecret"): secret("new", PrimaryRegion=PRIMARY),
    "GenerateDataKeyWithoutPlaintext": {},
    "DescribeServices": service(1, 1),
    "DescribeAutoScalingGroups": group(1, 1),
    "DescribeInstanceTypes": {"InstanceTypes": [{"VCpuInfo": {"DefaultVCpus": 2}}]},
    "GetFunctionConfiguration": {"State": "Active"},
    "GetFunctionConcurrency": {},
    "GetServiceQuota": {"Quota": {"Value": 100.0}},
    "DescribeImages": {"imageDetails": [{}]},
    "DescribeCertificate": certificate(60),
    "ListRecoveryPointsByBackupVault": backups("Aurora", "DynamoDB", "S3"),
    "PutMetricData": {},
}
# What is different when this region has taken over.
ACTIVE = {
    "BatchGetItem": table(DRILL, {"id": "system", "active": "dr", "epoch": 1}),
    "GetItem": record("dr", 1),
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

    def __init__(self, monkeypatch, environment=(), **answers):
        for name, value in {**ENVIRONMENT, **dict(environment)}.items():
            if value is None:
                monkeypatch.delenv(name, raising=False)
            else:
                monkeypatch.setenv(name, value)
        self.validator = importlib.import_module("validator")
        monkeypatch.setattr(sys.modules["asking"], "client", client)
        self.answering = sys.modules["answering"]
        monkeypatch.setattr(self.answering, "urlopen", self.open)
        self.answers = {**READY, **answers}
        self.urls, self.url_faults = [], []
        self.lost, self.asked, self.metrics = None, [], {}
        wire.world = self

    def answer(self, region, operation, asked):
        if region == self.lost:
            raise EndpointConnectionError(endpoint_url=f"https://{region}")
        self.asked.append((region, operation))
        if operation == "PutMetricData":
            self.published(asked)
        found = self.answers.get((region, operation)) or self.answers[operation]
        found = found(asked) if callable(found) else found
        if isinstance(found, Refused):
            error = {"Code": found.code, "Message": "no"}
            metadata = {"HTTPStatusCode": found.status}
            answer = {"Error": error, "ResponseMetadata": metadata}
            return SimpleNamespace(status_code=found.status), answer
        return SimpleNamespace(status_code=200), found

    def published(self, asked):
        assert asked["Namespace"] == "DisasterRecovery"
        for metric in asked["MetricData"]:
            assert metric["Dimensions"] == [{"Name": "System", "Value": "trading"}]
            self.metrics[metric["MetricName"]] = metric["Value"]

    def open(self, url, timeout, context):
        self.urls.append(url)
        if self.url_faults:
            raise self.url_faults.pop(0)
        answer = SimpleNamespace(status=200)
        answer.__enter__ = lambda: answer
        return _Opened(answer)

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


@pytest.fixture
def world(monkeypatch):
    """Make worlds; their modules are gone before and after, as other functions' may be alike."""
    monkeypatch.syspath_prepend(str(HERE))
    for name in MODULES:
        sys.modules.pop(name, None)
    yield functools.partial(World, monkeypatch)
    for name in MODULES:
        sys.modules.pop(name, None)


def test_a_standby_that_could_take_over_is_ready(world):
    here = world()

    answer = here.run()

    assert answer["ready"] is True
    assert (answer["region"], answer["role"], answer["active"]) == (DR, "dr", "primary")
    assert {check["status"] for check in answer["checks"]} == {"ok"}
    assert len(answer["checks"]) == 16
    assert (here.metrics["Ready"], here.metrics["FailedChecks"]) == (1, 0)
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
    "no table of sessions": ("sessions", {"DescribeTable": Refused("ResourceNotFoundException")}),
    "a table without its replica": ("sessions", {"DescribeTable": replicas()}),
    "a replica without its key": (
        "sessions",
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
        {(DR, "DescribeSecret"): secret("new", DeletedDate=ago(days=1))},
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
        {"BatchGetItem": table(DRILL, {"id": "lease", "holder": "x", "until": 9999999999})},
    ),
    "a run that stands still": (
        "unfinished_work",
        {"BatchGetItem": table(DRILL, {"id": "run", "epoch": 1, "target": "dr"})},
    ),
    "work that could have been done": (
        "unfinished_work",
        {"BatchGetItem": table(DRILL, {"id": "pending#fence#primary", "since": 1})},
    ),
    "a region that knows less": ("records", {"GetItem": None}),  # see below
    "a parameter that differs": (
        "records",
        {(PRIMARY, "GetParameter"): {"Parameter": {"Value": DR}}},
    ),
    "no drill": ("drill", {"BatchGetItem": table()}),
    "an old drill": ("drill", {"BatchGetItem": table({"id": "drill", "finished_at": 1})}),
}
BROKEN["a region that knows less"] = (
    "records",
    {(PRIMARY, "GetItem"): record("primary", 2), (DR, "GetItem"): record("primary", 0)},
)


@pytest.mark.parametrize("case", BROKEN)
def test_what_is_broken_fails_its_own_check_and_no_other(world, case):
    check, answers = BROKEN[case]
    here = world()
    here.answers |= answers

    found = here.found()

    assert {n: c["status"] for n, c in found.items() if c["status"] != "ok"} == {check: "failed"}
    assert len(found[check]["detail"].split()) > 5  # a sentence, not a code
    counts = 0 if check == "drill" else 1
    assert (here.metrics["Ready"], here.metrics["FailedChecks"]) == (1 - counts, counts)


NEEDS = {
    "DescribeDBClusters": {"database"},
    "DescribeDBInstances": {"database"},
    "DescribeGlobalClusters": {"global_cluster"},
    "DescribeTable": {"sessions"},
    "GetBucketReplication": {"buckets"},
    "DescribeSecret": {"secret"},
    "GenerateDataKeyWithoutPlaintext": {"key"},
    "DescribeServices": {"capacity", "quota"},
    "GetServiceQuota": {"quota"},
    "DescribeImages": {"images"},
    "DescribeCertificate": {"certificate"},
    "ListRecoveryPointsByBackupVault": {"backup"},
    "GetMetricStatistics": {"replication_lag"},
    "GetParameter": {"records"},
    "BatchGetItem": {"state_table", "unfinished_work", "drill"},
}


@pytest.mark.parametrize("code", ["AccessDeniedException", "InternalFailure"])
@pytest.mark.parametrize("operation", NEEDS)
def test_what_may_not_be_asked_is_unknown_and_all_else_is_still_checked(world, operation, code):
    here = world()
    for key in [key for key in here.answers if operation in (key, key[-1])]:
        here.answers[key] = Refused(code)

    assert here.not_ok() == dict.fromkeys(NEEDS[operation], "unknown")
    assert here.metrics["Ready"] == 0


def test_an_unknown_check_says_what_to_do(world):
    found = world(DescribeCertificate=Refused("AccessDeniedException")).found()

    said = found["certificate"]["detail"]
    assert said == (
        "DescribeCertificate: AccessDeniedException: no. Let the validator's role do that."
    )


def test_a_check_that_takes_too_long_is_unknown(world):
    here = world(DescribeCertificate=lambda asked: time.sleep(2) or certificate(60))
    here.validator.SECONDS = 0.5
    started = time.monotonic()

    assert here.not_ok() == {"certificate": "unknown"}
    assert time.monotonic() - started < 1.5


def test_a_standby_is_ready_while_the_active_region_is_lost(world):
    here = world(GetMetricStatistics=lag(0.2, hours=1))  # nothing new since then
    here.lost, here.url_faults = PRIMARY, [URLError("no route")] * 2

    found = here.found()

    assert {check["status"] for check in found.values()} == {"ok"}
    assert "at " in found["replication_lag"]["detail"]
    assert "primary" in found["buckets"]["detail"]
    assert PRIMARY in found["secret"]["detail"]
    assert "out of reach: primary" in found["records"]["detail"]


def lag_of_an_outage(heard_minutes_ago):
    """RDS goes on counting: 0.5 s of lag until five minutes ago, then ever more."""

    def answer(asked):
        if asked["MetricName"] == "ActiveRegionAnswers":
            points = {m: float(m >= heard_minutes_ago) for m in range(1, 30)}
        else:
            points = {m: 500.0 if m >= 5 else 1000.0 * 60 * (5 - m) for m in range(1, 30)}
        return {
            "Datapoints": [{"Timestamp": ago(minutes=m), "Maximum": v} for m, v in points.items()]
        }

    return answer


@pytest.mark.parametrize(("heard", "status"), [(5, "ok"), (1, "failed")])
def test_lag_that_grows_since_the_active_region_is_silent_is_no_loss(world, heard, status):
    here = world(GetMetricStatistics=lag_of_an_outage(heard))
    here.url_faults = [URLError("no route")] * 2

    assert here.found()["replication_lag"]["status"] == status


def test_lag_that_grows_while_the_active_region_answers_fails(world):
    assert world(GetMetricStatistics=lag_of_an_outage(5)).not_ok() == {"replication_lag": "failed"}


@pytest.mark.parametrize("answer", [{"Datapoints": []}, lag(0.2, minutes=20)])
def test_lag_that_nobody_publishes_is_unknown(world, answer):
    assert world(GetMetricStatistics=answer).not_ok() == {"replication_lag": "unknown"}


def test_the_active_region_needs_the_capacity_to_serve(world):
    here = world(**{**ACTIVE, "DescribeServices": service(1, 1)})

    assert here.not_ok() == {"capacity": "failed"}


def test_an_active_region_whose_writer_is_elsewhere_is_not_well(world):
    here = world(**{**ACTIVE, "DescribeGlobalClusters": global_cluster()})

    assert here.not_ok() == {"global_cluster": "failed"}


FENCE = table(DRILL, {"id": "fence", "epoch": 1})


def test_a_region_that_a_failover_closed_is_not_missed(world):
    here = world(BatchGetItem=FENCE, DescribeServices=service(0, 0))
    assert here.not_ok() == {}

    shut = {"ReservedConcurrentExecutions": 0}
    assert world(API, GetFunctionConcurrency=shut).not_ok() == {"capacity": "failed"}
    assert world(API, GetFunctionConcurrency=shut, BatchGetItem=FENCE).not_ok() == {}
    # A fence that was left behind closes nothing where the region is the active one.
    assert world(
        API, **{**ACTIVE, "GetFunctionConcurrency": shut, "BatchGetItem": FENCE}
    ).not_ok() == {"capacity": "failed"}


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
    assert world(environment, **answers).not_ok() == {"capacity": "failed"}


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
    assert world(BatchGetItem=table(DRILL, item)).not_ok() == {}


def test_a_run_that_somebody_carries_on_or_that_was_overtaken_is_no_fault(world):
    run = {"id": "run", "epoch": 1, "target": "dr"}
    lease = {"id": "lease", "holder": "x", "until": int(time.time()) + 60}
    assert world(BatchGetItem=table(DRILL, run, lease)).not_ok() == {}
    later = {"BatchGetItem": table(DRILL, run), "GetItem": record("primary", 2)}
    assert world(**later).not_ok() == {}


def test_a_region_that_was_opened_again_is_no_longer_closed(world):
    fence = {"id": "fence", "epoch": 1}
    run = {"id": "run", "epoch": 2, "target": "dr", "outcome": "finished"}
    here = world(BatchGetItem=table(DRILL, fence, run), DescribeServices=service(0, 0))

    assert here.not_ok() == {"capacity": "failed"}


def test_a_run_that_took_over_and_did_not_end_stands_still(world):
    run = {"id": "run", "epoch": 1, "target": "dr"}
    here = world(**{**ACTIVE, "BatchGetItem": table(DRILL, run)})

    assert here.not_ok() == {"unfinished_work": "failed"}


def test_work_left_for_a_region_that_is_away_is_no_fault(world):
    here = world(BatchGetItem=table(DRILL, {"id": "pending#fence#primary", "since": 1}))
    here.lost, here.url_faults = PRIMARY, [URLError("no route")] * 2

    assert here.not_ok() == {}


def test_a_run_that_stands_still_is_what_a_failover_is_for_once_the_active_region_is_gone(world):
    run = {"id": "run", "epoch": 1, "target": "dr"}
    here = world(BatchGetItem=table(DRILL, run))
    here.lost, here.url_faults = PRIMARY, [URLError("no route")] * 2

    assert here.not_ok() == {"unfinished_work": "failed"}
    assert here.metrics["Ready"] == 1


def test_a_region_whose_parameters_do_not_answer_is_out_of_reach_and_no_fault(world):
    here = world()
    here.answers[PRIMARY, "GetParameter"] = Refused("InternalFailure", 503)

    assert here.not_ok() == {}


def test_only_what_the_deployment_has_is_checked(world):
    kept = {"NAME", "ROLE", "REGIONS", "TABLE", "PARAMETER", "RPO_MINUTES"}
    here = world({name: None for name in ENVIRONMENT if name not in kept})

    assert list(here.found()) == ["state_table", "unfinished_work", "records", "drill"]
    assert here.metrics["Ready"] == 1


def test_all_is_read_of_a_table_that_answers_a_part(world):
    parts = [
        {
            "Responses": {"trading-failover": []},
            "UnprocessedKeys": {"trading-failover": {"Keys": [{"id": {"S": "drill"}}]}},
        },
        table(DRILL),
    ]

    assert world(BatchGetItem=lambda asked: parts.pop(0)).not_ok() == {}


def test_regions_are_in_the_order_of_takeover(world):
    here = world()
    roles = ["dr", "dr10", "dr2", "primary"]

    ordered = sys.modules["deployment"].in_order(dict.fromkeys(roles, "x"))

    assert list(ordered) == ["primary", "dr", "dr2", "dr10"]
    assert here.run()["active"] == "primary"


def test_the_pulse_of_a_standby_says_that_the_active_region_answers(world):
    here = world()

    assert here.run("pulse")["active"] == "primary"
    assert here.metrics == {"Active": 0, "ActiveRegionAnswers": 1}
    assert here.urls == ["https://primary.trading.acme-markets.com/health"]


def test_the_pulse_of_the_active_region_asks_nobody(world):
    here = world(**ACTIVE)

    here.run("pulse")

    assert here.metrics == {"Active": 1}
    assert here.urls == []


@pytest.mark.parametrize(("faults", "answers"), [(1, 1), (2, 0)])
@pytest.mark.parametrize(
    "fault", [URLError("no route"), TimeoutError(), HTTPError("", 503, "", {}, None)]
)
def test_one_lost_try_is_no_outage(world, fault, faults, answers):
    here = world()
    here.url_faults = [fault] * faults

    here.run("pulse")

    assert here.metrics["ActiveRegionAnswers"] == answers


def test_an_active_region_that_is_slow_to_no_end_does_not_answer(world):
    here = world()
    here.answering.SECONDS = 0.3
    here.answering.ask_url = lambda *_: time.sleep(1)

    here.run("pulse")

    assert here.metrics["ActiveRegionAnswers"] == 0


WITHOUT_COMPUTE = {"ENDPOINT_DOMAIN": None}
WITHOUT_DATABASE = {**WITHOUT_COMPUTE, "GLOBAL_CLUSTER": None}
WITHOUT_BOTH = {**WITHOUT_DATABASE, "SESSIONS_TABLE": None}


@pytest.mark.parametrize(
    ("environment", "answers", "metric"),
    [
        (WITHOUT_COMPUTE, {}, 1),
        (WITHOUT_COMPUTE, {"DescribeDBClusters": cluster("failed")}, 0),
        (WITHOUT_DATABASE, {}, 1),
        (WITHOUT_DATABASE, {"DescribeTable": Refused("ResourceNotFoundException")}, 0),
        (WITHOUT_BOTH, {}, 1),
        (WITHOUT_BOTH, {(PRIMARY, "GetItem"): Refused("InternalServerError", 500)}, 0),
    ],
)
def test_without_compute_the_data_is_asked_for(world, environment, answers, metric):
    here = world(environment, **{})
    here.answers |= answers

    here.run("pulse")

    assert here.metrics["ActiveRegionAnswers"] == metric
    assert here.urls == []


def test_the_latest_record_holds_whichever_region_has_it(world):
    here = world(GetItem=record("primary", 0))
    here.answers[PRIMARY, "GetItem"] = record("dr", 1)

    assert here.run("pulse")["active"] == "dr"
    assert here.metrics == {"Active": 1}


def test_a_pulse_without_any_record_is_an_error_and_publishes_nothing(world):
    here = world(GetItem=Refused("AccessDeniedException"))

    with pytest.raises(Exception, match="AccessDenied"):
        here.run("pulse")
    assert here.metrics == {}


def test_readiness_without_any_record_still_says_what_it_can(world):
    here = world(GetItem=Refused("AccessDeniedException"))

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
