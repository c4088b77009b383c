"""DR22: a plan after a failover or an upgrade leaves the members of a global database alone."""

from collections.abc import Iterator

from tfdr.evaluate import System, Truth
from tfdr.rules import ERROR, Rule, Verdict, judge
from tfdr.rules.data._databases import instances, is_ignored, members

RULE = Rule(
    id="DR22",
    title="Clusters of a global database ignore what a failover and an upgrade change",
    severity=ERROR,
    why="A failover swaps which cluster replicates from which. A plan that does not ignore that "
    "wants to take it back, which detaches the cluster and makes it one of its own; one that sets "
    "engine_version upgrades members one by one, out of step with the global cluster.",
    fix="Add lifecycle { ignore_changes = [engine_version, replication_source_identifier] }, and "
    "upgrade the global cluster, which upgrades its members.",
    source="https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/rds_global_cluster",
    fails="""\
resource "aws_rds_global_cluster" "orders" {
  global_cluster_identifier = "orders"
  engine                    = "aurora-postgresql"
  engine_version            = "17.7"
}

resource "aws_rds_cluster" "primary" {
  engine                    = "aurora-postgresql"
  engine_version            = "17.7"
  global_cluster_identifier = aws_rds_global_cluster.orders.id
}
""",
    passes="""\
resource "aws_rds_global_cluster" "orders" {
  global_cluster_identifier = "orders"
  engine                    = "aurora-postgresql"
  engine_version            = "17.7"
}

resource "aws_rds_cluster" "primary" {
  engine                    = "aurora-postgresql"
  engine_version            = "17.7"
  global_cluster_identifier = aws_rds_global_cluster.orders.id

  lifecycle {
    ignore_changes = [engine_version, replication_source_identifier]
  }
}
""",
)


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
        holds = is_ignored(cluster, "replication_source_identifier") or unless
        unknown = cluster.unknowns("global_cluster_identifier")
        message = "a plan after a failover would undo it: replication_source_identifier counts"
        yield judge(cluster, holds, message, unknown=unknown)
        if cluster.has("engine_version") is not False:
            holds = is_ignored(cluster, "engine_version") or unless
            message = "a plan would upgrade it by itself, out of step with the global cluster"
            yield judge(cluster, holds, message, "engine_version", unknown=unknown)
        for instance in instances(system, cluster) if is_member else ():
            if instance.has("engine_version") is not False:
                holds = is_ignored(instance, "engine_version")
                yield judge(instance, holds, message, "engine_version")
