"""Alarms, and topics that hand on what is published to them."""

from collections.abc import Iterator

from moto.cloudwatch.models import cloudwatch_backends
from moto.sns.models import sns_backends

from tfdr.emulator.inside.iam import reach
from tfdr.emulator.oracles.deliveries.delivery import Delivery, sends
from tfdr.emulator.protocol import ACCOUNT_ID

_TO_TOPICS, _TO_FUNCTIONS = "cloudwatch.amazonaws.com", "lambda.alarms.cloudwatch.amazonaws.com"


@sends
def alarms() -> Iterator[Delivery]:
    """Alarms tell topics, and call functions."""
    for backend in list(cloudwatch_backends[ACCOUNT_ID].values()):
        for alarm in list(backend.alarms.values()):
            actions = (alarm.alarm_actions, alarm.ok_actions, alarm.insufficient_data_actions)
            for arn in {arn for each in actions for arn in each or ()}:
                source = alarm.alarm_arn
                if ":sns:" in arn:
                    why = reach.topic(_TO_TOPICS, source, arn)
                    yield Delivery("alarm to topic", source, arn, why)
                elif ":lambda:" in arn:
                    why = reach.function(_TO_FUNCTIONS, source, arn)
                    yield Delivery("alarm to function", source, arn, why)


@sends
def subscriptions() -> Iterator[Delivery]:
    """Topics hand on to queues and functions."""
    for backend in list(sns_backends[ACCOUNT_ID].values()):
        for each in list(backend.subscriptions.values()):
            source, target = each.topic.arn, each.endpoint
            if each.protocol == "sqs":
                why = reach.queue("sns.amazonaws.com", source, target)
                yield Delivery("topic to queue", source, target, why)
            elif each.protocol == "lambda":
                why = reach.function("sns.amazonaws.com", source, target)
                yield Delivery("topic to function", source, target, why)
