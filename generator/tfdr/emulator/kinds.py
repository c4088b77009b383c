"""Kinds of fault that the emulated AWS can have, and what has to be said of each.

A fault is plain data, so that a page of a scenario, a test and the emulator mean the same by it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Final

OUTAGE, DATABASE, ZONE = "outage", "database", "zone"
NO_NAME, ERRORS, HANGING, SLOW = "no-name", "errors", "hanging", "slow"
THROTTLED = "throttled"
REQUESTS_FAIL, REQUESTS_SLOW = "requests-fail", "requests-slow"
LAUNCHES, METRICS, HEALTH = "launches", "metrics", "wrong-health"
EVENTS, REPLICATION, UNREACHABLE = "events-late", "replication-late", "unreachable"
NOTIFICATIONS, SIGN_IN = "notifications-lost", "sign-in"

OF_CALLS: Final = (NO_NAME, ERRORS, HANGING, SLOW, THROTTLED)
"""Kinds that concern calls of AWS's APIs."""

CLIENTS, CHECKERS, PRIVATE = "clients", "checkers", "private"
"""Who may be cut off, besides a region: the service's clients, Route 53's health checkers, and
clients on a private line."""

VPC, PUBLIC = "vpc", "public"
REFUSED, LATE = "refused", "late"
TABLES, OBJECTS = "tables", "objects"

_SIGNED_FOR: Final = {"cloudwatch": "monitoring", "elbv2": "elasticloadbalancing"}
_OF_A_CALL: Final = ("service", "operations", "way", "share", "seed")


@dataclass(frozen=True)
class Kind:
    """What is to be said of a kind of fault.

    Attributes:
        means: what is wrong while it lasts.
        takes: the fields that it may have besides its region.
        needs: the fields that it has to have.
    """

    means: str
    takes: tuple[str, ...] = ()
    needs: tuple[str, ...] = ("region",)


KINDS: Final[Mapping[str, Kind]] = {
    OUTAGE: Kind("a region does not respond", ("how",)),
    DATABASE: Kind("the database clusters of a region have failed, and the region responds"),
    ZONE: Kind("a zone of a region is lost, with what runs in it", ("zone",), ("region", "zone")),
    NO_NAME: Kind("the name of a service has no address", _OF_A_CALL),
    ERRORS: Kind("a service answers with an error", (*_OF_A_CALL, "code", "status")),
    HANGING: Kind("a service takes calls and does not answer them", _OF_A_CALL),
    SLOW: Kind("a service answers late", (*_OF_A_CALL, "seconds"), ("region", "seconds")),
    THROTTLED: Kind("a control plane turns calls away", _OF_A_CALL, ("service", "share")),
    REQUESTS_FAIL: Kind("clients' requests get an error", ("share", "seed", "status")),
    REQUESTS_SLOW: Kind(
        "clients' requests are answered late", ("share", "seed", "seconds"), ("region", "seconds")
    ),
    LAUNCHES: Kind(
        "tasks and instances are not launched, launched late, or only so many",
        ("service", "how", "seconds", "at_most"),
    ),
    METRICS: Kind("metrics arrive late, or never without seconds", ("seconds", "namespaces")),
    HEALTH: Kind("health checks find a region ill that is not", ("share", "seed")),
    EVENTS: Kind(
        "events, schedules and asynchronous calls wait until it is over", ("service",), ("region",)
    ),
    REPLICATION: Kind(
        "what is copied to a region arrives late, or not until it is over without seconds",
        ("of", "seconds"),
        ("region", "of"),
    ),
    UNREACHABLE: Kind(
        "somebody does not reach a region", ("origin", "share", "seed"), ("region", "origin")
    ),
    NOTIFICATIONS: Kind("what is published to topics is not delivered", ("share", "seed")),
    SIGN_IN: Kind("people cannot sign in", (), ()),
}


@dataclass(frozen=True)
class Fault:
    """Something that is wrong.

    Attributes:
        kind: one of `KINDS`.
        region: where; empty for everywhere.
        service: as requests are signed for it, `ecs` and `ec2` for launches, `events` and `lambda`
            for events; `*` for every one.
        operations: of the service, such as `ChangeResourceRecordSets`; one that ends with `*` is
            for all that begin so. Empty for every one.
        way: `vpc` for callers in a VPC, `public` for others; empty for both.
        share: of what it concerns, from 0 to 1.
        seconds: how late something is; 0 is never.
        code: of the error that a service answers with.
        status: of HTTP, for what is answered with an error.
        how: what an outage does with calls, or whether launches are `refused` or `late`.
        of: what is copied late: `database`, `tables` or `objects`.
        zone: number of a zone, from 1.
        origin: who does not reach the region: `clients`, `checkers`, `private`, or a region.
        at_most: so many launches succeed before others are refused.
        namespaces: of the metrics; empty for every one.
        seed: the same seed strikes the same calls.
    """

    kind: str
    region: str = ""
    service: str = "*"
    operations: tuple[str, ...] = ()
    way: str = ""
    share: float = 1.0
    seconds: float = 0.0
    code: str = ""
    status: int = 503
    how: str = ""
    of: str = ""
    zone: int = 0
    origin: str = ""
    at_most: int = 0
    namespaces: tuple[str, ...] = ()
    seed: int = 0

    def given(self) -> dict[str, Any]:
        """Return the fields from which `fault_of` makes it, as plain data."""
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in vars(self).items()
            if name in ("region", *KINDS[self.kind].takes) and value not in ("", (), 0)
        }

    def concerns(self, operation: str) -> bool:
        """Say whether it is for an operation of its service."""
        return not self.operations or any(
            operation.startswith(each[:-1]) if each.endswith("*") else operation == each
            for each in self.operations
        )


_VALUES: Final[Mapping[tuple[str, str], tuple[str, ...]]] = {
    (OUTAGE, "how"): ("cut", "unavailable", "hanging"),
    (LAUNCHES, "how"): (REFUSED, LATE),
    (LAUNCHES, "service"): ("*", "ecs", "ec2"),
    (EVENTS, "service"): ("*", "events", "lambda"),
    (REPLICATION, "of"): (DATABASE, TABLES, OBJECTS),
}
_NUMBERS: Final = {"share": 1.0, "seconds": None, "status": 599, "zone": 6, "at_most": None}
"""The greatest value of what is a number, None for any."""
_WHOLE: Final = ("status", "zone", "at_most", "seed")
_LISTS: Final = ("operations", "namespaces")
_NAMES: Final = tuple(each.name for each in fields(Fault) if each.name != "kind")


def fault_of(kind: str, **given: Any) -> Fault:
    """Return a fault.

    Args:
        kind: one of `KINDS`.
        given: the fields of `Fault` that it has.

    Raises:
        ValueError: something is not as `KINDS` says, in words for who wrote it.
    """
    if kind not in KINDS:
        raise ValueError(f"fault: there is no kind {kind}: give one of {', '.join(KINDS)}")
    right = KINDS[kind]
    allowed = ("region", *right.takes)
    for name in given:
        if name not in allowed:
            known = "" if name in _NAMES else ", nor has any other"
            raise ValueError(f"{name}: {kind} has no such field{known}: give {', '.join(allowed)}")
    for name in right.needs:
        if given.get(name) in (None, "", 0):
            raise ValueError(f"{name}: {kind} needs it: {right.means}")
    for name, value in given.items():
        _require(kind, name, value)
    lists = {name: tuple(value) for name, value in given.items() if isinstance(value, list)}
    found = Fault(kind, **{**given, **lists})
    return _filled(found)


def _require(kind: str, name: str, value: Any) -> None:
    if name in _LISTS:
        if not isinstance(value, list | tuple) or not all(isinstance(each, str) for each in value):
            raise ValueError(f"{name}: cannot be {value!r}: give a list of texts")
    elif name in _NUMBERS or name in _WHOLE:
        _require_number(name, value)
    elif not isinstance(value, str):
        raise ValueError(f"{name}: cannot be {value!r}: give a text")
    elif name == "way" and value not in (VPC, PUBLIC):
        raise ValueError(f"way: cannot be {value}: give {VPC} or {PUBLIC}")
    right = _VALUES.get((kind, name))
    if right and value not in right:
        raise ValueError(f"{name}: cannot be {value}: give one of {', '.join(right)}")


def _require_number(name: str, value: Any) -> None:
    types = int if name in _WHOLE else (int, float)
    if not isinstance(value, types) or isinstance(value, bool):
        whole = "whole " if name in _WHOLE else ""
        raise ValueError(f"{name}: cannot be {value!r}: give a {whole}number")
    most = _NUMBERS.get(name)
    if value < 0 or (most is not None and value > most) or (name == "share" and value == 0):
        least = "above 0" if name == "share" else "from 0"
        upto = "" if most is None else f" and up to {most:g}"
        raise ValueError(f"{name}: cannot be {value}: give a number {least}{upto}")


def _filled(fault: Fault) -> Fault:
    values: dict[str, Any] = {"service": _SIGNED_FOR.get(fault.service, fault.service)}
    if fault.kind == OUTAGE:
        values["how"] = fault.how or "cut"
    if fault.kind == LAUNCHES:
        values["how"] = fault.how or (LATE if fault.seconds else REFUSED)
        if values["how"] == LATE and not fault.seconds:
            raise ValueError("seconds: launches that are late need it")
    if fault.kind == REPLICATION and fault.of != DATABASE and fault.seconds:
        raise ValueError(f"seconds: {fault.of} are not copied until it is over: leave it out")
    return Fault(**{**vars(fault), **values})
