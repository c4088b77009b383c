"""DR22: clusters of a global database ignore what a failover or an engine upgrade changes."""

from collections.abc import Iterator

from tfdr.aws.databases import instances, members
from tfdr.evaluate import System, Truth
from tfdr.evaluate.lifecycle import ignored
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)


def check(system: System) -> Iterator[Verdict]:
    """Each cluster that is a member of a global one, and those that may be."""
    sure = {
        cluster: None
        for whole in system.resources("aws_rds_global_cluster")
        for cluster in members(system, whole)
    }
    for cluster in system.resources("aws_rds_cluster"):
        is_member = True if cluster in sure else cluster.has("global_cluster_identifier")
        if is_member is False:
            continue
        unless: Truth = False if is_member else None
        holds = ignored(cluster, "replication_source_identifier") or unless
        unknown = cluster.unknowns("global_cluster_identifier")
        message = "a plan after a failover would undo it: replication_source_identifier counts"
        yield judge(cluster, holds, message, unknown=unknown)
        if cluster.has("engine_version") is not False:
            holds = ignored(cluster, "engine_version") or unless
            message = "a plan would upgrade it by itself, out of step with the global cluster"
            yield judge(
                cluster, holds, message, "engine_version", unknown=unknown, is_recovery=False
            )
        for instance in instances(system, cluster) if is_member else ():
            if instance.has("engine_version") is not False:
                holds = ignored(instance, "engine_version")
                yield judge(instance, holds, message, "engine_version", is_recovery=False)
