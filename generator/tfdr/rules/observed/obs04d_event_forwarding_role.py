"""OBS04D: the role that forwards events to another region's event bus may put events."""

from collections.abc import Iterator

from tfdr.aws import roles
from tfdr.evaluate import System, known_text
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)


def check(system: System) -> Iterator[Verdict]:
    """Each target that is a bus, by the role that is in the code."""
    for target in system.resources("aws_cloudwatch_event_target"):
        arn, role = target.get("arn"), roles.of(target, "role_arn")
        text = known_text(arn) or str(arn)
        bus = target.target("arn")
        is_bus = ":event-bus/" in text or (
            bus is not None and bus.type == "aws_cloudwatch_event_bus"
        )
        if is_bus and role is not None:
            rights = roles.rights(system, role)
            holds = rights.allow("events:PutEvents", bus)
            message = f"{role.address} does not allow events:PutEvents"
            yield judge(target, holds, message, "role_arn", unknown=rights.unknown)
