"""DR23: each cluster of a global database has an instance."""

from collections.abc import Iterator

from tfdr.aws.databases import instances, members
from tfdr.evaluate import System, any_of
from tfdr.evaluate.presence import is_there, unless_elsewhere
from tfdr.evaluate.unseen import DATABASE, unseen
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)


def check(system: System) -> Iterator[Verdict]:
    """Each member of each global database, by the instances that are in it."""
    for whole in system.resources("aws_rds_global_cluster"):
        for cluster in members(system, whole):
            found = instances(system, cluster)
            there = any_of(*map(is_there, found), *(None for _ in found.maybe))
            why = (
                *(source for each in found for source in each.unknowns("count", "for_each")),
                *found.why,
                *unseen(system, DATABASE),
            )
            message = "has no instance: it could not take over within minutes"
            yield judge(cluster, unless_elsewhere(system, there, DATABASE), message, unknown=why)
