"""DR23: each cluster of a global database has an instance."""

from collections.abc import Iterator

from tfdr.evaluate import System, any_of
from tfdr.rules import ERROR, Rule, Verdict, judge
from tfdr.rules.data._databases import instances, members
from tfdr.rules.regions import is_there, unless_elsewhere

RULE = Rule(
    id="DR23",
    title="Each cluster of a global database has an instance",
    severity=ERROR,
    why="A cluster without instances keeps the data but answers nobody. Before it can take over "
    "an instance has to be made, which takes many minutes on a good day, and in an outage competes "
    "with everyone else who wants one in that region.",
    fix="Add at least one aws_rds_cluster_instance for the cluster, in each region.",
    source="https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-global-database-disaster-recovery.html",
    fails="""\
resource "aws_rds_global_cluster" "orders" {
  global_cluster_identifier = "orders"
}

resource "aws_rds_cluster" "dr" {
  engine                    = "aurora-postgresql"
  global_cluster_identifier = aws_rds_global_cluster.orders.id
}
""",
    passes="""\
resource "aws_rds_global_cluster" "orders" {
  global_cluster_identifier = "orders"
}

resource "aws_rds_cluster" "dr" {
  engine                    = "aurora-postgresql"
  global_cluster_identifier = aws_rds_global_cluster.orders.id
}

resource "aws_rds_cluster_instance" "dr" {
  cluster_identifier = aws_rds_cluster.dr.id
  engine             = aws_rds_cluster.dr.engine
  instance_class     = "db.r6g.large"
}
""",
)


def check(system: System) -> Iterator[Verdict]:
    """Each member of each global database, by the instances that are in it."""
    for whole in system.resources("aws_rds_global_cluster"):
        for cluster in members(system, whole):
            found = instances(system, cluster)
            there = any_of(*map(is_there, found), *(None for _ in found.maybe))
            why = (
                *(source for each in found for source in each.unknowns("count", "for_each")),
                *found.why,
                *system.not_followed,
            )
            message = "has no instance: it could not take over within minutes"
            yield judge(cluster, unless_elsewhere(system, there), message, unknown=why)
