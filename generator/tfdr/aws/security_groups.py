"""Rules of security groups, in whichever of three ways they are written."""

import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from tfdr import hcl
from tfdr.evaluate import Body, Resource, Rest, System, Truth, Value, known_text
from tfdr.evaluate.functions import elements
from tfdr.evaluate.modules import Module
from tfdr.hcl import expressions

TAKERS: Final = {
    "aws_db_instance": "vpc_security_group_ids",
    "aws_db_proxy": "vpc_security_group_ids",
    "aws_db_proxy_endpoint": "vpc_security_group_ids",
    "aws_ecs_service": "network_configuration.security_groups",
    "aws_elasticache_replication_group": "security_group_ids",
    "aws_instance": "vpc_security_group_ids",
    "aws_lambda_function": "vpc_config.security_group_ids",
    "aws_launch_template": "vpc_security_group_ids",
    "aws_rds_cluster": "vpc_security_group_ids",
}
"""Types that run in a network, with the attribute that takes groups."""

_GROUP: Final = "aws_security_group"
_RULE: Final = "aws_security_group_rule"


@dataclass(frozen=True, slots=True)
class Ingress:
    """What one rule lets in, or out.

    Attributes:
        body: where it is written: a resource of its own, or a block of the group.
        group: the group that it belongs to; None where that is not known.
        ranges: the IPv4 and IPv6 ranges; a `Rest` among them where there may be more.
        at: the attribute that names the ranges.
        by_group: whether it names a group, or itself, as the other side.
    """

    body: Body
    group: Resource | None
    ranges: list[Value]
    at: str
    by_group: Truth
    protocol: str | None
    first: float | None
    last: float | None

    def is_port(self, port: float) -> Truth:
        """Whether it lets in this port, and no other."""
        if self.protocol == "-1":
            return False
        if self.first is None or self.last is None:
            return None
        return self.first == port and self.last == port

    @property
    def ports(self) -> str:
        """The ports for a message."""
        if self.protocol == "-1":
            return "all ports"
        if self.first is None or self.last is None:
            return "some ports"
        return f"port {self.first}" if self.first == self.last else f"{self.first} to {self.last}"


def ingress(system: System) -> Iterator[Ingress]:
    """All that any rule lets in."""
    return _rules(system, "ingress")


def egress(system: System) -> Iterator[Ingress]:
    """All that any rule lets out."""
    return _rules(system, "egress")


def _rules(system: System, direction: str) -> Iterator[Ingress]:
    for group in system.resources(_GROUP, "aws_default_security_group"):
        for block in group.blocks(direction):
            ranges = [*block.elements("cidr_blocks"), *block.elements("ipv6_cidr_blocks")]
            at = "cidr_blocks" if block.get("cidr_blocks") is not None else "ipv6_cidr_blocks"
            yield _made(block, group, ranges, at, ("security_groups", "self"), "protocol")
    for rule in system.resources(_RULE):
        if rule.equals("type", direction) is not False:
            ranges = [*rule.elements("cidr_blocks"), *rule.elements("ipv6_cidr_blocks")]
            at = "cidr_blocks" if rule.get("cidr_blocks") is not None else "ipv6_cidr_blocks"
            group_ = rule.target("security_group_id")
            yield _made(rule, group_, ranges, at, ("source_security_group_id", "self"), "protocol")
    for rule in system.resources(f"aws_vpc_security_group_{direction}_rule"):
        ranges = [each for name in _RANGES for each in elements([rule.get(name)]) if each]
        at = "cidr_ipv4" if rule.get("cidr_ipv4") is not None else "cidr_ipv6"
        group_ = rule.target("security_group_id")
        yield _made(rule, group_, ranges, at, ("referenced_security_group_id",), "ip_protocol")


_RANGES: Final = ("cidr_ipv4", "cidr_ipv6")


def _made(
    body: Body,
    group: Resource | None,
    ranges: list[Value],
    at: str,
    sources: tuple[str, ...],
    protocol: str,
) -> Ingress:
    named = [body.has(each) if each != "self" else body.is_true(each) for each in sources]
    by_group: Truth = True if True in named else None if None in named else False
    return Ingress(
        body,
        group if group is not None and group.type.endswith("security_group") else None,
        ranges,
        at,
        by_group,
        _protocol(body.text(protocol)),
        body.number("from_port"),
        body.number("to_port"),
    )


def _protocol(text: str | None) -> str | None:
    return "-1" if text is not None and text.lower() in ("-1", "all") else text


def is_world(value: Value) -> Truth:
    """Whether a range is all addresses there are, or half of them."""
    text = known_text(value)
    if text is None or isinstance(value, Rest):
        return None
    network = _network(text)
    return network is not None and network.prefixlen <= 1


def is_private(value: Value) -> Truth:
    """Whether a range is one of a private network."""
    text = known_text(value)
    if text is None or isinstance(value, Rest):
        return None
    network = _network(text)
    if network is None or network.prefixlen == 0:
        return False
    if isinstance(network, ipaddress.IPv6Network):
        return network.subnet_of(_LOCAL)
    return any(network.subnet_of(each) for each in _PRIVATE)


_LOCAL: Final = ipaddress.IPv6Network("fc00::/7")
_PRIVATE: Final = tuple(
    map(ipaddress.IPv4Network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"))
)


def _network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None


def is_subnet(body: Body, at: str) -> bool:
    """Whether a range is certainly a part of another one, as `cidrsubnet` makes them."""
    owner = body.owner
    expression = owner.expression(at) if body is owner else None
    return expression is not None and _is_subnet(expression, owner.module, owner.block, 10)


def _is_subnet(
    expression: hcl.Expression, module: Module, block: hcl.Block | None, depth: int
) -> bool:
    if depth == 0:
        return False
    if isinstance(expression, expressions.Call):
        return expression.name in ("cidrsubnet", "cidrsubnets")
    if isinstance(expression, expressions.For):
        return _is_subnet(expression.each, module, block, depth - 1)
    names = next(iter(expression.references), expressions.Reference((), 0)).names
    if expression.text == "each.value" and block is not None:
        repeated = block.expression("for_each")
        return repeated is not None and _is_subnet(repeated, module, None, depth - 1)
    if len(names) == 2 and names[0] == "local" and expression.text == ".".join(names):
        for locals_ in module.source.of_kind("locals"):
            inside = locals_.expression(names[1])
            if inside is not None:
                return _is_subnet(inside, module, None, depth - 1)
    return False
