"""A minute of the emulated AWS: what happens by itself in each.

Nothing happens by the clock, so that a drill need not wait for it: schedules call their functions,
databases and health checks publish, alarms are evaluated, and what they set off is done.
"""

import re
import threading
from typing import Any

from moto.events.models import events_backends

from tfdr.emulator.inside import alarms, deliveries, events, vital_signs
from tfdr.emulator.inside.alarm_actions import tell
from tfdr.emulator.inside.faults import faults
from tfdr.emulator.inside.global_databases import settle_all
from tfdr.emulator.inside.health import statuses
from tfdr.emulator.inside.health_checks import look_at_endpoints, look_at_the_rest
from tfdr.emulator.inside.notifications import sent
from tfdr.emulator.protocol import ACCOUNT_ID

_RATE = re.compile(r"rate\((\d+) (minute|hour|day)s?\)")
_MINUTES = {"minute": 1, "hour": 60, "day": 24 * 60}

_one_at_a_time = threading.Lock()


def pass_minute(wait_seconds: float = 60) -> dict[str, Any]:
    """Let a minute pass.

    What a function puts while it runs counts for this minute if it ends in time. A function that
    an alarm calls is not waited for.

    Args:
        wait_seconds: how long to wait for the functions that the schedules call.

    Returns:
        The `minute`; the functions that `ran` and how that went; each `alarm` that changed; each
        health check that `turned`; what was `published` to topics and what was `undelivered`.
    """
    with _one_at_a_time:
        faults.minute += 1
        published, undelivered = len(sent), len(deliveries.undelivered)
        before = {check: status.healthy for check, status in statuses().items()}
        settle_all()
        alarms.let_data_grow_older()
        ran = _run_schedules(wait_seconds)
        look_at_endpoints()
        vital_signs.publish()
        alarms.end_minute()
        changes = alarms.evaluate_metric_alarms(lambda name: name != vital_signs.OF_HEALTH_CHECKS)
        look_at_the_rest()
        vital_signs.publish_health()
        changes += alarms.evaluate_metric_alarms(lambda name: name == vital_signs.OF_HEALTH_CHECKS)
        changes += alarms.evaluate_composite_alarms()
        look_at_the_rest()
        for change in changes:
            tell(change)
        return {
            "minute": faults.minute,
            "ran": ran,
            "alarms": [change.as_json() for change in changes],
            "turned": {
                check: status.as_json()
                for check, status in statuses().items()
                if before.get(check) != status.healthy
            },
            "published": sent[published:],
            "undelivered": deliveries.undelivered[undelivered:],
        }


def _run_schedules(wait_seconds: float) -> list[dict[str, Any]]:
    begun = []
    for region, backend in list(events_backends[ACCOUNT_ID].items()):
        if not faults.lives(region):
            continue
        for rule in list(backend.event_buses["default"].rules.values()):
            if rule.state == "DISABLED" or not _is_due(rule.scheduled_expression):
                continue
            happened = events.event(region, "aws.events", "Scheduled Event", [rule.arn], {})
            for target in rule.targets:
                if target["Arn"].split(":")[2] == "lambda":
                    begun.append((rule.name, events.send(rule, target, happened)))
    return [
        {
            "rule": rule,
            "function": invocation.function,
            "region": invocation.region,
            "ended": invocation.wait(wait_seconds),
            "failed": invocation.failed,
            "answer": invocation.answer,
        }
        for rule, invocation in begun
        if invocation is not None
    ]


def _is_due(expression: str | None) -> bool:
    rate = _RATE.fullmatch(expression or "")
    return rate is not None and faults.minute % (int(rate[1]) * _MINUTES[rate[2]]) == 0
