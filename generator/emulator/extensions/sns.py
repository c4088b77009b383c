"""SNS: policies of topics.

moto 5.2.5 takes a policy in which two statements have the same id, or one has none beside
others. SNS refuses it.
"""

import json
from typing import Any

from moto.sns.exceptions import SNSInvalidParameter
from moto.sns.models import Topic


def install() -> None:
    """Teach moto that each statement of a topic's policy has an id of its own."""
    topic: Any = Topic
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
