"""What happens in each minute by itself."""

import json

from tests.emulated.behaviours import _delivering
from tests.emulation.support import HERE, THERE, Cloud, unique

NOTE = """
import boto3
def handler(event, context):
    boto3.client("cloudwatch").put_metric_data(
        Namespace="Noted", MetricData=[{"MetricName": event["metric"], "Value": event["value"]}]
    )
    return event["value"]
"""


def schedule(
    cloud: Cloud, expression: str, function: str, event: object, *, allowed: bool = True
) -> str:
    """Have a function called by a schedule, and return the rule's name."""
    region, name = function.split(":")[3], unique()
    events = cloud.client("events", region)
    rule = events.put_rule(Name=name, ScheduleExpression=expression)["RuleArn"]
    cloud.schedules.append((region, name))
    events.put_targets(
        Rule=name, Targets=[{"Id": "it", "Arn": function, "Input": json.dumps(event)}]
    )
    if allowed:
        cloud.client("lambda", region).add_permission(
            FunctionName=function, StatementId=unique(), Action="lambda:InvokeFunction",
            Principal="events.amazonaws.com", SourceArn=rule,
        )  # fmt: skip
    return name


def alarm(cloud: Cloud, region: str = HERE, **settings: object) -> str:
    name = unique()
    cloud.client("cloudwatch", region).put_metric_alarm(
        **{
            "AlarmName": name, "Namespace": "Noted", "MetricName": name, "Statistic": "Maximum",
            "Period": 60, "EvaluationPeriods": 1, "Threshold": 1,
            "ComparisonOperator": "GreaterThanOrEqualToThreshold", **settings,
        }
    )  # fmt: skip
    return name


def test_what_a_schedule_puts_counts_for_its_minute(cloud: Cloud) -> None:
    name, function = alarm(cloud), cloud.function(NOTE)
    rule = schedule(cloud, "rate(1 minute)", function, {"metric": name, "value": 1})

    happened = cloud.emulator.pass_minute()

    (ran,) = [each for each in happened["ran"] if each["rule"] == rule]
    assert (ran["region"], ran["failed"], ran["answer"]) == (HERE, False, "1")
    changed = {each["alarm"]: each["to"] for each in happened["alarms"]}
    assert changed[name] == "ALARM"


def test_schedules_have_their_rates_and_stop_with_their_region(cloud: Cloud) -> None:
    function = cloud.function("def handler(event, context):\n    return 1\n", THERE)
    rules = {
        schedule(cloud, expression, function, {}): every
        for expression, every in {
            "rate(1 minute)": 1, "rate(3 minutes)": 3, "rate(1 hour)": 60, "cron(0 * * * ? *)": 999
        }.items()
    }  # fmt: skip
    disabled = schedule(cloud, "rate(1 minute)", function, {})
    cloud.client("events", THERE).disable_rule(Name=disabled)
    forbidden = schedule(cloud, "rate(1 minute)", function, {}, allowed=False)
    for _ in range(4):
        happened = cloud.emulator.pass_minute()
        due = {rule for rule, every in rules.items() if happened["minute"] % every == 0}
        ran = {each["rule"] for each in happened["ran"]}
        assert ran & {*rules, disabled, forbidden} == due
        assert function in [each["target"] for each in happened["undelivered"]]

    cloud.emulator.begin_outage(THERE)
    happened = cloud.emulator.pass_minute()
    assert not {each["rule"] for each in happened["ran"]} & {*rules}
    assert function not in [each["target"] for each in happened["undelivered"]]
    cloud.emulator.end_outage(THERE)
    assert {each["rule"] for each in cloud.emulator.pass_minute()["ran"]} & {*rules}


def test_what_takes_longer_than_a_minute_goes_on_in_the_next(cloud: Cloud) -> None:
    slow = cloud.function(
        "import time\ndef handler(event, context):\n    time.sleep(80)\n", Timeout=90
    )
    rule = schedule(cloud, "rate(1 minute)", slow, {})
    began = cloud.emulator.clock()["passed"]
    happened = cloud.emulator.pass_minute()
    assert cloud.emulator.clock()["passed"] == began + 60
    assert [each["ended"] for each in happened["ran"] if each["rule"] == rule] == [False]
    cloud.client("events").disable_rule(Name=rule)
    assert not cloud.emulator.settle(20)
    assert cloud.emulator.settle(1)
    assert cloud.emulator.clock()["passed"] == began + 80


def test_each_minute_ends_at_a_full_one(cloud: Cloud) -> None:
    cloud.emulator.pass_minute()
    began = cloud.emulator.clock()["passed"]
    assert began % 60 == 0
    cloud.emulator.pass_seconds(35)
    assert cloud.emulator.clock()["passed"] == began + 35
    cloud.emulator.pass_minute()
    assert cloud.emulator.clock()["passed"] == began + 60


def test_a_secondary_publishes_its_lag_while_there_is_a_writer(cloud: Cloud) -> None:
    database = cloud.database()
    names = {
        region: alarm(
            cloud, region, Namespace="AWS/RDS", MetricName="AuroraGlobalDBRPOLag",
            Threshold=5000, TreatMissingData="ignore",
            Dimensions=[{"Name": "DBClusterIdentifier", "Value": database.clusters[region]}],
        )
        for region in (HERE, THERE)
    }  # fmt: skip

    def states() -> list[str]:
        cloud.emulator.pass_minute()
        return [
            cloud.client("cloudwatch", region).describe_alarms(AlarmNames=[name])["MetricAlarms"][
                0
            ]["StateValue"]
            for region, name in names.items()
        ]

    assert states() == ["INSUFFICIENT_DATA", "OK"]
    cloud.emulator.set_replication_lag(THERE, 6000)
    assert states() == ["INSUFFICIENT_DATA", "ALARM"]
    cloud.emulator.set_replication_lag(THERE, None)
    assert states() == ["INSUFFICIENT_DATA", "OK"]
    database.switch_over()
    cloud.emulator.set_replication_lag(HERE, 6000)
    assert states() == ["ALARM", "OK"]


def test_the_lag_grows_while_the_region_of_the_writer_is_out(cloud: Cloud) -> None:
    database = cloud.database()

    def lag(region: str = THERE, metric: str = "AuroraGlobalDBRPOLag") -> str:
        """Let a minute pass and return what a new alarm says of the latest datum."""
        name = alarm(
            cloud, region, Namespace="AWS/RDS", MetricName=metric, Threshold=0,
            Dimensions=[{"Name": "DBClusterIdentifier", "Value": database.clusters[region]}],
        )  # fmt: skip
        happened = cloud.emulator.pass_minute()["alarms"]
        said = [each["reason"] for each in happened if each["alarm"] == name]
        return said[0].split("datapoints ")[1].split(" were")[0] if said else ""

    assert lag() == "[120.0]"
    cloud.emulator.begin_outage(HERE)
    assert lag() == "[30120.0]"  # half a minute after the beginning
    cloud.emulator.begin_outage(HERE, "hanging")
    cloud.emulator.set_replication_lag(THERE, 500)
    assert lag() == "[90500.0]"
    assert lag() == "[150500.0]"
    assert lag(metric="AuroraGlobalDBReplicationLag") == ""
    cloud.emulator.end_outage(HERE)
    assert lag() == "[500.0]"
    cloud.emulator.begin_outage(HERE)
    assert lag() == "[30500.0]"
    database.fail_over()
    cloud.emulator.set_replication_lag(HERE, 700)
    cloud.emulator.pass_minute()
    cloud.emulator.pass_minute()
    assert lag() == ""
    cloud.emulator.end_outage(HERE)
    assert lag(HERE) == "[700.0]"


def test_there_is_no_lag_behind_a_writer_that_is_gone(cloud: Cloud) -> None:
    database = cloud.database()
    name = alarm(
        cloud, THERE, Namespace="AWS/RDS", MetricName="AuroraGlobalDBReplicationLag",
        ComparisonOperator="GreaterThanThreshold", Threshold=0,
        Dimensions=[{"Name": "DBClusterIdentifier", "Value": database.clusters[THERE]}],
    )  # fmt: skip
    cloud.emulator.pass_minute()
    cloud.emulator.lose_database(HERE)
    changed = [cloud.emulator.pass_minute()["alarms"] for _ in range(4)]
    assert [each["to"] for minute in changed for each in minute if each["alarm"] == name] == [
        "INSUFFICIENT_DATA"
    ]


def test_health_checks_publish_in_their_own_region(cloud: Cloud) -> None:
    region = cloud.region("primary", HERE)
    region.run(1)
    check = region.check()
    name = alarm(
        cloud, "us-east-1", Namespace="AWS/Route53", MetricName="HealthCheckStatus",
        Statistic="Minimum", ComparisonOperator="LessThanThreshold",
        Dimensions=[{"Name": "HealthCheckId", "Value": check}], EvaluationPeriods=2,
    )  # fmt: skip

    def changes() -> list[str]:
        happened = cloud.emulator.pass_minute()
        return [each["to"] for each in happened["alarms"] if each["alarm"] == name]

    assert changes() == ["OK"]
    cloud.emulator.begin_outage(HERE)
    assert changes() == []
    assert changes() == ["ALARM"]


def test_waiting_messages_are_counted(cloud: Cloud) -> None:
    queue = cloud.queue()
    name = alarm(
        cloud, Namespace="AWS/SQS", MetricName="ApproximateNumberOfMessagesVisible",
        Dimensions=[{"Name": "QueueName", "Value": queue.split(":")[-1]}],
    )  # fmt: skip
    sqs = cloud.client("sqs")
    url = sqs.get_queue_url(QueueName=queue.split(":")[-1])["QueueUrl"]
    seen = []
    for _ in range(2):
        happened = cloud.emulator.pass_minute()
        seen += [each["to"] for each in happened["alarms"] if each["alarm"] == name]
        sqs.send_message(QueueUrl=url, MessageBody="dead")
    assert seen == ["OK", "ALARM"]


def test_a_database_at_rest_sets_no_alarm_off(cloud: Cloud) -> None:
    database = cloud.database()
    name = alarm(
        cloud, Namespace="AWS/RDS", MetricName="CPUUtilization", EvaluationPeriods=3,
        ComparisonOperator="GreaterThanThreshold", Threshold=85, TreatMissingData="breaching",
        Dimensions=[{"Name": "DBClusterIdentifier", "Value": database.clusters[HERE]}],
    )  # fmt: skip
    seen = []
    for lost in (False, False, True, True, True, True, True, True):
        if lost:
            cloud.emulator.lose_database(HERE)
        happened = cloud.emulator.pass_minute()
        seen += [each["to"] for each in happened["alarms"] if each["alarm"] == name]
    assert seen == ["OK", "ALARM"]


def test_a_trail_shows_that_it_is_there(cloud: Cloud) -> None:
    settings, trails = _delivering(cloud.world), cloud.client("cloudtrail")
    trails.create_trail(**settings)
    group = settings["CloudWatchLogsLogGroupArn"].removesuffix(":*").split(":")[-1]
    silent = alarm(
        cloud, Namespace="AWS/Logs", MetricName="IncomingLogEvents", Statistic="Sum",
        ComparisonOperator="LessThanThreshold", TreatMissingData="breaching",
        Dimensions=[{"Name": "LogGroupName", "Value": group}],
    )  # fmt: skip

    def changes() -> list[str]:
        happened = cloud.emulator.pass_minute()
        return [each["to"] for each in happened["alarms"] if each["alarm"] == silent]

    assert changes() == ["ALARM"]
    trails.start_logging(Name=settings["Name"])
    assert changes() == ["OK"]
