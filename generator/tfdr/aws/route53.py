"""Records of Route 53: where they lead, and the health checks that judge them."""

from functools import lru_cache
from typing import Final

from tfdr.evaluate import (
    Ref,
    Region,
    Resource,
    System,
    Truth,
    Value,
    all_of,
    any_of,
    is_unknown,
    known_text,
    plain,
    same,
)
from tfdr.evaluate.identity import is_other
from tfdr.evaluate.providers import symbol

_FURTHEST: Final = 10
_POLICIES: Final = (
    "failover_routing_policy",
    "weighted_routing_policy",
    "latency_routing_policy",
    "geolocation_routing_policy",
    "geoproximity_routing_policy",
    "cidr_routing_policy",
)
ENDPOINT_TYPES: Final = ("HTTP", "HTTPS", "HTTP_STR_MATCH", "HTTPS_STR_MATCH", "TCP")
"""The types of health checks that ask something themselves."""


@lru_cache(maxsize=2)
def failover_records(system: System) -> tuple[Resource, ...]:
    """The records that fail over, or may."""
    return tuple(
        each
        for each in system.resources("aws_route53_record")
        if each.has("failover_routing_policy") is not False
    )


@lru_cache(maxsize=2)
def chosen_records(system: System) -> tuple[Resource, ...]:
    """The records between which Route 53 chooses."""
    return tuple(
        each
        for each in system.resources("aws_route53_record")
        if any(each.has(policy) is not False for policy in _POLICIES)
        or each.is_true("multivalue_answer_routing_policy") is not False
    )


def is_named_alike(one: Resource, other: Resource) -> Truth:
    """Whether two records have one name, type and zone."""
    zones = is_other(one.get("zone_id"), other.get("zone_id"))
    if zones is None and _is_found_alike(one, other):
        zones = False
    return all_of(
        _is_one_name(one.get("name"), other.get("name")),
        same(one.get("type"), other.get("type")),
        None if zones is None else not zones,
    )


def _is_found_alike(one: Resource, other: Resource) -> bool:
    """Whether the zones of two records are looked for by one name."""
    found = [each.target("zone_id") for each in (one, other)]
    names = [zone.get("name") for zone in found if zone is not None and zone.is_data]
    return len(names) == 2 and _is_one_name(*names) is True


def _is_one_name(one: Value, other: Value) -> Truth:
    """Whether two names are one; roots of one system give one value to variables of one name."""
    said = symbol(one)
    return True if said and said == symbol(other) else same(one, other)


def is_partner(one: Resource, other: Resource) -> Truth:
    """Whether two records are the two sides of one failover."""
    kinds = ("PRIMARY", "SECONDARY")
    sides = any_of(
        *(
            all_of(
                one.equals("failover_routing_policy.type", mine),
                other.equals("failover_routing_policy.type", theirs),
            )
            for mine, theirs in (kinds, kinds[::-1])
        )
    )
    return all_of(sides, is_named_alike(one, other))


def where_to(record: Resource) -> str:
    """The attribute that says where a record leads."""
    return "alias.name" if record.blocks("alias") else "records"


def destination(system: System, record: Resource) -> Resource | None:
    """What a record leads to in the end, through other records; None if that is not in the code."""
    at = record
    for _ in range(_FURTHEST):
        attribute = where_to(at)
        found = at.target(attribute)
        if found is None:
            found = _record_called(system, known_text(_only(at, attribute)))
        if found is None or not found.type.startswith("aws_"):
            return None
        if found.type != "aws_route53_record":
            return _made(system, found) if found.is_data else found
        at = found
    return None


def _made(system: System, found: Resource) -> Resource:
    """What a data source finds by its name, where the code makes it."""
    name = found.text("name")
    made = [each for each in system.resources(found.type) if name and each.text("name") == name]
    return made[0] if len(made) == 1 else found


def _only(record: Resource, attribute: str) -> Value:
    value = plain(record.get(attribute))
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def _record_called(system: System, name: str | None) -> Resource | None:
    if name is None:
        return None
    for each in system.resources("aws_route53_record"):
        if (each.text("name") or "").rstrip(".") == name.rstrip("."):
            return each
    return None


def region_of(system: System, record: Resource) -> Region | None:
    """The region that a record leads to; None where that is none, or not in the code."""
    found = destination(system, record)
    return None if found is None or found.is_global or found.is_data else found.region


def judges(record: Resource) -> list[Resource]:
    """The health checks that a record depends on: its own, and those that this one is made of."""
    found: list[Resource] = []
    ahead = record.targets("health_check_id")
    while ahead and len(found) < 100:
        check = ahead.pop(0)
        if check.type == "aws_route53_health_check" and check not in found:
            found.append(check)
            ahead += check.targets("child_healthchecks")
    return found


@lru_cache(maxsize=2)
def failover_checks(system: System) -> tuple[Resource, ...]:
    """The health checks on which a failover depends."""
    found = [check for record in failover_records(system) for check in judges(record)]
    return tuple(dict.fromkeys(found))


def asks(check: Resource) -> Truth:
    """Whether a health check asks an endpoint itself."""
    return check.equals("type", *ENDPOINT_TYPES)


def asked(system: System, check: Resource) -> Resource | None:
    """What a health check asks, behind the name that it knows; None if that is not in the code."""
    for attribute in ("fqdn", "ip_address"):
        value = check.get(attribute)
        found = value.target.owner if isinstance(value, Ref) else None
        if found is None and attribute == "fqdn":
            found = record_named(system, value)
        if found is not None:
            is_record = found.type == "aws_route53_record"
            return destination(system, found) if is_record else found
    return None


def record_named(system: System, value: Value) -> Resource | None:
    """The record of the code that has a name, though a part of the name may not be known."""
    return _record_called(system, known_text(value)) or _alike(system, value)


def _alike(system: System, value: Value) -> Resource | None:
    """The record whose name is the same text, though a part of it is not known."""
    if value is None or is_unknown(value):
        return None
    for each in system.resources("aws_route53_record"):
        if same(each.get("name"), value) is True:
            return each
    return None
