"""DR25: the clusters of a global database have the same parameters."""

from collections.abc import Iterator

from tfdr.evaluate import (
    Fields,
    Resource,
    System,
    Truth,
    Unknown,
    Value,
    all_of,
    known_text,
    same,
)
from tfdr.rules import WARNING, Rule, Verdict, judge
from tfdr.rules.data._databases import is_secondary, members

RULE = Rule(
    id="DR25",
    title="The clusters of a global database have the same parameters",
    severity=WARNING,
    why="Parameter groups do not replicate. After a failover the database would have other limits, "
    "other logs, or accept connections without TLS, and nobody would know why.",
    fix="Make the parameter group of each region from one module, or with the same parameters.",
    source="https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-global-database-disaster-recovery.html",
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
}

resource "aws_rds_cluster_parameter_group" "primary" {
  provider = aws.primary
  family   = "aurora-postgresql17"

  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }
}

resource "aws_rds_cluster" "primary" {
  provider                        = aws.primary
  global_cluster_identifier       = aws_rds_global_cluster.orders.id
  db_cluster_parameter_group_name = aws_rds_cluster_parameter_group.primary.name
}

resource "aws_rds_cluster" "dr" {
  provider                  = aws.dr
  global_cluster_identifier = aws_rds_global_cluster.orders.id
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
}

resource "aws_rds_cluster_parameter_group" "primary" {
  provider = aws.primary
  family   = "aurora-postgresql17"

  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }
}

resource "aws_rds_cluster" "primary" {
  provider                        = aws.primary
  global_cluster_identifier       = aws_rds_global_cluster.orders.id
  db_cluster_parameter_group_name = aws_rds_cluster_parameter_group.primary.name
}

resource "aws_rds_cluster_parameter_group" "dr" {
  provider = aws.dr
  family   = "aurora-postgresql17"

  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }
}

resource "aws_rds_cluster" "dr" {
  provider                        = aws.dr
  global_cluster_identifier       = aws_rds_global_cluster.orders.id
  db_cluster_parameter_group_name = aws_rds_cluster_parameter_group.dr.name
}
""",
)

_GROUP = "db_cluster_parameter_group_name"


def check(system: System) -> Iterator[Verdict]:
    """Each secondary, against the cluster in the primary region."""
    for whole in system.resources("aws_rds_global_cluster"):
        clusters = members(system, whole).sure
        writers = [each for each in clusters if is_secondary(system, each) is False]
        for cluster in clusters:
            for writer in writers[:1]:
                if cluster is not writer:
                    yield _against(cluster, writer)


def _against(cluster: Resource, writer: Resource) -> Verdict:
    here, there = _parameters(writer), _parameters(cluster)
    if isinstance(here, Fields) and isinstance(there, Fields):
        holds = all_of(same(here, there), _same_family(cluster, writer))
        other = sorted(
            name for name in {*here, *there} if same(here.get(name), there.get(name)) is False
        )
        message = f"has other parameters than {writer.address}: {', '.join(other) or 'family'}"
        unknown = [
            f"{each.address}.parameter" for each in (writer, cluster) if same(here, there) is None
        ]
    else:
        holds = same(cluster.get(_GROUP), writer.get(_GROUP)) if here is there is None else None
        message = f"may have other parameters than {writer.address}"
        unknown = [f"{each.address}.{_GROUP}" for each in (writer, cluster)]
    return judge(cluster, holds, message, _GROUP, unknown=unknown)


def _same_family(cluster: Resource, writer: Resource) -> Truth:
    one, other = cluster.target(_GROUP), writer.target(_GROUP)
    if one is None or other is None:
        return True
    # Two that are not known come from two questions to AWS; an engine's version has one family.
    return same(one.get("family"), other.get("family")) is not False


def _parameters(cluster: Resource) -> Fields | None:
    """The parameters of its group, by name; those of AWS's own group are none at all."""
    group = cluster.target(_GROUP)
    named = cluster.text(_GROUP)
    if cluster.has(_GROUP) is False or (named or "").startswith("default."):
        return Fields()
    if group is None or group.is_data:
        return None
    found: dict[str, Value] = {}
    rest: Unknown | None = None
    for parameter in group.blocks("parameter"):
        name = parameter.text("name")
        if parameter.maybe or name is None:
            rest = Unknown(*parameter.why, *parameter.unknowns("name"))
        else:
            value = parameter.get("value")
            found[name] = known_text(value) or value
    return Fields(found, rest)
