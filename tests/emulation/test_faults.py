"""Each kind of fault that the emulated AWS can have, without Terraform."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import BotoCoreError, ClientError
from tfdr.emulator import kinds
from tfdr.emulator.inside.faults import Faults
from tfdr.errors import TfdrError

from tests.emulation.support import HERE, THERE, Cloud, Region, unique
from tests.emulation.test_alarms import Alarm, state
from tests.emulation.test_minute import NOTE, schedule

CALL = """
import time
import boto3
from botocore.config import Config
ONCE = Config(connect_timeout=3, read_timeout=3, retries={"total_max_attempts": 1})
def handler(event, context):
    client = boto3.client(event["service"], region_name=event["region"], config=ONCE)
    began = time.monotonic()
    try:
        getattr(client, event["call"])(**event.get("given", {}))
        said = "answered"
    except Exception as error:
        said = type(error).__name__
    return [said, round(time.monotonic() - began)]
"""

ASK = """
import ssl
from urllib.error import HTTPError
from urllib.request import urlopen
ANY = ssl._create_unverified_context()
def handler(event, context):
    said = []
    for _ in range(event["times"]):
        try:
            said.append(urlopen(event["url"], timeout=4, context=ANY).status)
        except HTTPError as error:
            said.append(error.code)
        except OSError:
            said.append(0)
    return said
"""


class Ill:
    """Faults of a test, which end with it."""

    def __init__(self, cloud: Cloud) -> None:
        self.cloud, self.names = cloud, list[str]()

    def __call__(self, kind: str, **given: Any) -> str:
        self.names.append(self.cloud.emulator.begin_fault(kind, **given))
        return self.names[-1]

    def over(self) -> None:
        while self.names:
            self.cloud.emulator.end_fault(self.names.pop())


@pytest.fixture
def ill(cloud: Cloud) -> Iterator[Ill]:
    ill = Ill(cloud)
    yield ill
    ill.over()


@pytest.fixture(scope="module")
def caller(running: Cloud) -> str:
    return running.function(CALL, THERE)


@pytest.fixture(scope="module")
def place(running: Cloud) -> Region:
    """A region that serves."""
    made = running.region("primary", HERE)
    made.run(3)
    return made


# --- Calls of AWS: by service, region, operation, way, share


@pytest.mark.parametrize(
    ("kind", "given", "said", "seconds"),
    [
        ("no-name", {}, "ConnectionClosedError", 0),
        ("errors", {"code": "InternalServerError", "status": 500}, "InternalServerError", 0),
        ("hanging", {}, "ReadTimeoutError", 3),
        ("slow", {"seconds": 2}, "answered", 2),
        ("slow", {"seconds": 9}, "ReadTimeoutError", 3),
        ("throttled", {"share": 1}, "ThrottlingException", 0),
    ],
)
def test_one_service_in_one_region_fails(
    cloud: Cloud, ill: Ill, caller: str, kind: str, given: dict[str, Any], said: str, seconds: int
) -> None:
    ill(kind, region=HERE, service="dynamodb", **given)
    asked = {"service": "dynamodb", "region": HERE, "call": "list_tables"}
    assert cloud.run(caller, asked) == [said, seconds]
    assert cloud.run(caller, {**asked, "region": THERE})[0] == "answered"
    assert cloud.run(caller, {**asked, "service": "sqs", "call": "list_queues"})[0] == "answered"
    ill.over()
    assert cloud.run(caller, asked) == ["answered", 0]


def test_only_some_operations_fail(cloud: Cloud, ill: Ill) -> None:
    zone, name = cloud.zone()
    ill("errors", region="us-east-1", service="route53", operations=["Change*"])
    with pytest.raises(ClientError, match="InternalFailure"):
        cloud.record(zone, name, TTL=60, ResourceRecords=[{"Value": "192.0.2.1"}])
    cloud.client("route53").list_resource_record_sets(HostedZoneId=zone)


def test_only_callers_in_a_vpc_are_concerned(cloud: Cloud, ill: Ill, caller: str) -> None:
    vpc, subnets = cloud.world.vpc(THERE)
    group = cloud.client("ec2", THERE).create_security_group(
        GroupName=unique(), Description="of a test", VpcId=vpc
    )["GroupId"]
    config = {"SubnetIds": subnets, "SecurityGroupIds": [group]}
    within = cloud.function(CALL, THERE, VpcConfig=config)
    ill("hanging", region=THERE, service="s3", way="vpc")
    asked = {"service": "s3", "region": THERE, "call": "list_buckets"}
    assert cloud.run(within, asked)[0] == "ReadTimeoutError"
    assert cloud.run(caller, asked)[0] == "answered"


def test_a_share_fails_and_the_same_seed_fails_the_same(cloud: Cloud, ill: Ill) -> None:
    def pattern(seed: int) -> list[bool]:
        ill("errors", region=HERE, service="sqs", share=0.3, seed=seed)
        found = []
        for _ in range(60):
            try:
                cloud.client("sqs").list_queues()
                found.append(True)
            except ClientError:
                found.append(False)
        ill.over()
        return found

    first = pattern(1)
    assert 9 <= first.count(False) <= 28
    assert pattern(1) == first
    assert pattern(2) != first


def test_somebody_outside_is_told_at_once_that_nobody_answers(cloud: Cloud, ill: Ill) -> None:
    ill("hanging", region=HERE, service="ecs")
    with pytest.raises(BotoCoreError):
        cloud.client("ecs").list_clusters()


# --- Clients' requests, and who reaches whom


def test_a_share_of_requests_fails_and_checkers_notice_only_when_most_do(
    cloud: Cloud, ill: Ill, place: Region
) -> None:
    check, asks = place.check(), cloud.function(ASK, THERE)
    url = {"url": f"https://{place.name}/health", "times": 40}

    def seen(share: float) -> tuple[int, bool]:
        ill("requests-fail", region=HERE, share=share)
        failed = sum(status == 503 for status in cloud.run(asks, url))
        cloud.emulator.pass_minute()
        ill.over()
        return failed, bool(cloud.emulator.health_checks()[check]["healthy"])

    failed, healthy = seen(0.3)
    assert 4 <= failed <= 22
    assert healthy
    assert seen(0.97)[1] is False
    said = cloud.client("route53").get_health_check_status(HealthCheckId=check)
    words = Counter(
        each["StatusReport"]["Status"].split(":")[0] for each in said["HealthCheckObservations"]
    )
    assert words["Failure"] > words["Success"]
    cloud.emulator.pass_minute()
    assert cloud.emulator.health_checks()[check]["healthy"]


def test_requests_that_are_slow_are_given_up(cloud: Cloud, ill: Ill, place: Region) -> None:
    asks = cloud.function(ASK, THERE)
    ill("requests-slow", region=HERE, seconds=5)
    assert cloud.run(asks, {"url": f"https://{place.name}/health", "times": 2}) == [0, 0]
    ill.over()
    ill("requests-slow", region=HERE, seconds=1)
    assert cloud.run(asks, {"url": f"https://{place.name}/health", "times": 2}) == [200, 200]


def test_a_region_that_is_cut_off_from_another_sees_nothing_of_it_and_others_do(
    cloud: Cloud, ill: Ill, place: Region, caller: str
) -> None:
    check, asks = place.check(), cloud.function(ASK, THERE)
    ill("unreachable", region=HERE, origin=THERE)
    assert cloud.run(asks, {"url": f"https://{place.name}/health", "times": 1}) == [0]
    asked = {"service": "sqs", "region": HERE, "call": "list_queues"}
    assert cloud.run(caller, asked) == ["ReadTimeoutError", 3]
    assert cloud.run(caller, {**asked, "region": "us-east-1"})[0] == "answered"
    cloud.emulator.pass_minute()
    assert cloud.emulator.health_checks()[check]["healthy"]
    assert cloud.emulator.ask_endpoint(place.name)["status"] == 200


def test_checkers_that_cannot_reach_a_region_find_it_ill(
    cloud: Cloud, ill: Ill, place: Region
) -> None:
    check = place.check()
    ill("unreachable", region=HERE, origin="checkers")
    cloud.emulator.pass_minute()
    assert not cloud.emulator.health_checks()[check]["healthy"]
    assert cloud.emulator.ask_endpoint(place.name)["status"] == 200


def test_health_is_wrong_while_the_region_serves(cloud: Cloud, ill: Ill, place: Region) -> None:
    check = place.check()
    cloud.record(
        place.zone, f"w.{place.name}", SetIdentifier="p", Failover="PRIMARY", **place.alias()
    )
    ill("wrong-health", region=HERE)
    cloud.emulator.pass_minute()
    assert not cloud.emulator.health_checks()[check]["healthy"]
    led = cloud.emulator.resolve(f"w.{place.name}")
    assert led is not None
    assert not led["healthy"]
    assert cloud.emulator.ask_endpoint(place.name)["status"] == 200


def test_what_the_application_needs_fails_its_requests(
    cloud: Cloud, ill: Ill, place: Region
) -> None:
    ill("no-name", region=HERE, service="dynamodb")
    assert cloud.emulator.ask_endpoint(place.name)["status"] == 200
    cloud.emulator.set_dependencies(["dynamodb"])
    try:
        assert cloud.emulator.ask_endpoint(place.name)["status"] == 503
        ill.over()
        assert cloud.emulator.ask_endpoint(place.name)["status"] == 200
    finally:
        cloud.emulator.set_dependencies([])


# --- Launches, zones


def running(cloud: Cloud, place: Region) -> tuple[int, int]:
    ecs = cloud.client("ecs", place.region)
    said = ecs.describe_services(cluster=place.service, services=[place.service])["services"][0]
    return said["runningCount"], said["pendingCount"]


def test_launches_that_are_refused_are_made_up_for_and_what_runs_goes_on(
    cloud: Cloud, ill: Ill
) -> None:
    place = cloud.region("primary", HERE)
    place.run(2)
    ill("launches", region=HERE, service="ecs")
    place.run(5)
    assert running(cloud, place) == (2, 3)
    place.run(1)
    assert running(cloud, place) == (1, 0)
    place.run(4)
    cloud.emulator.pass_minute()
    assert running(cloud, place) == (1, 3)
    ill.over()
    cloud.emulator.pass_minute()
    assert running(cloud, place) == (4, 0)


def test_launches_are_late_or_only_so_many(cloud: Cloud, ill: Ill) -> None:
    place = cloud.region("primary", HERE)
    ill("launches", region=HERE, seconds=150)
    place.run(3)
    counts = []
    for _ in range(4):
        cloud.emulator.pass_minute()
        counts.append(running(cloud, place)[0])
    assert counts[0] == 0
    assert counts[-1] == 3
    ill.over()
    ill("launches", region=HERE, at_most=2)
    place.run(7)
    cloud.emulator.pass_minute()
    assert running(cloud, place) == (5, 2)


def test_a_zone_takes_what_runs_in_it_and_others_make_up_for_it(cloud: Cloud, ill: Ill) -> None:
    ec2, autoscaling = cloud.client("ec2"), cloud.client("autoscaling")
    vpc = ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    subnets = [
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.9.{n}.0/24", AvailabilityZone=f"{HERE}{zone}")[
            "Subnet"
        ]["SubnetId"]
        for n, zone in enumerate("ab")
    ]
    image, name = ec2.describe_images()["Images"][0]["ImageId"], unique()
    ec2.create_launch_template(
        LaunchTemplateName=name, LaunchTemplateData={"ImageId": image, "InstanceType": "t3.micro"}
    )
    autoscaling.create_auto_scaling_group(
        AutoScalingGroupName=name, MinSize=2, MaxSize=4, DesiredCapacity=2,
        LaunchTemplate={"LaunchTemplateName": name}, VPCZoneIdentifier=",".join(subnets),
    )  # fmt: skip

    def zones() -> list[str]:
        said = autoscaling.describe_auto_scaling_groups(AutoScalingGroupNames=[name])
        found = said["AutoScalingGroups"][0]["Instances"]
        return sorted(each["AvailabilityZone"][-1] for each in found)

    assert zones() == ["a", "b"]
    ill("launches", region=HERE, service="ec2")
    ill("zone", region=HERE, zone=1)
    cloud.emulator.pass_minute()
    assert zones() == ["b"]
    cloud.emulator.end_fault(ill.names[0])
    cloud.emulator.pass_minute()
    assert zones() == ["b", "b"]


# --- Metrics


def test_metrics_that_are_missing_leave_an_alarm_undecided(cloud: Cloud, ill: Ill) -> None:
    alarm = Alarm(cloud)
    assert alarm.after(1) == "ALARM"
    ill("metrics", region=HERE)
    for _ in range(3):
        last = alarm.after(1)
    assert last == "INSUFFICIENT_DATA"
    ill.over()
    assert alarm.after(1) == "ALARM"


def test_metrics_that_are_late_count_for_their_minute(cloud: Cloud, ill: Ill) -> None:
    alarm = Alarm(cloud)
    assert alarm.after(0) == "OK"
    ill("metrics", region=HERE, seconds=120, namespaces=["Test"])
    assert alarm.after(1) == "OK"
    assert [alarm.after() for _ in range(2)][-1] == "ALARM"


def test_an_alarm_on_an_expression_is_evaluated(cloud: Cloud) -> None:
    name, metrics = unique(), [unique(), unique()]
    queries: list[dict[str, Any]] = [
        {
            "Id": f"m{number}", "ReturnData": False,
            "MetricStat": {
                "Metric": {"Namespace": "Test", "MetricName": metric}, "Period": 60, "Stat": "Sum"
            },
        }
        for number, metric in enumerate(metrics)
    ]  # fmt: skip
    share = {"Id": "share", "Expression": "100 * FILL(m1, 0) / m0", "ReturnData": True}
    cloud.client("cloudwatch").put_metric_alarm(
        AlarmName=name, Metrics=[share, *queries], EvaluationPeriods=1, Threshold=1,
        ComparisonOperator="GreaterThanThreshold", TreatMissingData="notBreaching",
    )  # fmt: skip

    def after(*values: float) -> str:
        data = [
            {"MetricName": metric, "Value": value}
            for metric, value in zip(metrics, values, strict=False)
        ]
        cloud.client("cloudwatch").put_metric_data(Namespace="Test", MetricData=data)
        cloud.emulator.pass_minute()
        return state(cloud, name)

    assert after(1000) == "OK"
    assert after(1000, 5) == "OK"
    assert after(1000, 30) == "ALARM"


# --- Events, replication, notifications


def test_schedules_and_asynchronous_calls_wait_and_then_all_come(cloud: Cloud, ill: Ill) -> None:
    function = cloud.function(NOTE)
    rule = schedule(cloud, "rate(1 minute)", function, {"metric": unique(), "value": 1})

    def ran() -> int:
        happened = cloud.emulator.pass_minute()["ran"]
        return sum(each["rule"] == rule and not each["failed"] for each in happened)

    assert ran() == 1
    ill("events-late", region=HERE, service="events")
    assert [ran(), ran()] == [0, 0]
    ill.over()
    assert ran() == 3
    ill("events-late", region=HERE, service="lambda")
    queue = cloud.queue()
    late = cloud.function("def handler(event, context):\n    raise ValueError('late')\n",
        DeadLetterConfig={"TargetArn": queue})  # fmt: skip
    cloud.client("lambda").put_function_event_invoke_config(
        FunctionName=late, MaximumRetryAttempts=0
    )
    cloud.client("lambda").invoke(FunctionName=late, InvocationType="Event", Payload=b"{}")
    cloud.emulator.pass_minute()
    assert cloud.received(queue) == []
    ill.over()
    cloud.emulator.pass_minute()
    cloud.emulator.settle()
    assert len(cloud.received(queue)) == 1


def test_a_table_catches_up_when_the_fault_is_over(cloud: Cloud, ill: Ill) -> None:
    name, here, there = unique(), cloud.client("dynamodb"), cloud.client("dynamodb", THERE)
    here.create_table(
        TableName=name, BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
    )  # fmt: skip
    here.update_table(TableName=name, ReplicaUpdates=[{"Create": {"RegionName": THERE}}])

    def ids(client: Any) -> set[str]:
        return {item["id"]["S"] for item in client.scan(TableName=name)["Items"]}

    def put(client: Any, id_: str) -> None:
        client.put_item(TableName=name, Item={"id": {"S": id_}})

    put(here, "before")
    ill("replication-late", region=THERE, of="tables")
    put(here, "here")
    put(there, "there")
    there.delete_item(TableName=name, Key={"id": {"S": "before"}})
    assert (ids(here), ids(there)) == ({"before", "here"}, {"there"})
    ill.over()
    assert ids(here) == ids(there) == {"here", "there"}


def test_what_is_published_reaches_nobody(cloud: Cloud, ill: Ill) -> None:
    topic, sns = cloud.topic(), cloud.client("sns")
    sns.subscribe(TopicArn=topic, Protocol="email", Endpoint="oncall@example.com")
    told = []
    for fault in (True, False):
        if fault:
            ill("notifications-lost", region=HERE)
        else:
            ill.over()
        sns.publish(TopicArn=topic, Message="it burns")
        told.append(cloud.emulator.notifications()[-1]["told"])
    assert told == [[], ["oncall@example.com"]]


def test_a_fault_has_to_be_over_before_a_snapshot(cloud: Cloud, ill: Ill) -> None:
    ill("sign-in")
    with pytest.raises(TfdrError, match="a fault is on"):
        cloud.emulator.save("ill")


# --- What is said of a fault


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"kind": "gone"}, "there is no kind gone"),
        ({"kind": "errors"}, "region: errors needs it"),
        ({"kind": "errors", "region": HERE, "share": 2}, "share: cannot be 2"),
        ({"kind": "errors", "region": HERE, "share": "much"}, "give a number"),
        ({"kind": "errors", "region": HERE, "zone": 1}, "zone: errors has no such field"),
        ({"kind": "errors", "region": HERE, "shre": 1}, "nor has any other"),
        ({"kind": "errors", "region": HERE, "operations": "Put"}, "give a list of texts"),
        ({"kind": "errors", "region": HERE, "way": "sea"}, "give vpc or public"),
        ({"kind": "slow", "region": HERE}, "seconds: slow needs it"),
        ({"kind": "launches", "region": HERE, "how": "late"}, "seconds: launches"),
        ({"kind": "zone", "region": HERE, "zone": True}, "give a whole number"),
        ({"kind": "replication-late", "region": HERE, "of": "mail"}, "database, tables, objects"),
        (
            {"kind": "replication-late", "region": HERE, "of": "tables", "seconds": 9},
            "leave it out",
        ),
    ],
)  # fmt: skip
def test_what_is_no_fault_is_refused_in_words(given: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        kinds.fault_of(**given)


def test_a_database_falls_behind_for_as_long_as_it_lasts() -> None:
    faults = Faults()
    assert faults.lag(THERE, 120) == 120
    name = faults.begin(kinds.fault_of("replication-late", region=THERE, of="database", seconds=90))
    assert faults.lag(THERE, 120) == 90_000
    assert faults.lag(HERE, 120) == 120
    faults.end(name)
    assert not faults.any()
    assert json.dumps(faults.lag(THERE, 120)) == "120"
