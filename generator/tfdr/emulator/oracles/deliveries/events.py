"""Rules of EventBridge, and its schedules."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from moto.events.models import events_backends
from moto.scheduler.models import scheduler_backends

from tfdr.emulator.inside.iam import reach
from tfdr.emulator.oracles.deliveries.delivery import Delivery, sends
from tfdr.emulator.protocol import ACCOUNT_ID

_EVENTS, _SCHEDULER = "events.amazonaws.com", "scheduler.amazonaws.com"


@sends
def rules() -> Iterator[Delivery]:
    """Rules send events to their targets, and what does not arrive to dead letters."""
    for backend in list(events_backends[ACCOUNT_ID].values()):
        for bus in list(backend.event_buses.values()):
            for rule in list(bus.rules.values()):
                for target in list(rule.targets):
                    yield from _of_rule(rule.arn, target)


def _of_rule(source: str, target: Mapping[str, Any]) -> Iterator[Delivery]:
    arn = target["Arn"]
    kind = arn.split(":")[2]
    if judge := _TARGETS.get(kind):
        yield Delivery(f"event to {_NAMES[kind]}", source, arn, judge(source, target))
    if letters := (target.get("DeadLetterConfig") or {}).get("Arn"):
        why = reach.queue(_EVENTS, source, letters)
        yield Delivery("event to dead letters", source, letters, why)


def _to_bus(_: str, target: Mapping[str, Any]) -> str | None:
    role = target.get("RoleArn")
    if not role:
        return "an event bus of another region is reached by a role, and the target has none"
    return reach.as_role(role, _EVENTS, {"events:PutEvents": target["Arn"]})


_NAMES = {
    "events": "bus",
    "lambda": "function",
    "logs": "log group",
    "sns": "topic",
    "sqs": "queue",
    "states": "state machine",
}
_TARGETS: Mapping[str, Callable[[str, Mapping[str, Any]], str | None]] = {
    "events": _to_bus,
    "lambda": lambda source, target: reach.function(_EVENTS, source, target["Arn"]),
    "logs": lambda source, target: reach.log_group(_EVENTS, source, target["Arn"]),
    "sns": lambda source, target: reach.topic(_EVENTS, source, target["Arn"]),
    "sqs": lambda source, target: reach.queue(_EVENTS, source, target["Arn"]),
    "states": lambda _, target: reach.as_role(
        str(target.get("RoleArn")), _EVENTS, {"states:StartExecution": target["Arn"]}
    ),
}


@sends
def schedules() -> Iterator[Delivery]:
    """Schedules call their targets in the name of a role."""
    actions = {
        "lambda": "lambda:InvokeFunction",
        "sns": "sns:Publish",
        "sqs": "sqs:SendMessage",
        "states": "states:StartExecution",
    }
    for backend in list(scheduler_backends[ACCOUNT_ID].values()):
        for schedule in _schedules(backend):
            arn, role = schedule.target["Arn"], schedule.target["RoleArn"]
            if action := actions.get(arn.split(":")[2]):
                why = reach.as_role(role, _SCHEDULER, {action: arn})
                yield Delivery("schedule to target", schedule.arn, arn, why)
            if letters := (schedule.target.get("DeadLetterConfig") or {}).get("Arn"):
                why = reach.as_role(role, _SCHEDULER, {"sqs:SendMessage": letters})
                yield Delivery("schedule to dead letters", schedule.arn, letters, why)


def _schedules(backend: Any) -> Iterator[Any]:
    for group in list(backend.schedule_groups.values()):
        yield from list(group.schedules.values())
