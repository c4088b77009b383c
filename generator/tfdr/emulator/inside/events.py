"""EventBridge's events: those of AWS's own services, and the ways in which targets get one.

They reach functions and topics if those let EventBridge in, queues, and buses of other regions,
which an event crosses to as it is.
"""

import json
import re
from datetime import UTC, datetime
from typing import Any

from moto.events.models import Rule, events_backends
from moto.moto_api._internal import mock_random
from moto.sqs.models import sqs_backends

from tfdr.emulator.inside import deliveries, held
from tfdr.emulator.inside.faults import faults
from tfdr.emulator.inside.functions.invocations import Invocation
from tfdr.emulator.inside.iam import reach
from tfdr.emulator.protocol import ACCOUNT_ID

_SERVICE = "events.amazonaws.com"
_PLACE = re.compile(r"<([^<>\s]+)>")


def event(region: str, source: str, kind: str, resources: list[str], detail: Any) -> dict[str, Any]:
    """Return an event of an AWS service."""
    now = datetime.now(UTC)
    return {
        "version": "0",
        "id": str(mock_random.uuid4()),
        "detail-type": kind,
        "source": source,
        "account": ACCOUNT_ID,
        "time": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "region": region,
        "resources": resources,
        "detail": detail,
        "ingestion-time": now.timestamp(),
    }


def put(region: str, happened: Any) -> None:
    """Put an event on the default bus of a region, as a service does."""
    bus = events_backends[ACCOUNT_ID][region].event_buses["default"]

    def send_on(rule: Rule) -> None:
        if not held.keep_back(region, held.EVENTS, rule.name, lambda: send_on(rule)):
            rule.send_to_targets(happened)

    for rule in list(bus.rules.values()):
        send_on(rule)


def send(rule: Rule, target: dict[str, Any], happened: Any) -> Invocation | None:
    """Send an event to a target; return the invocation if that is a function."""
    sent = {name: value for name, value in happened.items() if name != "ingestion-time"}
    if isinstance(sent.get("time"), float):
        sent["time"] = datetime.fromtimestamp(sent["time"], UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    way = _WAYS[_service(target["Arn"])]
    invocation: Invocation | None = way(rule, target["Arn"], _input(target, sent), happened)
    return invocation


def _to_function(rule: Rule, arn: str, text: str, _: Any) -> Invocation | None:
    return deliveries.call(arn, json.loads(text), _SERVICE, rule.arn)


def _to_topic(rule: Rule, arn: str, text: str, _: Any) -> None:
    deliveries.publish(arn, None, text, _SERVICE, rule.arn)


def _to_queue(rule: Rule, arn: str, text: str, _: Any) -> None:
    region, account, name = arn.split(":")[3:6]
    reason = reach.queue(_SERVICE, rule.arn, arn)
    if faults.lives(region) and not deliveries.is_dropped(rule.arn, arn, reason):
        sqs_backends[account][region].send_message(name, text)


def _to_bus(rule: Rule, arn: str, _: str, happened: Any) -> None:
    region = arn.split(":")[3]
    # What has come from another region does not go on to a third.
    if faults.lives(region) and happened["region"] == rule.region_name:
        put(region, happened)


_WAYS: dict[str, Any] = {
    "lambda": _to_function,
    "sns": _to_topic,
    "sqs": _to_queue,
    "event-bus": _to_bus,
}


def reaches(arn: str) -> bool:
    """Say whether events get to a target by a way that is known here."""
    return _service(arn) in _WAYS


def _service(arn: str) -> str:
    parts = arn.split(":")
    if parts[2] == "events":
        return parts[5].split("/")[0]
    return "" if arn.endswith(".fifo") else parts[2]


def _input(target: dict[str, Any], happened: dict[str, Any]) -> str:
    """Return what a target gets for an event: JSON, or a text."""
    if "Input" in target:
        return str(target["Input"])
    if path := target.get("InputPath"):
        return json.dumps(_at(happened, path))
    if transformer := target.get("InputTransformer"):
        paths = transformer.get("InputPathsMap", {})
        values = {name: _at(happened, path) for name, path in paths.items()}
        return _filled(transformer["InputTemplate"], values)
    return json.dumps(happened)


def _at(happened: Any, path: str) -> Any:
    found = happened
    for name in path.removeprefix("$").strip(".").split("."):
        if name:
            found = found.get(name) if isinstance(found, dict) else None
    return found


def _filled(template: str, values: dict[str, Any]) -> str:
    """Put values into a template: within a JSON text as part of it, elsewhere as JSON."""

    def fill(place: re.Match[str]) -> str:
        if place[1] not in values:
            return place[0]
        value = values[place[1]]
        before = template[: place.start()].replace('\\"', "")
        if before.count('"') % 2 == 0:
            return json.dumps(value)
        return json.dumps(value if isinstance(value, str) else json.dumps(value))[1:-1]

    return _PLACE.sub(fill, template)
