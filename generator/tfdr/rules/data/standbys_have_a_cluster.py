"""DR21: a global database has a cluster in every region that is to take over."""

from collections.abc import Iterator

from tfdr.evaluate import Links, Region, System, Truth, all_of, any_of
from tfdr.rules import ERROR, Rule, Verdict, judge
from tfdr.rules.data._databases import members
from tfdr.rules.regions import is_there, serving_regions, unless_elsewhere

RULE = Rule(
    id="DR21",
    title="A global database has a cluster in every region that is to take over",
    severity=ERROR,
    why="A standby without a cluster has no data of its own: to take over it would first need a "
    "new cluster and a copy of everything, from a region that may not answer.",
    fix="Add an aws_rds_cluster with the same global_cluster_identifier, and an instance, in each "
    "standby region.",
    source="https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-global-database.html",
    fails="""\
provider "aws" {
  alias  = "primary"
  region = "eu-west-1"
}

provider "aws" {
  alias  = "dr"
  region = "eu-central-1"
}

resource "aws_rds_global_cluster" "orders" {
  provider                  = aws.primary
  global_cluster_identifier = "orders"
  engine                    = "aurora-postgresql"
}

resource "aws_rds_cluster" "primary" {
  provider                  = aws.primary
  engine                    = "aurora-postgresql"
  global_cluster_identifier = aws_rds_global_cluster.orders.id
}

resource "aws_vpc" "dr" {
  provider   = aws.dr
  cidr_block = "10.1.0.0/16"
}
""",
    passes="""\
provider "aws" {
  alias  = "primary"
  region = "eu-west-1"
}

provider "aws" {
  alias  = "dr"
  region = "eu-central-1"
}

resource "aws_rds_global_cluster" "orders" {
  provider                  = aws.primary
  global_cluster_identifier = "orders"
  engine                    = "aurora-postgresql"
}

resource "aws_rds_cluster" "primary" {
  provider                  = aws.primary
  engine                    = "aurora-postgresql"
  global_cluster_identifier = aws_rds_global_cluster.orders.id
}

resource "aws_vpc" "dr" {
  provider   = aws.dr
  cidr_block = "10.1.0.0/16"
}

resource "aws_rds_cluster" "dr" {
  provider                  = aws.dr
  engine                    = "aurora-postgresql"
  global_cluster_identifier = aws_rds_global_cluster.orders.id
}
""",
)


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
