"""An AWS that remembers, for the tests of the failover function."""

import functools
import importlib
import json
import re
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError

HERE = Path(__file__).parent
COMMON = HERE.parent / "common"
MODULES = [
    path.stem
    for path in (*HERE.glob("*.py"), *COMMON.glob("*.py"))
    if not path.name.startswith(("test_", "conftest"))
]
REGIONS = {"primary": "eu-west-1", "dr": "eu-central-1"}
ARN = "arn:aws:rds:{}:111122223333:cluster:trading-{}"
ENVIRONMENT = {
    "NAME": "trading",
    "REGIONS": json.dumps(REGIONS),
    "TABLE": "trading-failover",
    "PARAMETER": "/trading/active-region",
    "TOPIC_ARN": "arn:aws:sns:eu-central-1:111122223333:trading",
    "RPO_MINUTES": "1",
    "RTO_MINUTES": "15",
    "GLOBAL_CLUSTER": "trading",
    "CLUSTERS": json.dumps({role: ARN.format(region, role) for role, region in REGIONS.items()}),
    "ECS_CLUSTER": "trading",
    "ECS_SERVICE": "trading",
    "CAPACITY": json.dumps({"primary": 3, "dr": 1}),
    "CAPACITY_MAX": "9",
    "ENDPOINT_DOMAIN": "trading.acme-markets.com",
    "HEALTH_CHECK_PATH": "/health",
    "PROXY": "trading",
    "SECRET_ID": "arn:aws:secretsmanager:eu-central-1:111122223333:secret:trading-database",
    "ROTATION_ARN": "arn:aws:lambda:eu-central-1:111122223333:function:trading-rotation",
}
START = 1_800_000_000


def refusal(code, message="", operation="", status=400):
    """What botocore raises when AWS says no."""
    response = {
        "Error": {"Code": code, "Message": message},
        "ResponseMetadata": {"HTTPStatusCode": status},
    }
    return ClientError(response, operation)


class Table:
    """Items of one region, and conditions as DynamoDB judges them."""

    def __init__(self):
        self.items = {}

    def put(self, Item, TableName=None, ReturnValuesOnConditionCheckFailure=None, **condition):
        self.check(Item["id"]["S"], condition)
        self.items[Item["id"]["S"]] = Item

    def check(self, id, condition):
        item = self.items.get(id, {})
        if condition and not holds(item, **condition):
            error = {"Error": {"Code": "ConditionalCheckFailedException"}, "Item": item}
            raise ClientError(error, "PutItem")

    def number(self, id, name):
        return int(self.items[id][name]["N"])


def holds(item, ConditionExpression, ExpressionAttributeNames=None, ExpressionAttributeValues=None):
    """Judge a condition: what it says is nearly Python."""
    values = {name[1:]: value for name, value in (ExpressionAttributeValues or {}).items()}

    def plain(value):
        (kind, content), *_ = value.items() if value else [("NULL", None)]
        return int(content) if kind == "N" else content

    text = re.sub(r"attribute_not_exists\(#(\w+)\)", r"('\1' not in item)", ConditionExpression)
    text = re.sub(r"#(\w+) (<|=) :(\w+)", r"compare(item.get('\1'), '\2', values['\3'])", text)
    text = text.replace(" OR ", " or ").replace(" AND ", " and ")

    def compare(one, how, other):
        if one is None:
            return False
        return plain(one) < plain(other) if how == "<" else plain(one) == plain(other)

    return eval(text, {"item": item, "values": values, "compare": compare})


class World:
    """Both regions, as far as the function can see them."""

    regions = REGIONS
    environment = ENVIRONMENT

    def __init__(self, code):
        self.code = code
        self.passed = float(START)
        self.dead, self.sick = set(), set()
        self.silent = set()  # (role, service)
        self.fickle = {}  # (role, service) that answers one call in three -> calls so far
        self.tables = {role: Table() for role in REGIONS}
        self.parameters = dict.fromkeys(REGIONS, REGIONS["primary"])
        self.desired = {"primary": 3, "dr": 1}
        self.minimum = dict(self.desired)
        self.most = 99  # that run, however many are wanted
        self.writer, self.heading, self.looks, self.planned = "primary", None, 0, False
        self.members = list(REGIONS)
        self.versions = dict.fromkeys(REGIONS, "16.6")
        self.states = dict.fromkeys(REGIONS, "available")
        self.sync = dict.fromkeys(REGIONS, "connected")
        self.passwords = dict.fromkeys(REGIONS, "old")  # of the clusters
        self.secrets = dict.fromkeys(REGIONS, "old")
        self.primary_region = REGIONS["primary"]  # of the secret
        self.refuses = {}  # operation -> what AWS says, each time
        self.lag = 500.0
        self.lags = {}  # milliseconds, by time
        self.failing = {}  # role -> share of requests that fail there
        self.dies_at = None  # the look at a change of the writer at which its region dies
        self.published, self.metrics, self.called, self.files = [], [], [], {}
        self.watching = lambda: None  # what the validator does in each minute
        self.faults = []  # what the next calls of an operation raise: (operation, error)

    def run(self, role, event, seconds=900, request_id="", **environment):
        settings = self.code["settings"].Settings.of({**ENVIRONMENT, "ROLE": role, **environment})
        return self.code["failover"].serve(event, settings, seconds, request_id)

    def put(self, where, /, **item):
        """Write an item as the validator does."""
        self.tables[where].items[item["id"]] = self.code["items"].to_item(item)

    def keep_watching(self, **more):
        """Have the validator of the standby watch on."""
        self.watching = lambda: self.watch(**more)
        self.watching()

    def watch(self, role="dr", active="primary", failed=6, minutes=10, **more):
        """Have the validator of a region have watched for some minutes."""
        now = int(self.passed)
        seen = [[now // 60 - number, 6, failed] for number in reversed(range(minutes))]
        item = {"id": "watch", "at": now, "role": role, "active": active, "minutes": seen}
        self.put(role, **{**item, "reaches": True, "well_since": START - 7200, **more})

    def client(self, service, region):
        role = next(role for role, name in REGIONS.items() if name == region)

        class Client:
            def __getattr__(_, operation):
                return lambda **parameters: self.call(role, service, operation, parameters)

        return Client()

    def call(self, role, service, operation, parameters):
        self.passed += 0.05
        self.called.append((role, operation))
        if (role, service) in self.fickle:
            self.fickle[role, service] += 1
        is_fickle = self.fickle.get((role, service), 1) % 3 != 1
        if role in self.dead or (role, service) in self.silent or is_fickle:
            self.passed += 3
            raise ConnectTimeoutError(endpoint_url=role)
        if operation in self.refuses:
            raise refusal(*self.refuses[operation], operation)
        for number, (name, error) in enumerate(self.faults):
            if name == operation:
                del self.faults[number]
                raise error
        return getattr(self, operation)(role, **parameters)

    def batch_get_item(self, role, RequestItems):
        ((table, wanted),) = RequestItems.items()
        ids = [key["id"]["S"] for key in wanted["Keys"]]
        items = self.tables[role].items
        return {"Responses": {table: [items[id] for id in ids if id in items]}}

    def put_item(self, role, **parameters):
        self.tables[role].put(**parameters)

    def delete_item(self, role, TableName, Key, **condition):
        self.tables[role].check(Key["id"]["S"], condition)
        self.tables[role].items.pop(Key["id"]["S"], None)

    def transact_write_items(self, role, TransactItems):
        check, put = (next(iter(each.values())) for each in TransactItems)
        table = self.tables[role]
        try:
            table.check(
                check.pop("Key")["id"]["S"], {k: v for k, v in check.items() if k[0] in "CE"}
            )
            table.put(**put)
        except ClientError as error:
            raise ClientError({"Error": {"Code": "TransactionCanceledException"}}, "") from error

    def describe_global_clusters(self, role, GlobalClusterIdentifier):
        if self.heading:
            self.looks -= 1
            if self.looks == self.dies_at:
                self.dead.add("primary")
            if self.looks < 0 and not (self.planned and self.dead):
                self.writer, self.heading = self.heading, None
        members = [
            {
                "DBClusterArn": ARN.format(REGIONS[each], each),
                "IsWriter": each == self.writer,
                "SynchronizationStatus": self.sync[each],
            }
            for each in self.members
        ]
        changing = "switching-over" if self.planned else "failing-over"
        status = changing if self.heading else "available"
        found = {"Status": status, "GlobalClusterMembers": members}
        return {
            "GlobalClusters": [
                {**found, "Engine": "aurora-postgresql", "EngineVersion": self.versions["primary"]}
            ]
        }

    def failover_global_cluster(self, role, TargetDbClusterIdentifier, AllowDataLoss, **_):
        assert AllowDataLoss
        self.check_versions(role)
        self.heading, self.looks, self.planned = role, 2, False

    def switchover_global_cluster(self, role, TargetDbClusterIdentifier, **_):
        assert role == self.writer
        self.check_versions(TargetDbClusterIdentifier.rpartition("-")[2])
        self.heading, self.looks = TargetDbClusterIdentifier.rpartition("-")[2], 2
        self.planned = True

    def check_versions(self, role):
        if self.versions[role] != self.versions[self.writer]:
            raise refusal(
                "InvalidDBClusterStateFault", "Target cluster must have the same engine version"
            )

    def remove_from_global_cluster(self, role, GlobalClusterIdentifier, DbClusterIdentifier):
        self.members.remove(role)

    def describe_db_clusters(self, role, DBClusterIdentifier):
        reads = role in self.members and role != self.writer
        source = {"ReplicationSourceIdentifier": "arn"} if reads else {}
        found = {"Status": self.states[role], "EngineVersion": self.versions[role], **source}
        return {"DBClusters": [found]}

    def modify_db_cluster(self, role, DBClusterIdentifier, ApplyImmediately, MasterUserPassword):
        self.passwords[role] = MasterUserPassword

    def describe_db_proxy_targets(self, role, DBProxyName):
        writes = role == self.writer or role not in self.members
        health = {"State": "AVAILABLE"}
        if self.passwords[role] != self.secrets[role]:
            health = {"State": "UNAVAILABLE", "Reason": "AUTH_FAILURE", "Description": "denied"}
        target = {"Type": "RDS_INSTANCE", "Role": "READ_WRITE" if writes else "READ_ONLY"}
        return {"Targets": [{"Type": "TRACKED_CLUSTER"}, {**target, "TargetHealth": health}]}

    def get_secret_value(self, role, SecretId):
        return {"SecretString": json.dumps({"username": "a", "password": self.secrets[role]})}

    def describe_secret(self, role, SecretId):
        return {"PrimaryRegion": self.primary_region}

    def stop_replication_to_replica(self, role, SecretId):
        self.primary_region = REGIONS[role]

    def rotate_secret(self, role, SecretId, RotationLambdaARN, RotationRules, RotateImmediately):
        assert self.primary_region == REGIONS[role]

    def put_object(self, role, Bucket, Key, Body, **encrypted):
        self.files[Key] = (json.loads(Body), encrypted)

    def get_metric_statistics(self, role, MetricName, **_):
        assert MetricName == "AuroraGlobalDBRPOLag"
        return {"Datapoints": self.points(self.lags) or self.points({self.passed: self.lag})}

    def points(self, values):
        """Datapoints of values by the second; CloudWatch returns them in no order."""
        times = sorted(values, key=str)
        return [
            {"Timestamp": datetime.fromtimestamp(at, UTC), "Maximum": values[at]} for at in times
        ]

    def put_metric_data(self, role, Namespace, MetricData):
        self.metrics += [(role, each["MetricName"], each["Value"]) for each in MetricData]

    def put_parameter(self, role, Name, Value, Type, Overwrite):
        self.parameters[role] = Value

    def describe_scalable_targets(self, role, **_):
        return {"ScalableTargets": [{"MinCapacity": self.minimum[role], "MaxCapacity": 9}]}

    def register_scalable_target(self, role, MinCapacity, **_):
        self.minimum[role] = MinCapacity

    def describe_services(self, role, **_):
        desired = self.desired[role]
        return {"services": [{"desiredCount": desired, "runningCount": min(desired, self.most)}]}

    def update_service(self, role, desiredCount, **_):
        self.desired[role] = desiredCount

    def publish(self, role, TopicArn, Subject, Message):
        self.published.append((Subject, Message))

    def share(self, url):
        role = url.removeprefix("https://").partition(".")[0]
        well = role not in self.dead | self.sick and self.desired[role] > 0
        failed = round(6 * self.failing.get(role, 0.0)) if well else 6
        return failed, 6, "status 200" if well else "no answer"

    def sleep(self, seconds):
        self.passed += seconds
        self.watching()

    def item(self, role, id):
        return self.code["state"].from_item(self.tables[role].items[id])


@functools.cache
def load():
    """Load the function's modules once, apart from those of other functions of the same names."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(COMMON))
        patch.syspath_prepend(str(HERE))
        before = {name: sys.modules.pop(name) for name in MODULES if name in sys.modules}
        code = {name: importlib.import_module(name) for name in MODULES}
        for name in MODULES:
            del sys.modules[name]
        sys.modules.update(before)
    return code


@pytest.fixture
def world(monkeypatch):
    code = load()
    made = World(code)
    monkeypatch.setattr(code["aws"], "client", made.client)
    monkeypatch.setattr(code["look"], "share", made.share)
    for name, function in {
        "now": lambda: made.passed,
        "monotonic": lambda: made.passed,
        "sleep": made.sleep,
    }.items():
        monkeypatch.setattr(code["clock"], name, function)
    return made
