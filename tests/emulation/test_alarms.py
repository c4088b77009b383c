"""Alarms as CloudWatch evaluates them, a minute at a time."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError
from tfdr.emulator.inside.alarm_rule import BadRule, alarms_in, holds

from tests.emulation.support import HERE, THERE, Cloud, unique


class Alarm:
    """An alarm on a metric of its own."""

    def __init__(self, cloud: Cloud, region: str = HERE, **settings: Any) -> None:
        self.cloud, self.region = cloud, region
        self.name, self.metric = unique(), unique()
        cloud.client("cloudwatch", region).put_metric_alarm(
            **{
                "AlarmName": self.name, "Namespace": "Test", "MetricName": self.metric,
                "Dimensions": [{"Name": "System", "Value": "t"}], "Statistic": "Maximum",
                "Period": 60, "EvaluationPeriods": 1, "Threshold": 1,
                "ComparisonOperator": "GreaterThanOrEqualToThreshold", **settings,
            }
        )  # fmt: skip

    def put(self, *values: float) -> None:
        self.cloud.client("cloudwatch", self.region).put_metric_data(
            Namespace="Test",
            MetricData=[
                {
                    "MetricName": self.metric, "Value": value,
                    "Dimensions": [{"Name": "System", "Value": "t"}],
                }
                for value in values
            ],
        )  # fmt: skip

    def after(self, *values: float) -> str:
        """Return the state after a minute with these data."""
        if values:
            self.put(*values)
        self.cloud.emulator.pass_minute()
        return state(self.cloud, self.name, self.region)


def state(cloud: Cloud, name: str, region: str = HERE) -> str:
    found = cloud.client("cloudwatch", region).describe_alarms(
        AlarmNames=[name], AlarmTypes=["MetricAlarm", "CompositeAlarm"]
    )
    (alarm,) = found["MetricAlarms"] + found["CompositeAlarms"]
    return str(alarm["StateValue"])


def test_an_alarm_follows_its_metric(cloud: Cloud) -> None:
    alarm = Alarm(cloud)
    assert state(cloud, alarm.name) == "INSUFFICIENT_DATA"
    assert alarm.after(0) == "OK"
    assert alarm.after(0, 1) == "ALARM"
    assert alarm.after(0) == "OK"


@pytest.mark.parametrize(
    ("treatment", "states"),
    [
        ("missing", ["INSUFFICIENT_DATA", "OK", "OK", "OK", "INSUFFICIENT_DATA"]),
        ("breaching", ["ALARM", "OK", "OK", "OK", "ALARM"]),
        ("notBreaching", ["OK", "OK", "OK", "OK", "OK"]),
        ("ignore", ["INSUFFICIENT_DATA", "OK", "OK", "OK", "OK"]),
    ],
)
def test_missing_data(cloud: Cloud, treatment: str, states: list[str]) -> None:
    alarm = Alarm(cloud, TreatMissingData=treatment)
    seen = [alarm.after(*data) for data in ((), (0,), (), (), ())]
    assert seen == states


def test_as_many_of_so_many_periods(cloud: Cloud) -> None:
    alarm = Alarm(cloud, EvaluationPeriods=3, DatapointsToAlarm=2)
    assert [alarm.after(value) for value in (0, 1, 0, 1, 1, 0, 0)] == [
        "OK", "OK", "OK", "ALARM", "ALARM", "ALARM", "OK"
    ]  # fmt: skip


def test_a_period_of_several_minutes(cloud: Cloud) -> None:
    alarm = Alarm(cloud, Period=180, Statistic="Sum", Threshold=3)
    assert [alarm.after(*data) for data in ((1,), (1,), (1,), (0,), (0,))] == [
        "OK", "OK", "ALARM", "OK", "OK"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("operator", "statistic", "data", "expected"),
    [
        ("LessThanThreshold", "Minimum", (0, 5), "ALARM"),
        ("LessThanThreshold", "Maximum", (0, 5), "OK"),
        ("LessThanOrEqualToThreshold", "Average", (0, 2), "ALARM"),
        ("GreaterThanThreshold", "Average", (0, 2), "OK"),
        ("GreaterThanThreshold", "SampleCount", (0, 0), "ALARM"),
    ],
)
def test_operators_and_statistics(
    cloud: Cloud, operator: str, statistic: str, data: tuple[float, ...], expected: str
) -> None:
    alarm = Alarm(cloud, ComparisonOperator=operator, Statistic=statistic)
    assert alarm.after(*data) == expected


def test_other_dimensions_are_another_metric(cloud: Cloud) -> None:
    alarm = Alarm(cloud)
    cloud.client("cloudwatch").put_metric_data(
        Namespace="Test", MetricData=[{"MetricName": alarm.metric, "Value": 5}]
    )
    assert alarm.after() == "INSUFFICIENT_DATA"


def test_an_alarm_keeps_its_state_when_it_is_changed(cloud: Cloud) -> None:
    alarm = Alarm(cloud)
    assert alarm.after(1) == "ALARM"
    cloud.client("cloudwatch").put_metric_alarm(
        AlarmName=alarm.name, Namespace="Test", MetricName=alarm.metric, Statistic="Sum",
        Period=60, EvaluationPeriods=1, Threshold=9, ComparisonOperator="GreaterThanThreshold",
    )  # fmt: skip
    assert state(cloud, alarm.name) == "ALARM"


def test_nothing_is_evaluated_in_a_dead_region(cloud: Cloud) -> None:
    alarm = Alarm(cloud, TreatMissingData="breaching")
    assert alarm.after(0) == "OK"
    cloud.emulator.begin_outage(HERE)
    for _ in range(4):
        cloud.emulator.pass_minute()
    cloud.emulator.end_outage(HERE)
    assert state(cloud, alarm.name) == "OK"
    assert alarm.after() == "ALARM"


def composite(cloud: Cloud, rule: str, **settings: Any) -> str:
    name = unique()
    cloud.client("cloudwatch").put_composite_alarm(AlarmName=name, AlarmRule=rule, **settings)
    return name


def test_a_composite_alarm_follows_its_rule(cloud: Cloud) -> None:
    down, unready = Alarm(cloud), Alarm(cloud)
    arn = f"arn:aws:cloudwatch:{HERE}:123456789012:alarm:{unready.name}"
    name = composite(cloud, f'ALARM("{down.name}") AND NOT ALARM({arn})')
    above = composite(cloud, f"OK({name}) OR FALSE")
    assert state(cloud, name) == "INSUFFICIENT_DATA"

    unready.put(0)
    assert down.after(1) == "ALARM"
    assert (state(cloud, name), state(cloud, above)) == ("ALARM", "OK")
    unready.put(1)
    down.after(1)
    assert (state(cloud, name), state(cloud, above)) == ("OK", "ALARM")


def test_composite_alarms_are_described_to_who_asks_for_them(cloud: Cloud) -> None:
    cloudwatch = cloud.client("cloudwatch")
    topic = cloud.topic("cloudwatch.amazonaws.com")
    name = composite(
        cloud, "TRUE", AlarmActions=[topic], OKActions=[topic], AlarmDescription="d",
        Tags=[{"Key": "Team", "Value": "trading"}],
    )  # fmt: skip
    assert cloudwatch.describe_alarms(AlarmNames=[name])["CompositeAlarms"] == []
    (found,) = cloudwatch.describe_alarms(AlarmNames=[name], AlarmTypes=["CompositeAlarm"])[
        "CompositeAlarms"
    ]
    assert found["AlarmRule"] == "TRUE"
    assert found["AlarmActions"] == found["OKActions"] == [topic]
    assert found["ActionsEnabled"] is True
    tags = cloudwatch.list_tags_for_resource(ResourceARN=found["AlarmArn"])["Tags"]
    assert tags == [{"Key": "Team", "Value": "trading"}]

    cloudwatch.delete_alarms(AlarmNames=[name])
    left = cloudwatch.describe_alarms(AlarmNames=[name], AlarmTypes=["CompositeAlarm"])
    assert left["CompositeAlarms"] == []


@pytest.mark.parametrize("rule", ['ALARM("nobody")', "ALARM(", "a b", "TRUE TRUE", "NOT"])
def test_a_rule_that_cannot_be_followed_is_refused(cloud: Cloud, rule: str) -> None:
    with pytest.raises(ClientError) as error:
        composite(cloud, rule)
    assert error.value.response["Error"]["Code"] == "ValidationError"


def test_an_alarm_that_a_composite_one_uses_stays(cloud: Cloud) -> None:
    alarm = Alarm(cloud)
    name = composite(cloud, f"ALARM({alarm.name})")
    with pytest.raises(ClientError):
        cloud.client("cloudwatch").delete_alarms(AlarmNames=[alarm.name])
    cloud.client("cloudwatch").delete_alarms(AlarmNames=[name, alarm.name])


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("ALARM(a) OR ALARM(b) AND FALSE", True),
        ("(ALARM(a) OR ALARM(b)) AND FALSE", False),
        ("NOT ALARM(a) OR ALARM(b)", False),
        ("NOT (ALARM(b) AND ALARM(a))", True),
        ("OK('b') AND INSUFFICIENT_DATA( \"c d\" )", True),
        ("NOT NOT TRUE", True),
    ],
)
def test_how_a_rule_is_read(rule: str, expected: bool) -> None:
    states = {"a": "ALARM", "b": "OK", "c d": "INSUFFICIENT_DATA"}
    assert holds(rule, states.__getitem__) is expected


def test_every_alarm_of_a_rule_is_found() -> None:
    assert alarms_in('TRUE OR ALARM("a") AND OK(b)') == ["a", "b"]
    with pytest.raises(BadRule):
        alarms_in("ALARM(a")


RECEIVE = """
import json, os, boto3
def handler(event, context):
    boto3.client("ssm").put_parameter(
        Name=os.environ["NOTE"], Value=json.dumps(event), Type="String", Overwrite=True
    )
"""


def test_who_is_told_and_what_is_called(cloud: Cloud) -> None:
    note = unique()
    function = cloud.function(RECEIVE, Environment={"Variables": {"NOTE": note}})
    topic = cloud.topic("cloudwatch.amazonaws.com")
    closed = cloud.topic("s3.amazonaws.com")
    alarm = Alarm(cloud, AlarmActions=[topic, closed, function], OKActions=[topic])
    alarm.put(1)
    happened = cloud.emulator.pass_minute()

    assert {"alarm": alarm.name, "region": HERE, "from": "INSUFFICIENT_DATA", "to": "ALARM"} in [
        {name: each[name] for name in ("alarm", "region", "from", "to")}
        for each in happened["alarms"]
    ]
    (told,) = [each for each in happened["published"] if each["topic"] == topic.split(":")[-1]]
    assert told["region"] == HERE
    assert json.loads(told["message"])["NewStateValue"] == "ALARM"
    # Neither the closed topic nor the function lets CloudWatch in.
    assert {each["target"] for each in happened["undelivered"]} >= {closed, function}

    cloud.client("lambda").add_permission(
        FunctionName=function, StatementId="alarm", Action="lambda:InvokeFunction",
        Principal="lambda.alarms.cloudwatch.amazonaws.com", SourceAccount="123456789012",
        SourceArn=f"arn:aws:cloudwatch:{HERE}:123456789012:alarm:{alarm.name}",
    )  # fmt: skip
    assert alarm.after(0) == "OK"
    assert alarm.after(1) == "ALARM"
    assert cloud.emulator.settle()
    value = cloud.client("ssm").get_parameter(Name=note)["Parameter"]["Value"]
    event = json.loads(value)
    assert event["source"] == "aws.cloudwatch"
    assert event["alarmArn"].endswith(alarm.name)
    assert event["region"] == HERE
    assert event["accountId"] == "123456789012"
    assert event["alarmData"]["alarmName"] == alarm.name
    assert event["alarmData"]["state"]["value"] == "ALARM"
    assert event["alarmData"]["previousState"]["value"] == "OK"


def test_disabled_actions_are_not_done(cloud: Cloud) -> None:
    topic = cloud.topic("cloudwatch.amazonaws.com")
    alarm = Alarm(cloud, AlarmActions=[topic], ActionsEnabled=False)
    alarm.put(1)
    assert cloud.emulator.pass_minute()["published"] == []
    assert state(cloud, alarm.name) == "ALARM"


def relay(cloud: Cloud, prefix: str) -> str:
    """Carry the alarms of here to a topic there, as the template does; return the topic."""
    pattern = {
        "source": ["aws.cloudwatch"], "detail-type": ["CloudWatch Alarm State Change"],
        "detail": {"alarmName": [{"prefix": prefix}]},
    }  # fmt: skip
    name = unique()
    here, there = cloud.client("events"), cloud.client("events", THERE)
    here.put_rule(Name=name, EventPattern=json.dumps({**pattern, "region": [HERE]}))
    bus = f"arn:aws:events:{THERE}:123456789012:event-bus/default"
    here.put_targets(
        Rule=name,
        Targets=[{"Id": "dr", "Arn": bus, "RoleArn": cloud.world.role("events.amazonaws.com")}],
    )
    elsewhere = {"region": [{"anything-but": [THERE]}]}
    there.put_rule(Name=name, EventPattern=json.dumps({**pattern, **elsewhere}))
    topic = cloud.topic("events.amazonaws.com", region=THERE)
    transformer = {
        "InputPathsMap": {
            "alarm": "$.detail.alarmName", "region": "$.region",
            "state": "$.detail.state.value", "reason": "$.detail.state.reason",
        },
        "InputTemplate": '"<state>: <alarm> in <region>. <reason>"',
    }  # fmt: skip
    there.put_targets(
        Rule=name, Targets=[{"Id": "topic", "Arn": topic, "InputTransformer": transformer}]
    )
    return topic


def test_another_region_hears_of_an_alarm(cloud: Cloud) -> None:
    alarm = Alarm(cloud)
    topic = relay(cloud, alarm.name)
    alarm.put(1)
    (heard,) = [
        each
        for each in cloud.emulator.pass_minute()["published"]
        if each["topic"] == topic.split(":")[-1]
    ]
    assert heard["region"] == THERE
    assert json.loads(heard["message"]).startswith(f"ALARM: {alarm.name} in {HERE}. ")

    cloud.emulator.begin_outage(THERE)
    assert alarm.after(0) == "OK"
    cloud.emulator.end_outage(THERE)
    assert all("OK: " + alarm.name not in e["message"] for e in cloud.emulator.notifications())


def test_recent_data_are_read_with_exactly_their_dimensions(cloud: Cloud) -> None:

    alarm = Alarm(cloud)
    alarm.put(3)
    cloudwatch = cloud.client("cloudwatch")
    wide = [{"Name": "System", "Value": "t"}, {"Name": "Region", "Value": HERE}]
    cloudwatch.put_metric_data(
        Namespace="Test", MetricData=[{"MetricName": alarm.metric, "Value": 9, "Dimensions": wide}]
    )
    cloud.emulator.pass_seconds(0.5)
    now = datetime.fromtimestamp(cloud.emulator.clock()["now"], UTC)
    window = {"StartTime": now - timedelta(minutes=5), "EndTime": now}
    metric = {
        "Namespace": "Test", "MetricName": alarm.metric,
        "Dimensions": [{"Name": "System", "Value": "t"}],
    }  # fmt: skip
    found = cloudwatch.get_metric_statistics(
        **metric, **window, Period=60, Statistics=["Maximum", "SampleCount"]
    )["Datapoints"]
    assert [(each["Maximum"], each["SampleCount"]) for each in found] == [(3, 1)]
    query = {"Id": "m", "MetricStat": {"Metric": metric, "Period": 60, "Stat": "Maximum"}}
    results = cloudwatch.get_metric_data(MetricDataQueries=[query], **window)["MetricDataResults"]
    assert results[0]["Values"] == [3]


def test_periods_of_statistics_begin_with_the_clocks(cloud: Cloud) -> None:
    cloudwatch, metric = cloud.client("cloudwatch"), unique()
    begins = datetime.fromtimestamp(cloud.emulator.clock()["now"] // 60 * 60 - 180, UTC)
    # Of two figures a minute apart the later one may come a moment early.
    seconds = (30.5, 90.4, 130.0)
    cloudwatch.put_metric_data(
        Namespace="Test",
        MetricData=[
            {"MetricName": metric, "Value": each, "Timestamp": begins + timedelta(seconds=each)}
            for each in seconds
        ],
    )
    found = cloudwatch.get_metric_statistics(
        Namespace="Test",
        MetricName=metric,
        StartTime=begins - timedelta(minutes=1),
        EndTime=begins + timedelta(minutes=4),
        Period=60,
        Statistics=["Maximum"],
    )["Datapoints"]
    minutes = {
        (each["Timestamp"] - begins) / timedelta(minutes=1): each["Maximum"] for each in found
    }
    assert minutes == {0: 30.5, 1: 90.4, 2: 130.0}
