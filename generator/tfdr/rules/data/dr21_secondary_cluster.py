"""DR21: a global database has a cluster in every standby region."""

from collections.abc import Iterator

from tfdr.aws.databases import members
from tfdr.aws.regions import serving_regions
from tfdr.evaluate import Links, Region, System, Truth, all_of, any_of
from tfdr.evaluate.presence import is_there, unless_elsewhere
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)


def check(system: System) -> Iterator[Verdict]:
    """Each global database, against each region that serves."""
    regions = serving_regions(system)
    for whole in system.resources("aws_rds_global_cluster"):
        found = members(system, whole)
        why = (*found.why, *system.not_followed)
        if len(regions) < 2:
            alone = None if len(system.project.roots) > 1 else unless_elsewhere(system, False)
            yield judge(whole, alone, "has clusters in one region only", unknown=why)
        for region in regions if len(regions) > 1 else ():
            there = unless_elsewhere(system, _reaches(found, region))
            yield judge(whole, there, f"has no cluster in {region}", unknown=why)


def _reaches(found: Links, region: Region) -> Truth:
    sure = [all_of(each.region.is_same(region), is_there(each)) for each in found]
    maybe = [all_of(each.region.is_same(region), None) for each in found.maybe]
    return any_of(*sure, *maybe)
