"""NET01C: route tables have subnets, and routes lead to the gateways that are there."""

from collections.abc import Iterator
from typing import Final

from tfdr.evaluate import Resource, System, any_of
from tfdr.rules import ERROR, Rule, Verdict, judge
from tfdr.rules.regions import behind, unless_elsewhere

_CODE: Final = """\
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "public" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.0.0/24"
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route" "internet" {
  route_table_id         = aws_route_table.public.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.main.id
}
"""

RULE = Rule(
    id="NET01C",
    title="Each route table belongs to a subnet, and a route leads to each gateway",
    severity=ERROR,
    why="A subnet without a table of its own has the network's main one, in which nothing leads "
    "out. What runs there starts, and hangs at its first call: in a standby on the day that it "
    "has to serve.",
    fix="Add the aws_route_table_association, or the aws_route to the gateway.",
    source="https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html",
    fails=_CODE,
    passes=_CODE
    + """
resource "aws_route_table_association" "public" {
  subnet_id      = aws_subnet.public.id
  route_table_id = aws_route_table.public.id
}
""",
)

_TABLES: Final = ("aws_route_table", "aws_default_route_table")
_GATEWAYS: Final = {
    "aws_internet_gateway": "gateway_id",
    "aws_nat_gateway": "nat_gateway_id",
}
_USERS: Final = ("aws_route_table_association", "aws_main_route_table_association")


def check(system: System) -> Iterator[Verdict]:
    """Each route table, and each gateway."""
    for table in system.resources("aws_route_table"):
        used = [_is_behind(system, type_, "route_table_id", table) for type_ in _USERS]
        found = unless_elsewhere(system, any_of(*used))
        yield judge(table, found, "no subnet is associated with it", unknown=system.not_followed)
    for type_, attribute in _GATEWAYS.items():
        for gateway in system.resources(type_):
            led = [
                _is_behind(system, "aws_route", attribute, gateway),
                *(system.links(gateway, each, f"route.{attribute}").exist for each in _TABLES),
            ]
            found = unless_elsewhere(system, any_of(*led))
            yield judge(gateway, found, "no route leads to it", unknown=system.not_followed)


def _is_behind(system: System, type_: str, attribute: str, target: Resource) -> bool | None:
    """Whether something of a type leads to a resource, or to it among those that repeat."""
    found = system.links(target, type_, attribute).exist
    if found is True:
        return True
    repeated = any(
        target in behind(each, attribute, target.type) for each in system.resources(type_)
    )
    return repeated or found
