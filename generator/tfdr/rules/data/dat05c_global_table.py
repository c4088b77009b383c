"""DAT05C: every table has a replica in each other serving region."""

from collections.abc import Iterator

from tfdr.aws.regions import is_beside, serving_regions
from tfdr.aws.tables import replicas
from tfdr.evaluate import Region, Resource, System, Truth, all_of, any_of, same
from tfdr.evaluate.locks import holds_locks
from tfdr.evaluate.presence import is_there, unless_elsewhere
from tfdr.evaluate.unseen import DATABASE, unseen
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)


def check(system: System) -> Iterator[Verdict]:
    """Each table, for each other region that serves, where there are several."""
    regions = serving_regions(system)
    if len(regions) < 2:
        return
    tables = system.resources("aws_dynamodb_table")
    for table in tables:
        if holds_locks(table) or is_beside(table.region, regions):
            continue
        alike = [each for each in tables if each is not table and _is_twin(each, table)]
        for region in regions:
            if table.region.is_same(region) is not True:
                yield _judged(system, table, region, alike)


def _is_twin(one: Resource, other: Resource) -> bool:
    """Whether two tables are one thing that each region has for itself."""
    return same(one.get("name"), other.get("name")) is True and (
        one.region.is_same(other.region) is not True
    )


def _judged(system: System, table: Resource, region: Region, alike: list[Resource]) -> Verdict:
    found: list[Truth] = [each.region.is_same(region) for each in alike]
    unknown = [*unseen(system, DATABASE)]
    if table.region.is_same(region) is None:
        found.append(None)
        unknown.append(f"the region of the provider {table.region.role}")
    for replica in table.blocks("replica"):
        there = region.is_code(replica.get("region_name"))
        found.append(None if replica.maybe else there)
        unknown += (*replica.why, *replica.unknowns("region_name"))
    links = replicas(system, table)
    found += [all_of(each.region.is_same(region), is_there(each)) for each in links]
    found += [all_of(each.region.is_same(region), None) for each in links.maybe]
    unknown += links.why
    for whole in system.resources("aws_dynamodb_global_table"):
        if same(whole.get("name"), table.get("name")) is not False:
            names = [each.get("region_name") for each in whole.blocks("replica")]
            found += [region.is_code(name) for name in names]
    message = f"has no replica in {region}"
    holds = unless_elsewhere(system, any_of(*found), DATABASE)
    return judge(table, holds, message, unknown=unknown)
