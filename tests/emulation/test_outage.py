"""A region that does not answer, and services that turn calls away."""

import json
import threading
import time
from collections import Counter

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, ReadTimeoutError
from tfdr.errors import TfdrError

from tests.emulation.support import HERE, THERE, Cloud, unique


def test_nothing_of_a_dead_region_answers_and_the_rest_does(cloud: Cloud) -> None:
    cloud.emulator.begin_outage(HERE)
    began = time.monotonic()
    for service, call in {
        "rds": "describe_db_clusters", "dynamodb": "list_tables", "lambda": "list_functions",
        "cloudwatch": "describe_alarms", "ecs": "list_clusters", "sts": "get_caller_identity",
    }.items():  # fmt: skip
        with pytest.raises(BotoCoreError):
            getattr(cloud.client(service), call)()
        getattr(cloud.client(service, THERE), call)()
    assert time.monotonic() - began < 10

    cloud.emulator.end_outage(HERE)
    cloud.client("rds").describe_db_clusters()


def test_global_services_are_gone_with_their_region(cloud: Cloud) -> None:
    cloud.emulator.begin_outage("us-east-1")
    for service, call in {"iam": "list_roles", "route53": "list_hosted_zones"}.items():
        with pytest.raises(BotoCoreError):
            getattr(cloud.client(service, THERE), call)()
    cloud.emulator.end_outage("us-east-1")
    cloud.emulator.begin_outage(HERE)
    cloud.client("iam").list_roles()


def test_a_bucket_is_gone_with_its_region_whoever_asks(cloud: Cloud) -> None:
    bucket = cloud.world.bucket(HERE)
    cloud.emulator.begin_outage(HERE)
    with pytest.raises(BotoCoreError):
        cloud.client("s3", THERE).list_objects_v2(Bucket=bucket)
    cloud.client("s3", THERE).list_buckets()


def test_a_region_may_say_that_it_is_unavailable(cloud: Cloud) -> None:
    cloud.emulator.begin_outage(HERE, "unavailable")
    with pytest.raises(ClientError) as error:
        cloud.client("rds").describe_db_clusters()
    assert error.value.response["ResponseMetadata"]["HTTPStatusCode"] == 503


def test_a_region_may_hang(cloud: Cloud) -> None:
    cloud.emulator.begin_outage(HERE, "hanging")
    patience = Config(read_timeout=1, retries={"total_max_attempts": 1})
    client = boto3.client(
        "rds", region_name=HERE, endpoint_url=cloud.emulator.endpoint, config=patience,
        aws_access_key_id="emulated", aws_secret_access_key="emulated",
    )  # fmt: skip
    with pytest.raises(ReadTimeoutError):
        client.describe_db_clusters()


def test_an_unknown_kind_of_outage_is_refused(cloud: Cloud) -> None:
    with pytest.raises(TfdrError, match="an outage is one of cut, unavailable, hanging"):
        cloud.emulator.begin_outage(HERE, "gentle")


def test_what_was_there_before_an_outage_is_there_after_it(cloud: Cloud) -> None:
    name = unique()
    cloud.client("ssm").put_parameter(Name=name, Value="kept", Type="String")
    cloud.emulator.begin_outage(HERE)
    cloud.emulator.end_outage(HERE)
    assert cloud.client("ssm").get_parameter(Name=name)["Parameter"]["Value"] == "kept"


TELLS = """
import boto3, os
def tell(said):
    sqs = boto3.client("sqs", region_name=os.environ["ELSEWHERE"])
    queue = sqs.get_queue_url(QueueName=os.environ["QUEUE"])["QueueUrl"]
    sqs.send_message(QueueUrl=queue, MessageBody=said)
"""
SLOW = """
import tells, time
def handler(event, context):
    time.sleep(20)
    tells.tell("awake")
"""
CALLS = """
import boto3, tells
from botocore.config import Config
def handler(event, context):
    once = Config(retries={"total_max_attempts": 1})
    functions = boto3.client("lambda", region_name=event["region"], config=once)
    try:
        functions.invoke(FunctionName=event["function"])
    except Exception as error:
        tells.tell(type(error).__name__)
    else:
        tells.tell("answered")
"""


def telling(cloud: Cloud, code: str, region: str) -> tuple[str, str]:
    """Make a function that can send messages to a queue THERE; return both ARNs."""
    queue = cloud.queue(THERE)
    variables = {"QUEUE": queue.split(":")[-1], "ELSEWHERE": THERE}
    package = {"app.py": code, "tells.py": TELLS}
    return cloud.function(package, region, Environment={"Variables": variables}), queue


def test_functions_end_with_their_region(cloud: Cloud) -> None:
    function, queue = telling(cloud, SLOW, HERE)
    cloud.client("lambda").invoke(FunctionName=function, InvocationType="Event")
    cloud.emulator.pass_seconds(5)
    cloud.emulator.begin_outage(HERE)
    assert cloud.emulator.settle(0)
    with pytest.raises(BotoCoreError):
        cloud.client("lambda").invoke(FunctionName=function)
    cloud.emulator.pass_seconds(60)
    assert cloud.received(queue) == []
    cloud.emulator.end_outage(HERE)
    cloud.run(function)
    assert [each["Body"] for each in cloud.received(queue)] == ["awake"]


@pytest.mark.parametrize(
    ("dies", "said"), [(False, ["awake", "answered"]), (True, ["ConnectionClosedError"])]
)
def test_what_a_region_was_about_to_answer_is_lost_with_it(
    cloud: Cloud, dies: bool, said: list[str]
) -> None:
    slow, awake = telling(cloud, SLOW, HERE)
    caller, queue = telling(cloud, CALLS, THERE)
    event = json.dumps({"function": slow, "region": HERE})
    cloud.client("lambda", THERE).invoke(FunctionName=caller, Payload=event, InvocationType="Event")
    cloud.emulator.pass_seconds(5)
    if dies:
        cloud.emulator.begin_outage(HERE)
    assert cloud.emulator.settle()
    heard = [each["Body"] for where in (awake, queue) for each in cloud.received(where)]
    assert heard == said


REACH = """
import socket
def handler(event, context):
    try:
        socket.create_connection((event["host"], 5432), 2).close()
    except OSError as error:
        return type(error).__name__
    return "reached"
"""


@pytest.mark.long
def test_databases_are_gone_with_their_region_and_by_themselves(cloud: Cloud) -> None:
    database = cloud.database()
    vpc, subnets = cloud.world.vpc(THERE)
    groups = {}
    for region, network in {HERE: cloud.world.vpc(HERE)[0], THERE: vpc}.items():
        group = cloud.client("ec2", region).create_security_group(
            GroupName=unique(), Description="d", VpcId=network
        )["GroupId"]
        anyone = [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}]
        cloud.client("ec2", region).authorize_security_group_ingress(
            GroupId=group, IpPermissions=anyone
        )
        groups[region] = group
        cloud.client("rds", region).modify_db_cluster(
            DBClusterIdentifier=database.clusters[region], VpcSecurityGroupIds=[group]
        )
    function = cloud.function(
        REACH, THERE, VpcConfig={"SubnetIds": subnets, "SecurityGroupIds": [groups[THERE]]}
    )
    writer = {"host": database.cluster(HERE)["Endpoint"]}
    anywhere = {"host": database.describe()["Endpoint"]}
    promoted = {"host": database.cluster(THERE)["Endpoint"]}
    assert cloud.run(function, writer) == cloud.run(function, anywhere) == "reached"
    assert cloud.run(function, promoted) == "gaierror"

    cloud.emulator.lose_database(HERE)
    assert cloud.run(function, writer) == "gaierror"
    cloud.emulator.restore_database(HERE)
    assert cloud.run(function, writer) == "reached"

    cloud.emulator.begin_outage(HERE)
    assert cloud.run(function, writer) == cloud.run(function, anywhere) == "gaierror"
    database.fail_over()
    assert cloud.run(function, promoted) == cloud.run(function, anywhere) == "reached"
    cloud.emulator.end_outage(HERE)
    assert cloud.run(function, writer) == "gaierror"


@pytest.mark.parametrize(
    ("service", "call"),
    [
        ("rds", "describe_db_clusters"), ("ssm", "describe_parameters"),
        ("cloudwatch", "describe_alarms"), ("ec2", "describe_vpcs"), ("lambda", "list_functions"),
        ("route53", "list_hosted_zones"), ("sns", "list_topics"), ("dynamodb", "list_tables"),
    ],
)  # fmt: skip
def test_a_throttled_service_says_so_as_it_does(cloud: Cloud, service: str, call: str) -> None:
    cloud.emulator.throttle("*", 1)
    with pytest.raises(ClientError) as error:
        getattr(cloud.client(service), call)()
    assert error.value.response["Error"]["Code"] in {
        "Throttling", "ThrottlingException", "TooManyRequestsException", "RequestLimitExceeded"
    }  # fmt: skip
    cloud.emulator.stop_throttling()
    getattr(cloud.client(service), call)()


def test_a_share_of_one_service_in_one_region_is_throttled_the_same_each_time(
    cloud: Cloud,
) -> None:
    def passed(service: str, region: str) -> list[bool]:
        said = []
        for _ in range(20):
            try:
                cloud.client(service, region).describe_parameters()
            except ClientError:
                said.append(False)
            else:
                said.append(True)
        return said

    runs = []
    for seed in (7, 7, 8):
        cloud.emulator.stop_throttling()
        cloud.emulator.throttle("ssm", 0.5, seed=seed, region=HERE)
        runs.append(passed("ssm", HERE))
    assert runs[0] == runs[1] != runs[2]
    assert min(Counter(runs[0]).values()) > 3
    assert all(passed("ssm", THERE))


def test_functions_can_be_invoked_while_everything_is_throttled(cloud: Cloud) -> None:
    function = cloud.function("def handler(event, context):\n    return event\n")
    cloud.emulator.throttle("*", 1)
    assert cloud.run(function, {"a": 1}) == {"a": 1}


def test_many_can_ask_during_an_outage(cloud: Cloud) -> None:
    cloud.emulator.begin_outage(HERE)
    client, failures = cloud.client("ssm"), []

    def ask() -> None:
        try:
            client.describe_parameters()
        except BotoCoreError:
            failures.append(1)

    threads = [threading.Thread(target=ask) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(failures) == 20
