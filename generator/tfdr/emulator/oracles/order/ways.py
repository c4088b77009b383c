"""Which ways lead out of subnets and into databases: routes, endpoints and rules."""

from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_network
from typing import Any

from moto.ec2.models import ec2_backends
from moto.rds.models import rds_backends

from tfdr.emulator.protocol import ACCOUNT_ID

_EVERYWHERE = "0.0.0.0/0"


@dataclass(frozen=True)
class Place:
    """Where something runs.

    Attributes:
        region: in which region.
        subnets: in which subnets, by id.
        groups: in which security groups.
        is_public: whether it gets a public address.
    """

    region: str
    subnets: tuple[str, ...]
    groups: frozenset[str]
    is_public: bool = False


@dataclass(frozen=True)
class Database:
    """A cluster or a proxy: by which names it is reached, on which port, in which groups."""

    hosts: tuple[str, ...]
    port: int
    groups: frozenset[str]


def missing(place: Place, services: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Name each subnet from which services cannot be reached, with those services."""
    for name in place.subnets:
        subnet = _subnet(place.region, name)
        if subnet is None or _leads_out(place, subnet):
            continue
        reached = set(_endpoints(place.region, subnet))
        if lacking := sorted(services - reached):
            yield name, ", ".join(lacking)


def lets_out(place: Place, port: int, to: frozenset[str] = frozenset()) -> bool:
    """Say whether a rule lets what is in a place out to a port: of some groups, or anywhere."""
    return any(
        _is_for(rule, port) and (bool(rule.ip_range) or _group(rule) in to or not to)
        for rule in _rules(place.region, place.groups, "egress_rules")
    )


def lets_in(place: Place, port: int, groups: frozenset[str]) -> bool:
    """Say whether a rule of groups admits what is in a place to a port."""
    ranges = [
        ip_network(subnet.cidr_block)
        for name in place.subnets
        if (subnet := _subnet(place.region, name)) is not None
    ]
    return any(
        _is_for(rule, port)
        and (_group(rule) in place.groups or (bool(ranges) and _covers(rule, ranges)))
        for rule in _rules(place.region, groups, "ingress_rules")
    )


def databases(region: str) -> Iterator[Database]:
    """Return the clusters and the proxies of a region."""
    backend = rds_backends[ACCOUNT_ID][region]
    for cluster in list(backend.clusters.values()):
        groups = frozenset(cluster.vpc_security_group_ids)
        port = int(cluster.port or 0)
        yield Database((cluster.endpoint, cluster.reader_endpoint), port, groups)
    further = list(getattr(backend, "db_proxy_endpoints", {}).values())
    for proxy in list(backend.db_proxies.values()):
        port = 5432 if proxy.engine_family == "POSTGRESQL" else 3306
        hosts = [each.endpoint for each in further if each.db_proxy_name == proxy.db_proxy_name]
        groups = frozenset(proxy.vpc_security_group_ids)
        yield Database((proxy.endpoint, *hosts), port, groups)


def _leads_out(place: Place, subnet: Any) -> bool:
    for route in _table(place.region, subnet).routes:
        if route.destination_cidr_block != _EVERYWHERE:
            continue
        if route.nat_gateway is not None or route.transit_gateway is not None:
            return True
        if route.gateway is not None and place.is_public:
            return True
    return False


def _endpoints(region: str, subnet: Any) -> Iterator[str]:
    """Return the services that a subnet reaches by endpoints, such as `ecr.api`."""
    table = _table(region, subnet).id
    for each in list(_ec2(region).vpc_end_points.values()):
        if each.vpc_id != subnet.vpc_id or each.state == "deleted":
            continue
        inner = each.vpc_endpoint_type == "Interface" and _admits(region, each, subnet)
        if inner or table in (each.route_table_ids or ()):
            yield str(each.service_name).removeprefix(f"com.amazonaws.{region}.")


def _admits(region: str, endpoint: Any, subnet: Any) -> bool:
    groups = frozenset(endpoint.security_group_ids)
    here = [ip_network(subnet.cidr_block)]
    return any(
        _is_for(rule, 443) and (_covers(rule, here) or _group(rule) != "")
        for rule in _rules(region, groups, "ingress_rules")
    )


def _table(region: str, subnet: Any) -> Any:
    """Return the route table of a subnet: its own, or the main one of its VPC."""
    tables = [each for each in _ec2(region).route_tables.values() if each.vpc_id == subnet.vpc_id]
    own = [
        table
        for table in tables
        if any(each.get("SubnetId") == subnet.id for each in table.associations)
    ]
    return (own or [table for table in tables if table.main_association_id is not None])[0]


def _rules(region: str, groups: frozenset[str], side: str) -> Iterator[Any]:
    for name in groups:
        group = _ec2(region).get_security_group_from_id(name)
        yield from getattr(group, side) if group else ()


def _is_for(rule: Any, port: int) -> bool:
    if rule.ip_protocol == "-1":
        return True
    return bool(rule.ip_protocol == "tcp" and rule.from_port <= port <= rule.to_port)


def _group(rule: Any) -> str:
    return str(rule.source_group.get("GroupId", ""))


def _covers(rule: Any, ranges: list[Any]) -> bool:
    allowed = rule.ip_range.get("CidrIp")
    return bool(allowed) and all(each.subnet_of(ip_network(allowed)) for each in ranges)


def _subnet(region: str, name: str) -> Any:
    zones = list(_ec2(region).subnets.values())
    return next((zone[name] for zone in zones if name in zone), None)


def _ec2(region: str) -> Any:
    return ec2_backends[ACCOUNT_ID][region]
