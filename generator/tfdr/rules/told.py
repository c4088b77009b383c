"""Which topics are told, and by whom."""

from functools import lru_cache
from typing import Final

from tfdr.evaluate import Resource, System

ACTIONS: Final = ("alarm_actions", "ok_actions", "insufficient_data_actions")
_ALARMS: Final = ("aws_cloudwatch_metric_alarm", "aws_cloudwatch_composite_alarm")


@lru_cache(maxsize=2)
def alarm_topics(system: System) -> dict[Resource, Resource]:
    """The topics that alarms notify, each with one of these alarms."""
    found: dict[Resource, Resource] = {}
    for alarm in system.resources(*_ALARMS):
        for attribute in ACTIONS:
            for topic in alarm.targets(attribute):
                if topic.type == "aws_sns_topic":
                    found.setdefault(topic, alarm)
    return found
