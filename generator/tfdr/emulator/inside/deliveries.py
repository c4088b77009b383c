"""What the services of the emulated AWS send to topics and functions, where they may.

A service may publish to a topic, and call a function, if the policy there lets it: what is not
let in is noted, as nobody else would notice.
"""

from typing import Any

from moto.awslambda.models import lambda_backends
from moto.sns.models import sns_backends

from tfdr.emulator.inside import violations
from tfdr.emulator.inside.faults import faults
from tfdr.emulator.inside.functions.invocations import Invocation, invoke_later
from tfdr.emulator.inside.iam import reach
from tfdr.emulator.inside.memory import keep
from tfdr.emulator.inside.simulation import simulation
from tfdr.emulator.inside.violations import Violation
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
    elif not is_dropped(source, topic_arn, reach.topic(service, source, topic_arn)):
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
    if is_dropped(source, function_arn, reach.function(service, source, function_arn)):
        return None
    return invoke_later(function, event)


def is_dropped(sender: str, target: str, reason: str | None) -> bool:
    """Note what AWS drops in silence, for good: nobody else would, and time does not mend it.

    Args:
        sender: ARN of what it is sent for.
        target: ARN of what it is sent to.
        reason: why it does not arrive; None if it does.
    """
    if reason:
        _note(sender, target, reason)
        delivery = f"{sender} to {target}"
        violations.note(Violation(violations.DELIVERIES, delivery, reason, target.split(":")[3]))
    return bool(reason)


def _note(sender: str, target: str, reason: str) -> None:
    undelivered.append(
        {"minute": simulation.minute, "sender": sender, "target": target, "reason": reason}
    )
