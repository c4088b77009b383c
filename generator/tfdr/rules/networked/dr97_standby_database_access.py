"""DR97: The database of a standby lets in what runs beside it."""

from collections.abc import Iterator
from typing import Final

from tfdr.aws.counterparts import in_primary, in_standbys
from tfdr.aws.security_groups import Ingress, ingress
from tfdr.evaluate import Resource, System, Truth, all_of, any_of, negate, same
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR, tells_doubt=False)

_DATABASES: Final = ("aws_db_instance", "aws_docdb_cluster", "aws_rds_cluster")


def check(system: System) -> Iterator[Verdict]:
    """Each security group of a standby's database whose sources are all known."""
    networks = in_primary(system, "aws_vpc")
    if not networks:
        return
    rules = list(ingress(system))
    groups = {
        group: None
        for database in in_standbys(system, *_DATABASES)
        for group in database.targets("vpc_security_group_ids")
        if not group.is_data
    }
    for group in groups:
        found = [each for each in rules if each.group is group]
        if found and None not in [each.group for each in rules]:
            lost = all_of(*(_is_lost(each, networks) for each in found))
            message = f"lets in the network of {networks[0].region} only, which is lost with it"
            unknown = (why for each in found for why in each.body.unknowns(each.at))
            yield judge(group, negate(lost), message, unknown=unknown)


def _is_lost(rule: Ingress, networks: list[Resource]) -> Truth:
    """Whether it lets in ranges of the primary's networks and nothing else."""
    if rule.by_group is not False:
        return None if rule.by_group is None else False
    return all_of(*(_is_of(each, networks) for each in rule.ranges)) if rule.ranges else False


def _is_of(value: object, networks: list[Resource]) -> Truth:
    return any_of(*(same(value, each.get("cidr_block")) for each in networks))  # type: ignore[arg-type]
