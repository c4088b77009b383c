"""OBS01B: alarms notify topics of their own region."""

from collections.abc import Iterator

from tfdr.aws.alarms import ACTIONS
from tfdr.evaluate import System
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)


def check(system: System) -> Iterator[Verdict]:
    """Each alarm, for each topic that it names; and targets of rules that are topics."""
    for alarm in system.resources("aws_cloudwatch_metric_alarm", "aws_cloudwatch_composite_alarm"):
        for attribute in ACTIONS:
            for topic in alarm.targets(attribute):
                if topic.type == "aws_sns_topic":
                    message = f"is in {alarm.region}, and {topic.address} in {topic.region}"
                    unknown = (f"the regions of both: {topic.address}",)
                    holds = alarm.region.is_same(topic.region)
                    yield judge(alarm, holds, message, attribute, unknown=unknown)
    for target in system.resources("aws_cloudwatch_event_target"):
        told = target.target("arn")
        if told is not None and told.type == "aws_sns_topic":
            message = f"is in {target.region}, and {told.address} in {told.region}"
            unknown = (f"the regions of both: {told.address}",)
            yield judge(target, target.region.is_same(told.region), message, "arn", unknown=unknown)
