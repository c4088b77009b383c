"""A minute of the emulated AWS: what happens by itself in each.

At its beginning schedules call their functions. In its middle health checkers ask endpoints, and
services publish what they measure. At its end alarms are evaluated, and what they set off is done.
"""

import math
import re
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from moto.events.models import events_backends

from tfdr.emulator.inside import (
    alarms,
    deliveries,
    events,
    held,
    launches,
    load,
    metrics,
    vital_signs,
)
from tfdr.emulator.inside.alarm_actions import tell
from tfdr.emulator.inside.faults import faults
from tfdr.emulator.inside.functions.invocations import Invocation
from tfdr.emulator.inside.global_databases import settle_all
from tfdr.emulator.inside.health import statuses
from tfdr.emulator.inside.health_checks import look_at_endpoints, look_at_the_rest
from tfdr.emulator.inside.memory import afterwards, keep
from tfdr.emulator.inside.notifications import sent
from tfdr.emulator.inside.simulation import simulation
from tfdr.emulator.protocol import ACCOUNT_ID

_RATE = re.compile(r"rate\((\d+) (minute|hour|day)s?\)")
_MINUTES = {"minute": 1, "hour": 60, "day": 24 * 60}
_LOOKS_AFTER, _ENDS_AFTER = 30.0, 59.5  # seconds


@dataclass
class _Ends:
    """What happened up to the end of each minute.

    Attributes:
        have_begun: whether minutes follow each other.
        number: how many minutes have ended.
        changes: alarms that changed since somebody asked.
        begun: functions that schedules have called since then, with their rules.
    """

    have_begun: bool = False
    number: int = 0
    changes: list[alarms.StateChange] = field(default_factory=list)
    begun: list[tuple[str, Invocation]] = field(default_factory=list)


_ends = keep("minutes", _Ends())


def begin() -> None:
    """Have minutes follow each other from the next full one on, if they do not yet.

    Before somebody lets time pass there are none: what is only half deployed runs no schedules.
    """
    if not _ends.have_begun:
        _ends.have_begun = True
        _follow()


def _follow() -> None:
    if _ends.have_begun:
        number = math.ceil(simulation.now / 60)
        _ends.number = number
        simulation.call_at(60 * number, lambda: _begin(number))


afterwards(_follow)


def pass_minute() -> dict[str, Any]:
    """Let a minute pass, or what is left of the one that has begun.

    Returns:
        The `minute`; the functions that schedules called, as `ran`, and how that went; each `alarm`
        that changed; each health check that `turned`; what was `published` to topics and what was
        `undelivered`.
    """
    begin()
    published, undelivered = len(sent), len(deliveries.undelivered)
    before = {check: status.healthy for check, status in statuses().items()}
    _ends.changes, _ends.begun = [], []
    wanted = _ends.number + 1
    simulation.pass_until(lambda: _ends.number >= wanted)
    simulation.pass_until(lambda: False, 60 * (simulation.minute + 1))
    return {
        "minute": simulation.minute,
        "ran": [
            {
                "rule": rule,
                "function": invocation.function,
                "region": invocation.region,
                "ended": invocation.ended,
                "failed": invocation.failed,
                "answer": invocation.answer,
            }
            for rule, invocation in _ends.begun
        ],
        "alarms": [change.as_json() for change in _ends.changes],
        "turned": {
            check: status.as_json()
            for check, status in statuses().items()
            if before.get(check) != status.healthy
        },
        "published": sent[published:],
        "undelivered": deliveries.undelivered[undelivered:],
    }


def _begin(number: int) -> None:
    simulation.call_at(60 * (number + 1), lambda: _begin(number + 1))
    simulation.begin(f"minute {number}", lambda: _pass(number))


def _pass(number: int) -> None:
    began = 60 * number
    settle_all()
    launches.settle_all()
    held.release()
    _run_schedules(number)
    simulation.sleep(began + _LOOKS_AFTER - simulation.now)
    settle_all()
    launches.settle_all()
    look_at_endpoints()
    vital_signs.publish()
    load.play()
    simulation.sleep(began + _ENDS_AFTER - simulation.now)
    metrics.arrive()
    changes = alarms.evaluate_metric_alarms(lambda name: name != vital_signs.OF_HEALTH_CHECKS)
    look_at_the_rest()
    vital_signs.publish_health()
    changes += alarms.evaluate_metric_alarms(lambda name: name == vital_signs.OF_HEALTH_CHECKS)
    changes += alarms.evaluate_composite_alarms()
    look_at_the_rest()
    for change in changes:
        tell(change)
    _ends.changes += changes
    _ends.number = number + 1


def _run_schedules(number: int) -> None:
    for region, backend in list(events_backends[ACCOUNT_ID].items()):
        if not faults.lives(region):
            continue
        for rule in list(backend.event_buses["default"].rules.values()):
            if rule.state == "DISABLED" or not _is_due(rule.scheduled_expression, number):
                continue
            happened = events.event(region, "aws.events", "Scheduled Event", [rule.arn], {})
            for target in rule.targets:
                if target["Arn"].split(":")[2] == "lambda":
                    send = partial(_call, rule, target, happened)
                    if not held.keep_back(region, held.EVENTS, rule.name, send):
                        send()


def _call(rule: Any, target: dict[str, Any], happened: Any) -> None:
    invocation = events.send(rule, target, happened)
    if invocation is not None:
        _ends.begun.append((rule.name, invocation))


def _is_due(expression: str | None, number: int) -> bool:
    rate = _RATE.fullmatch(expression or "")
    return rate is not None and (number + 1) % (int(rate[1]) * _MINUTES[rate[2]]) == 0
