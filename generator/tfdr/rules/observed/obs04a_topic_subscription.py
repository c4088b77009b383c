"""OBS04A: each topic that alarms notify has a subscription."""

from collections.abc import Iterator

from tfdr.aws.alarms import alarm_topics
from tfdr.evaluate import Resource, System
from tfdr.evaluate.presence import presence
from tfdr.evaluate.unseen import SUBSCRIPTION
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)

# Chatbot and the incident manager subscribe by themselves.
_OTHERS = ("aws_chatbot_slack_channel_configuration", "aws_chatbot_teams_channel_configuration")


def check(system: System) -> Iterator[Verdict]:
    """Each topic that an alarm names."""
    for topic in alarm_topics(system):
        links = system.links(topic, "aws_sns_topic_subscription", "topic_arn")
        exists, why = presence(system, links, SUBSCRIPTION)
        if exists is not True and _has_others(system, topic):
            exists = True
        yield judge(topic, exists, "alarms notify it, and nobody has subscribed", unknown=why)


def _has_others(system: System, topic: Resource) -> bool:
    return any(topic in each.targets("sns_topic_arns") for each in system.resources(*_OTHERS))
