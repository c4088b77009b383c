"""NET01A: workloads and databases are in private subnets of at least two Availability Zones."""

from collections.abc import Iterator
from typing import Final

from tfdr.aws.networks import is_public, zone_of
from tfdr.evaluate import (
    Ref,
    Resource,
    System,
    Truth,
    Value,
    any_of,
    plain,
    same,
)
from tfdr.evaluate.presence import is_there
from tfdr.evaluate.values import Many
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR, tells_doubt=False)

# Where each kind of workload names its subnets.
_NAMED: Final = {
    "aws_autoscaling_group": "vpc_zone_identifier",
    "aws_db_proxy": "vpc_subnet_ids",
    "aws_db_subnet_group": "subnet_ids",
    "aws_ecs_service": "network_configuration.subnets",
    "aws_elasticache_subnet_group": "subnet_ids",
    "aws_lambda_function": "vpc_config.subnet_ids",
}


def check(system: System) -> Iterator[Verdict]:
    """Each workload that names its subnets; an instance has only one, which is to be private."""
    known: dict[Resource, Truth] = {}
    for type_, path in _NAMED.items():
        for workload in system.resources(type_):
            if workload.has(path.partition(".")[0]) is not False:
                yield from _judged(system, workload, path, known)
    for instance in system.resources("aws_instance"):
        subnet = instance.target("subnet_id")
        if instance.equals("source_dest_check", False):
            continue  # it forwards what others send, as a NAT instance does
        if subnet is not None and subnet.type == "aws_subnet" and not subnet.is_data:
            private = _is_private(system, subnet, known)
            message = f"is in a public subnet, {subnet.address}"
            routes = _routes_of(subnet)
            yield judge(instance, private, message, "subnet_id", unknown=routes, is_recovery=False)


def _judged(
    system: System, workload: Resource, path: str, known: dict[Resource, Truth]
) -> Iterator[Verdict]:
    values = workload.elements(path)
    subnets = [
        each.target.owner
        for each in map(_inner, values)
        if isinstance(each, Ref) and each.target.owner.type == "aws_subnet"
    ]
    made = [each for each in subnets if not each.is_data]
    for subnet in made:
        message = f"is in a public subnet, {subnet.address}"
        private = _is_private(system, subnet, known)
        routes = _routes_of(subnet)
        yield judge(workload, private, message, path, unknown=routes, is_recovery=False)
    is_open = len(made) < len(values) and not _is_one_of_a_list(values)
    zones = _zones(made, is_open=is_open)
    unknown = (
        *workload.unknowns(path),
        *(why for each in made for why in each.unknowns("availability_zone")),
    )
    yield judge(workload, zones, "is in one zone only", path, unknown=unknown)


def _is_one_of_a_list(values: list[Value]) -> bool:
    """Whether there is one element, and it is one of a list that AWS tells: a single subnet."""
    only = values[0] if len(values) == 1 else None
    return isinstance(only, Ref) and bool(only.path) and isinstance(only.path[-1], int)


def _inner(value: Value) -> Value:
    inside = value.each if isinstance(value, Many) else value
    return inside if isinstance(inside, Ref) else plain(inside)


def _is_private(system: System, subnet: Resource, known: dict[Resource, Truth]) -> Truth:
    if subnet not in known:
        public = is_public(system, subnet)
        known[subnet] = None if public is None else not public
    return known[subnet]


def _routes_of(subnet: Resource) -> tuple[str, ...]:
    return (f"the routes of {subnet.address}",)


def _zones(subnets: list[Resource], *, is_open: bool) -> Truth:
    """Whether subnets are in two zones at least."""
    if any(each.key == "*" and is_there(each) and _is_by_key(each) for each in subnets):
        return True  # one in each of the zones that AWS lists
    found = [zone_of(each) for each in subnets]
    apart = any_of(*(_differ(one, other) for at, one in enumerate(found) for other in found[:at]))
    if apart is True:
        return True
    is_open = is_open or any(each.maybe for each in subnets)
    return None if is_open else apart


def _differ(one: Value, other: Value) -> Truth:
    if one is None or other is None:
        return None  # AWS picks one
    equal = same(one, other)
    return _by_index(one, other) if equal is None else not equal


def _by_index(one: Value, other: Value) -> Truth:
    """Two elements of one list of zones, which AWS gives without repetition."""
    if not isinstance(one, Ref) or not isinstance(other, Ref) or one.target is not other.target:
        return None
    return True if one.path[:-1] == other.path[:-1] and one.path != other.path else None


def _is_by_key(subnet: Resource) -> bool:
    """Whether each instance is in a zone of its own."""
    written = map(subnet.expression, ("availability_zone", "availability_zone_id"))
    return any(word in each.text for each in written if each for word in ("each.", "count.index"))
