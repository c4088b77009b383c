"""OBS02A: an alarm tells when a global database falls behind the recovery point objective."""

from collections.abc import Iterator

from tfdr.evaluate import Resource, System, Truth
from tfdr.rules import ERROR, Rule, Verdict, judge
from tfdr.rules.objectives import minutes
from tfdr.rules.watching import alarms_on, judge_watched

RULE = Rule(
    id="OBS02A",
    title="An alarm watches the lag of each secondary cluster, and goes off within the recovery "
    "point objective",
    severity=ERROR,
    why="How much a failover loses is how far the secondary is behind. Nobody sees it grow "
    "unless an alarm says so, and one with a threshold beyond the objective says so too late.",
    fix="Add an alarm on AWS/RDS AuroraGlobalDBRPOLag of the secondary, in its own region, with "
    "the recovery point objective in milliseconds as threshold.",
    source="https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-global-database-monitoring.html",
    fails="""\
provider "aws" {
  alias  = "primary"
  region = "eu-west-1"
}

provider "aws" {
  alias  = "dr"
  region = "eu-central-1"
}

resource "aws_rds_cluster" "primary" {
  provider                  = aws.primary
  cluster_identifier        = "orders-primary"
  global_cluster_identifier = "orders"
  master_username           = "dbadmin"
}

resource "aws_rds_cluster" "dr" {
  provider                  = aws.dr
  cluster_identifier        = "orders-dr"
  global_cluster_identifier = "orders"
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

resource "aws_rds_cluster" "primary" {
  provider                  = aws.primary
  cluster_identifier        = "orders-primary"
  global_cluster_identifier = "orders"
  master_username           = "dbadmin"
}

resource "aws_rds_cluster" "dr" {
  provider                  = aws.dr
  cluster_identifier        = "orders-dr"
  global_cluster_identifier = "orders"
}

resource "aws_cloudwatch_metric_alarm" "lag" {
  provider            = aws.dr
  alarm_name          = "orders-lag"
  namespace           = "AWS/RDS"
  metric_name         = "AuroraGlobalDBRPOLag"
  dimensions          = { DBClusterIdentifier = aws_rds_cluster.dr.cluster_identifier }
  statistic           = "Maximum"
  period              = 60
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = 60000
}
""",
)

_LAG = frozenset(
    {"AuroraGlobalDBRPOLag", "AuroraGlobalDBReplicationLag", "AuroraGlobalDBProgressLag"}
)
_NAMES = {"DBClusterIdentifier": ("cluster_identifier", "id")}


def check(system: System) -> Iterator[Verdict]:
    """Each secondary, and the threshold of each alarm on one."""
    objective = minutes(system, "RPO")
    for cluster in system.resources("aws_rds_cluster"):
        if not cluster.has("global_cluster_identifier") or _is_writer(system, cluster):
            continue
        alarms = alarms_on(system, cluster, "AWS/RDS", _LAG, _NAMES)
        message = "no alarm in its region watches how far it is behind"
        yield judge_watched(system, cluster, alarms, message)
        for alarm in alarms if objective is not None else ():
            if not alarm.blocks("metric_query"):
                yield _in_time(alarm, objective or 0)


def _is_writer(system: System, cluster: Resource) -> Truth:
    """Whether it is the one that is written to at first, which is behind nobody."""
    named = cluster.has("master_username") or cluster.has("database_name")
    primary = system.primary
    return named or bool(
        primary and system.is_multi_region and cluster.region.is_same(primary) is True
    )


def _in_time(alarm: Resource, objective: float) -> Verdict:
    threshold, most = alarm.number("threshold"), objective * 60_000
    holds: Truth = None if threshold is None else threshold <= most
    message = (
        f"goes off at {threshold or 0:g} ms, beyond the recovery point objective of "
        f"{objective:g} minutes"
    )
    return judge(alarm, holds, message, "threshold")
