"""What the services of the emulated AWS send to topics and functions, where they may.

A service may publish to a topic, and call a function, if the policy there lets it: what is not
let in is noted, as nobody else would notice.
"""

import json
from typing import Any

from moto.awslambda.models import lambda_backends
from moto.sns.models import sns_backends

from tfdr.emulator.inside.faults import faults
from tfdr.emulator.inside.functions.invocations import Invocation, invoke_later
from tfdr.emulator.inside.memory import keep
from tfdr.emulator.inside.policies import lets_service, statements
from tfdr.emulator.inside.simulation import simulation
from tfdr.emulator.protocol import ACCOUNT_ID

undelivered: list[dict[str, Any]] = keep("undelivered", [])
"""What did not arrive: `minute`, `sender`, `target` and the `reason`."""


def publish(topic_arn: str, subject: str | None, message: str, service: str, source: str) -> None:
    """Have a service publish to a topic.

    Args:
        topic_arn: the topic.
        subject: the subject, if there is one.
        message: the text.
        service: such as `cloudwatch.amazonaws.com`.
        source: ARN of what it does so for, such as an alarm.
    """
    region = topic_arn.split(":")[3]
    topic = sns_backends[ACCOUNT_ID][region].topics.get(topic_arn)
    if topic is None:
        _note(source, topic_arn, "there is no such topic")
    elif not faults.lives(region):
        _note(source, topic_arn, f"{region} does not answer")
    elif not _may_publish(topic, service, source):
        _note(source, topic_arn, f"its policy does not let {service} in for this")
    else:
        topic.publish(message, subject=subject[:100] if subject else None)


def call(function_arn: str, event: Any, service: str, source: str) -> Invocation | None:
    """Have a service invoke a function asynchronously, and return the invocation.

    Args:
        function_arn: the function.
        event: what it gets.
        service: such as `events.amazonaws.com`.
        source: ARN of what it does so for, such as a rule.
    """
    region = function_arn.split(":")[3]
    if not faults.lives(region):
        _note(source, function_arn, f"{region} does not answer")
        return None
    try:
        function = lambda_backends[ACCOUNT_ID][region].get_function(function_arn)
    except Exception:  # moto's own, whatever it is called
        _note(source, function_arn, "there is no such function")
        return None
    policy = json.dumps({"Statement": function.policy.statements if function.policy else []})
    if not lets_service(
        policy, service, "lambda:InvokeFunction", function.function_arn, _context(source)
    ):
        _note(source, function_arn, f"its policy does not let {service} in for this")
        return None
    return invoke_later(function, event)


def _may_publish(topic: Any, service: str, source: str) -> bool:
    # The policy that a topic begins with lets alarms of the account in, and no other service.
    if service == "cloudwatch.amazonaws.com" and any(
        each.get("Condition", {}).get("StringEquals", {}).get("AWS:SourceOwner") == ACCOUNT_ID
        for each in statements(topic.policy)
    ):
        return True
    return lets_service(topic.policy, service, "sns:Publish", topic.arn, _context(source))


def _context(source: str) -> dict[str, str]:
    # Keys are the same in upper and lower case, and Lambda writes them its own way.
    return {
        name: value
        for prefix in ("aws", "AWS")
        for name, value in (
            (f"{prefix}:SourceArn", source),
            (f"{prefix}:SourceAccount", ACCOUNT_ID),
        )
    }


def _note(sender: str, target: str, reason: str) -> None:
    undelivered.append(
        {"minute": simulation.minute, "sender": sender, "target": target, "reason": reason}
    )
