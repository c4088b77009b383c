"""SNS: policies of topics, and what was published.

moto 5.2.5 takes a policy in which two statements have the same id, or one has none beside
others. SNS refuses it. Nobody reads the mails of an emulated topic, so what is published is
kept to be looked at.
"""

import json
from typing import Any

from moto.sns.exceptions import SNSInvalidParameter
from moto.sns.models import Topic

from tfdr.emulator.extensions.teach import Original, replaces, replaces_setter, teaches
from tfdr.emulator.inside.notifications import sent
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
                "told": [each.endpoint for each in told],
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
