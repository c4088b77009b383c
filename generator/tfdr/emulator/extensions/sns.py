"""SNS: policies of topics, and what was published.

moto 5.2.5 takes a policy in which two statements have the same id, or one has none beside
others. SNS refuses it. Nobody reads the mails of an emulated topic, so what is published is
kept to be looked at, and every address counts as confirmed unless a test says otherwise.
"""

import json
from typing import Any

from moto.core.responses import ActionResult
from moto.sns.exceptions import SNSInvalidParameter
from moto.sns.models import Topic
from moto.sns.responses import SNSResponse

from tfdr.emulator.extensions.teach import Original, replaces, replaces_setter, teaches
from tfdr.emulator.inside import world
from tfdr.emulator.inside.notifications import reaches, sent
from tfdr.emulator.inside.simulation import simulation


@teaches(Topic)
class Topics:
    """Topics that keep what was published, and refuse a policy that is not one."""

    @replaces
    def publish(
        self: Any, original: Original, message: str, subject: str | None = None, **rest: Any
    ) -> str:
        told = self.sns_backend.list_subscriptions_by_topic(topic_arn=self.arn)[0]
        sent.append(
            {
                "minute": simulation.minute,
                "region": self.sns_backend.region_name,
                "topic": self.name,
                "subject": subject,
                "message": message,
                "told": [each.endpoint for each in told if reaches(self.sns_backend.region_name)],
            }
        )
        return original(message, subject=subject, **rest)

    @replaces_setter
    def policy(self: Any, original: Original, policy: str) -> None:
        statements = json.loads(policy).get("Statement", [])
        listed = statements if isinstance(statements, list) else [statements]
        if len(listed) > 1 and len({each.get("Sid", "") for each in listed} - {""}) < len(listed):
            raise SNSInvalidParameter(
                "Invalid parameter: Every policy statement must have a unique ID"
            )
        original(policy)


@teaches(SNSResponse)
class Subscriptions:
    """Subscriptions that have no ARN until they are confirmed."""

    @replaces
    def list_subscriptions(self: Any, original: Original) -> ActionResult:
        return _listed(original())

    @replaces
    def list_subscriptions_by_topic(self: Any, original: Original) -> ActionResult:
        return _listed(original())


def _listed(answer: ActionResult) -> ActionResult:
    result: Any = answer.result
    found = [
        each if world.confirms(each.endpoint) else _pending(each)
        for each in result["Subscriptions"]
    ]
    return ActionResult({**result, "Subscriptions": found})


def _pending(subscription: Any) -> dict[str, str]:
    return {
        "SubscriptionArn": "PendingConfirmation",
        "Owner": subscription.owner,
        "Protocol": subscription.protocol,
        "Endpoint": subscription.endpoint,
        "TopicArn": subscription.topic.arn,
    }
