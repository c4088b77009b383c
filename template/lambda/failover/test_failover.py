"""The failover function against an AWS that remembers. Run with `pytest lambda`."""

import importlib
import json
import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError

HERE = Path(__file__).parent
MODULES = [path.stem for path in HERE.glob("*.py") if not path.name.startswith("test_")]
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
}


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

    def __init__(self, code):
        self.code = code
        self.passed = 0.0
        self.dead, self.sick = set(), set()
        self.tables = {role: Table() for role in REGIONS}
        self.parameters = dict.fromkeys(REGIONS, REGIONS["primary"])
        self.desired = {"primary": 3, "dr": 1}
        self.minimum = dict(self.desired)
        self.writer, self.heading, self.looks = "primary", None, 0
        self.lag = 500.0
        self.published, self.metrics, self.called = [], [], []
        self.faults = []  # what the next calls of an operation raise: (operation, error)

    def run(self, role, event, seconds=900):
        environment = {**ENVIRONMENT, "ROLE": role}
        settings = self.code["settings"].Settings.of(environment)
        return self.code["failover"].serve(event, settings, seconds)

    def client(self, service, region):
        role = next(role for role, name in REGIONS.items() if name == region)

        class Client:
            def __getattr__(_, operation):
                return lambda **parameters: self.call(role, operation, parameters)

        return Client()

    def call(self, role, operation, parameters):
        self.passed += 0.05
        self.called.append((role, operation))
        if role in self.dead:
            self.passed += 3
            raise ConnectTimeoutError(endpoint_url=role)
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
            if self.looks < 0:
                self.writer, self.heading = self.heading, None
        members = [
            {"DBClusterArn": ARN.format(region, each), "IsWriter": each == self.writer}
            for each, region in REGIONS.items()
        ]
        status = "failing-over" if self.heading else "available"
        return {"GlobalClusters": [{"Status": status, "GlobalClusterMembers": members}]}

    def failover_global_cluster(self, role, TargetDbClusterIdentifier, AllowDataLoss, **_):
        assert AllowDataLoss
        self.heading, self.looks = role, 2

    def switchover_global_cluster(self, role, TargetDbClusterIdentifier, **_):
        assert role == self.writer
        self.heading, self.looks = TargetDbClusterIdentifier.rpartition("-")[2], 2

    def describe_db_clusters(self, role, DBClusterIdentifier):
        return {"DBClusters": [{"Status": "available"}]}

    def get_metric_statistics(self, role, **_):
        at = datetime.fromtimestamp(self.passed, UTC)
        return {"Datapoints": [{"Timestamp": at, "Maximum": self.lag}]}

    def put_metric_data(self, role, Namespace, MetricData):
        self.metrics.append((role, MetricData[0]["Value"]))

    def put_parameter(self, role, Name, Value, Type, Overwrite):
        self.parameters[role] = Value

    def describe_scalable_targets(self, role, **_):
        return {"ScalableTargets": [{"MinCapacity": self.minimum[role], "MaxCapacity": 9}]}

    def register_scalable_target(self, role, MinCapacity, **_):
        self.minimum[role] = MinCapacity

    def describe_services(self, role, **_):
        return {"services": [dict.fromkeys(("desiredCount", "runningCount"), self.desired[role])]}

    def update_service(self, role, desiredCount, **_):
        self.desired[role] = desiredCount

    def publish(self, role, TopicArn, Subject, Message):
        self.published.append((Subject, Message))

    def answers(self, url):
        role = url.removeprefix("https://").partition(".")[0]
        well = role not in self.dead | self.sick and self.desired[role] > 0
        return well, "status 200" if well else "no answer"

    def sleep(self, seconds):
        self.passed += seconds

    def item(self, role, id):
        return self.code["state"].from_item(self.tables[role].items[id])


@pytest.fixture
def world(monkeypatch):
    monkeypatch.syspath_prepend(str(HERE))
    for name in MODULES:
        sys.modules.pop(name, None)
    code = {name: importlib.import_module(name) for name in MODULES}
    made = World(code)
    monkeypatch.setattr(code["aws"], "client", made.client)
    monkeypatch.setattr(code["look"], "answers", made.answers)
    for name, function in {
        "now": lambda: made.passed,
        "monotonic": lambda: made.passed,
        "sleep": made.sleep,
    }.items():
        monkeypatch.setattr(code["clock"], name, function)
    yield made
    for name in MODULES:  # other functions have modules of the same names
        sys.modules.pop(name, None)


FAILOVER = {"action": "failover", "allow_data_loss": True}


def test_a_failover_without_the_region_that_failed(world):
    world.dead.add("primary")

    answer = world.run("dr", FAILOVER)

    assert (answer["outcome"], answer["active"]) == ("finished", "dr")
    assert (world.writer, world.desired["dr"]) == ("dr", 3)
    assert world.parameters["dr"] == REGIONS["dr"]
    assert ("dr", 1.0) in world.metrics
    assert "Data loss is possible" in answer["losses"][0]
    assert world.published[0][0] == "trading: dr is the active region"
    assert [step.partition(":")[0] for step in answer["pending"]] == [
        "close source",
        "tell the others",
    ]


def test_what_was_left_over_is_done_when_the_region_is_back(world):
    world.dead.add("primary")
    world.run("dr", FAILOVER)
    world.dead.clear()

    world.run("dr", {"action": "tend"})

    assert world.desired["primary"] == 0
    assert world.item("primary", "fence")["epoch"] == 1
    assert world.item("primary", "system")["active"] == "dr"
    assert world.parameters["primary"] == REGIONS["dr"]
    assert not [id for id in world.tables["dr"].items if id.startswith("pending#")]


def test_a_finished_run_repeated_changes_nothing(world):
    world.run("dr", {"action": "switchover"})
    before = json.dumps([table.items for table in world.tables.values()])

    assert world.run("dr", {"action": "switchover"})["outcome"] == "nothing to do"
    assert json.dumps([table.items for table in world.tables.values()]) == before


def test_there_and_back(world):
    assert world.run("dr", {"action": "switchover"})["outcome"] == "finished"
    assert world.desired == {"primary": 1, "dr": 3}
    assert world.run("primary", {"action": "failback"})["outcome"] == "finished"
    assert world.desired == {"primary": 3, "dr": 1}
    assert world.writer == "primary"
    assert world.item("primary", "drill")["action"] == "failback"


def test_no_way_back_without_a_fence(world):
    world.sick.add("primary")
    world.run("dr", FAILOVER)
    world.sick.clear()
    del world.tables["primary"].items["fence"]

    answer = world.run("primary", {"action": "failback"})

    assert answer["outcome"] == "refused"
    assert "not been fenced" in answer["message"]
    assert world.writer == "dr"


def test_a_second_caller_is_told_who_is_at_it(world):
    lease = {"id": {"S": "lease"}, "holder": {"S": "dr/failover/1"}, "until": {"N": "80"}}
    world.tables["primary"].items["lease"] = lease

    answer = world.run("dr", {"action": "switchover"})

    assert answer["outcome"] == "busy"
    assert "dr/failover/1 holds the lease in primary" in answer["message"]
    assert "lease" not in world.tables["dr"].items


def test_a_lease_that_nobody_renewed_is_taken(world):
    lease = {"id": {"S": "lease"}, "holder": {"S": "dr/failover/1"}, "until": {"N": "80"}}
    world.tables["primary"].items["lease"] = lease
    world.passed = 100.0

    assert world.run("dr", {"action": "switchover"})["outcome"] == "finished"


class Killed(BaseException):
    """The end of a process, which nobody handles."""


@pytest.mark.parametrize("operation", ["update_service", "transact_write_items", "publish"])
def test_a_killed_run_is_finished_by_the_next_tend(operation, world):
    world.faults.append((operation, Killed()))
    with pytest.raises(Killed):
        world.run("dr", {"action": "switchover"})
    world.passed += 100

    answer = world.run("dr", {"action": "tend"})

    assert (answer["outcome"], answer["action"]) == ("finished", "switchover")
    assert (world.writer, world.parameters["primary"]) == ("dr", REGIONS["dr"])


def test_a_run_out_of_time_goes_on_later(world):
    first = world.run("dr", {"action": "switchover"}, seconds=10)

    assert first["outcome"] in ("unfinished", "finished")
    while (answer := world.run("dr", {"action": "tend"}, seconds=15))["outcome"] == "unfinished":
        assert world.passed < 600
    assert world.item("dr", "system")["active"] == "dr", answer


@pytest.mark.parametrize("status", [400, 503])
def test_throttling_and_failures_pass(status, world):
    code = "ThrottlingException" if status == 400 else "InternalFailure"
    response = {"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}
    for name in ("put_item", "describe_global_clusters", "put_parameter", "publish"):
        world.faults += [(name, ClientError(response, name))] * 2

    assert world.run("dr", {"action": "switchover"})["outcome"] == "finished"


def test_a_failover_of_what_is_well_is_refused(world):
    answer = world.run("dr", FAILOVER)

    assert (answer["outcome"], world.writer) == ("refused", "primary")
    assert "switchover" in answer["next"]


def test_a_failover_by_force(world):
    world.lag = 600_000.0

    assert world.run("dr", {**FAILOVER, "force": True})["outcome"] == "finished"
    assert world.desired["primary"] == 0


def test_a_lag_above_the_objective_is_refused(world):
    world.dead.add("primary")
    world.lag = 600_000.0

    answer = world.run("dr", FAILOVER)

    assert answer["outcome"] == "refused"
    assert "600 s behind" in answer["message"]


def test_an_alarm_fails_over(world):
    world.dead.add("primary")
    alarm = {
        "source": "aws.cloudwatch",
        "alarmArn": "arn:aws:cloudwatch:eu-central-1:111122223333:alarm:failover-needed",
        "alarmData": {"state": {"value": "ALARM"}},
    }

    assert world.run("dr", alarm)["outcome"] == "finished"
    assert world.item("dr", "run")["request"]["requested_by"] == "alarm failover-needed"


@pytest.mark.parametrize(
    ("event", "said"),
    [
        ({"action": "failover"}, "allow_data_loss"),
        ({"action": "guess"}, "right are"),
        ({"action": "switchover", "force": True}, "belongs to failover"),
        ({"action": "failover", "allow_data_loss": "yes"}, "true and false"),
        ({"action": "switchover", "reason": "x" * 301}, "at most 300"),
        ({"action": "switchover", "forse": True}, "forse"),
        ({"action": "failback"}, "leads to primary"),
        ({"source": "aws.cloudwatch"}, "asks for nothing"),
        ([], "JSON object"),
    ],
)
def test_what_makes_no_sense_is_refused(event, said, world):
    world.dead.add("primary")

    answer = world.run("dr", event)

    assert answer["outcome"] == "refused"
    assert said in answer["message"] + answer["next"]
    assert "run" not in world.tables["dr"].items


def test_status_reads_only(world):
    world.run("dr", {"action": "switchover"})
    world.called.clear()

    answer = world.run("primary", {"action": "status"})

    assert (answer["active"], answer["writer"]) == ("dr", "dr")
    assert {name for _, name in world.called} == {"batch_get_item", "describe_global_clusters"}


def test_tend_is_cheap_when_there_is_nothing_to_do(world):
    assert world.run("dr", {"action": "tend"})["outcome"] == "nothing to do"
    assert world.called == [("dr", "batch_get_item")]


def test_a_dead_region_is_not_waited_for_again_and_again(world):
    world.dead.add("primary")

    world.run("dr", FAILOVER)

    assert len([role for role, _ in world.called if role == "primary"]) <= 3


def test_the_handler_reads_its_environment(world, monkeypatch):
    for name, value in {**ENVIRONMENT, "ROLE": "dr"}.items():
        monkeypatch.setenv(name, value)
    context = SimpleNamespace(get_remaining_time_in_millis=lambda: 900_000, aws_request_id="1")

    assert (
        world.code["failover"].handler({"action": "switchover"}, context)["outcome"] == "finished"
    )
