"""OPS05: topics, alarms, functions, the parameter, the table and the dashboard, each broken."""

import json
from typing import Any

import pytest

from tests.deployed.broken import REGIONS, Break, Outputs, each, in_order, keep, noticed
from tests.deployed.program import asked
from tests.emulation.support import HERE, THERE, Cloud

pytestmark = pytest.mark.long(pool="deployed")

NAME, PARAMETER = "trading-production", "/trading-production/active-region"
TOLD, ENDPOINTS = "Is anybody told of its alarms?", "Is anybody told of an endpoint that fails?"
ALARMS, ACTIVE = "Do its alarms tell somebody?", "Which region is active?"
FAILOVER, VALIDATOR = "Can it be made the active one?", "Is it asked whether it is ready?"
ROTATION, STATE = "Can its password be replaced?", "Is its failover written down?"
DASHBOARD = "Does the dashboard show every region?"
KINDS = ("failover", "validator", "rotation")


def topic(cloud: Cloud, region: str, name: str) -> str:
    sns = cloud.client("sns", region)
    arn = sns.create_topic(Name=name, Attributes={"KmsMasterKeyId": cloud.world.key(region)})
    sns.subscribe(TopicArn=arn["TopicArn"], Protocol="email", Endpoint="operator@example.com")
    return str(arn["TopicArn"])


def functions(cloud: Cloud, region: str) -> None:
    for kind in KINDS:
        cloud.function(
            "def handler(event, _): pass",
            region,
            FunctionName=f"{NAME}-{kind}",
            DeadLetterConfig={"TargetArn": cloud.queue(region)},
        )


def alarm(cloud: Cloud, region: str, topic: str) -> None:
    cloud.client("cloudwatch", region).put_metric_alarm(
        AlarmName=f"{NAME}-lag",
        Namespace="AWS/RDS",
        MetricName="AuroraGlobalDBReplicationLag",
        Statistic="Maximum",
        Period=60,
        EvaluationPeriods=2,
        Threshold=60000,
        ComparisonOperator="GreaterThanThreshold",
        AlarmActions=[topic],
        OKActions=[topic],
    )


def table(cloud: Cloud, region: str) -> None:
    cloud.client("dynamodb", region).create_table(
        TableName=f"{NAME}-failover",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )


def dashboard(cloud: Cloud, *regions: str) -> None:
    widgets = [
        {
            "type": "metric",
            "x": 0,
            "y": 0,
            "width": 6,
            "height": 6,
            "properties": {"region": region, "metrics": [["AWS/RDS", "CPUUtilization"]]},
        }
        for region in regions
    ]
    cloud.client("cloudwatch").put_dashboard(
        DashboardName=NAME, DashboardBody=json.dumps({"widgets": widgets})
    )


@pytest.fixture(scope="module")
def outputs(cloud: Cloud) -> Outputs:
    topics = {role: topic(cloud, code, "alerts") for role, code in REGIONS.items()}
    for role, code in REGIONS.items():
        functions(cloud, code)
        alarm(cloud, code, topics[role])
        table(cloud, code)
        cloud.client("ssm", code).put_parameter(Name=PARAMETER, Value=HERE, Type="String")
    dashboard(cloud, HERE, THERE)
    return keep(
        cloud,
        {
            "alert_topic_arns": topics,
            "endpoint_alert_topic_arn": topic(cloud, "us-east-1", "endpoints"),
            "active_region_parameter_name": PARAMETER,
            "dashboard_name": NAME,
            "failover_table_names": dict.fromkeys(REGIONS, f"{NAME}-failover"),
            "failover_function_names": dict.fromkeys(REGIONS, f"{NAME}-failover"),
            "validator_function_names": dict.fromkeys(REGIONS, f"{NAME}-validator"),
            "database_rotation_function_name": f"{NAME}-rotation",
        },
    )


def unsubscribe(output: str) -> Any:
    def do(cloud: Cloud, outputs: Outputs) -> None:
        arn = outputs[output]
        arn = arn if isinstance(arn, str) else arn["dr"]
        sns = cloud.client("sns", arn.split(":")[3])
        for one in sns.list_subscriptions_by_topic(TopicArn=arn)["Subscriptions"]:
            sns.unsubscribe(SubscriptionArn=one["SubscriptionArn"])

    return do


def quiet(cloud: Cloud, _outputs: Outputs) -> None:
    cloud.client("cloudwatch", THERE).disable_alarm_actions(AlarmNames=[f"{NAME}-lag"])


def delete_alarm(cloud: Cloud, _outputs: Outputs) -> None:
    cloud.client("cloudwatch", THERE).delete_alarms(AlarmNames=[f"{NAME}-lag"])


def with_function(kind: str, method: str, **more: Any) -> Any:
    return lambda cloud, _: getattr(cloud.client("lambda"), method)(
        FunctionName=f"{NAME}-{kind}", **more
    )


def parameter(value: str) -> Any:
    return lambda cloud, _: cloud.client("ssm", THERE).put_parameter(
        Name=PARAMETER, Value=value, Type="String", Overwrite=True
    )


LOST = "delete_function"
SHUT = {"ReservedConcurrentExecutions": 0}

BREAKS = [
    Break("nobody listens", TOLD, "None of 0 subscribers", unsubscribe("alert_topic_arns"), "dr"),
    Break(
        "nobody listens to endpoints",
        ENDPOINTS,
        "None of 0 subscribers",
        unsubscribe("endpoint_alert_topic_arn"),
    ),
    Break(
        "a topic is open to who reads disks",
        TOLD,
        "is not encrypted",
        lambda cloud, outputs: cloud.client("sns").set_topic_attributes(
            TopicArn=outputs["alert_topic_arns"]["primary"],
            AttributeName="KmsMasterKeyId",
            AttributeValue="",
        ),
    ),
    Break("an alarm is quiet", ALARMS, "tells nobody", quiet, "dr"),
    Break("there is no alarm", ALARMS, "No alarm begins with", delete_alarm, "dr"),
    Break("the regions do not agree", ACTIVE, "others say primary", parameter(THERE), "dr"),
    Break("an unknown region is active", ACTIVE, "no region of this", parameter("mars"), "dr"),
    Break("nobody can fail over", FAILOVER, "not found", with_function("failover", LOST)),
    Break(
        "the failover may not run",
        FAILOVER,
        "concurrency is 0",
        with_function("failover", "put_function_concurrency", **SHUT),
    ),
    Break(
        "what fails is forgotten",
        VALIDATOR,
        "no dead-letter queue",
        with_function(
            "validator", "update_function_configuration", DeadLetterConfig={"TargetArn": ""}
        ),
    ),
    Break("nobody validates", VALIDATOR, "not found", with_function("validator", LOST)),
    Break("nobody rotates", ROTATION, "not found", with_function("rotation", LOST)),
    Break(
        "failovers have no memory",
        STATE,
        "not found",
        lambda cloud, _: cloud.client("dynamodb", THERE).delete_table(TableName=f"{NAME}-failover"),
        "dr",
    ),
    Break(
        "a region is not shown",
        DASHBOARD,
        "shows nothing of eu-central-1",
        lambda cloud, _: dashboard(cloud, HERE),
    ),
    Break(
        "there is no dashboard",
        DASHBOARD,
        "not",
        lambda cloud, _: cloud.client("cloudwatch").delete_dashboards(DashboardNames=[NAME]),
    ),
]


def test_all_is_in_order(cloud: Cloud, outputs: Outputs) -> None:
    in_order(cloud, outputs)


@each(BREAKS)
def test_what_is_broken_is_noticed(broken: Break, cloud: Cloud, outputs: Outputs) -> None:
    noticed(broken, cloud, outputs)


def test_alarms_that_are_on_are_named(cloud: Cloud, outputs: Outputs) -> None:
    cloud.emulator.restore("made")
    cloud.client("cloudwatch").set_alarm_state(
        AlarmName=f"{NAME}-lag", StateValue="ALARM", StateReason="to see"
    )
    notes = [one.says for one in asked(ALARMS, outputs, "primary") if one.status == "note"]
    assert notes == [f"On: {NAME}-lag."]
