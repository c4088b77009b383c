"""NET01C: each route table is associated with a subnet, and each gateway has a route to it."""

from collections.abc import Iterator
from typing import Final

from tfdr.evaluate import Resource, System, any_of
from tfdr.evaluate.presence import behind, unless_elsewhere
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR, tells_doubt=False)

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
