"""DAT01C: the instances of a global database are of a class for memory."""

from collections.abc import Iterator
from typing import Final

from tfdr.evaluate import System
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)

_FOR_MEMORY: Final = ("db.r", "db.x", "db.serverless")


def check(system: System) -> Iterator[Verdict]:
    """Each instance of a cluster that is a member of a global database, or may be."""
    for instance in system.resources("aws_rds_cluster_instance"):
        cluster = instance.target("cluster_identifier")
        if cluster is None or not cluster.has("global_cluster_identifier"):
            continue
        named = instance.text("instance_class")
        holds = None if named is None else named.startswith(_FOR_MEMORY)
        message = f"is of the class {named}, which no global database takes"
        unknown = instance.unknowns("instance_class")
        yield judge(instance, holds, message, "instance_class", unknown=unknown)
