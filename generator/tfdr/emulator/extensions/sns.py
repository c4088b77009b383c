"""SNS: policies of topics, and what was published.

moto 5.2.5 takes a policy in which two statements have the same id, or one has none beside
others. SNS refuses it. Nobody reads the mails of an emulated topic, so what is published is
kept to be looked at.
"""

import json
from typing import Any

from moto.sns.exceptions import SNSInvalidParameter
from moto.sns.models import Topic

from tfdr.emulator.extensions.teach import teach
from tfdr.emulator.inside.faults import faults
from tfdr.emulator.inside.notifications import sent


def install() -> None:
    """Teach moto that each statement has an id of its own, and to keep what was published."""
    topic: Any = Topic
    publish_to = Topic.publish

    @teach(Topic)
    def publish(self: Any, message: str, subject: str | None = None, **rest: Any) -> str:
        told = self.sns_backend.list_subscriptions_by_topic(topic_arn=self.arn)[0]
        sent.append(
            {
                "minute": faults.minute,
                "region": self.sns_backend.region_name,
                "topic": self.name,
                "subject": subject,
                "message": message,
                "told": [each.endpoint for each in told],
            }
        )
        return publish_to(self, message, subject=subject, **rest)

    policy = topic.policy

    def set_policy(self: Topic, text: str) -> None:
        statements = json.loads(text).get("Statement", [])
        listed = statements if isinstance(statements, list) else [statements]
        if len(listed) > 1 and len({each.get("Sid", "") for each in listed} - {""}) < len(listed):
            raise SNSInvalidParameter(
                "Invalid parameter: Every policy statement must have a unique ID"
            )
        policy.fset(self, text)

    topic.policy = policy.setter(set_policy)
