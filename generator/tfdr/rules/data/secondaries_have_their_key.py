"""DAT02: a secondary cluster is encrypted with a key of its own region."""

from collections.abc import Iterator

from tfdr.evaluate import Resource, System, Truth
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(
    id="DAT02",
    title="Each cluster of a global database is encrypted with a key of its own region",
    severity=ERROR,
    why="A secondary in another region cannot use the primary's key: without one of its own it is "
    "not made at all, or depends on a region that may be gone.",
    fix="Set storage_encrypted = true and kms_key_id to a key that is made with the same provider.",
    source="https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-global-database-getting-started.html",
    fails="""\
provider "aws" {
  alias  = "dr"
  region = "eu-central-1"
}

resource "aws_rds_cluster" "dr" {
  provider = aws.dr

  engine                    = "aurora-postgresql"
  global_cluster_identifier = "orders"
}
""",
    passes="""\
provider "aws" {
  alias  = "dr"
  region = "eu-central-1"
}

resource "aws_kms_key" "dr" {
  provider = aws.dr
}

resource "aws_rds_cluster" "dr" {
  provider = aws.dr

  engine                    = "aurora-postgresql"
  global_cluster_identifier = "orders"
  storage_encrypted         = true
  kms_key_id                = aws_kms_key.dr.arn
}
""",
)


def check(system: System) -> Iterator[Verdict]:
    """Each cluster that is a member of a global one."""
    for cluster in system.resources("aws_rds_cluster"):
        if cluster.has("global_cluster_identifier") is not False:
            message = "does not say that its storage is encrypted"
            yield judge(cluster, cluster.is_true("storage_encrypted"), message, "storage_encrypted")
            message = "has no key, or one of another region"
            yield judge(cluster, _has_own_key(cluster), message, "kms_key_id")
    for whole in system.resources("aws_rds_global_cluster"):
        if whole.has("source_db_cluster_identifier") is False:  # else it is as that one is
            message = "does not say that its storage is encrypted"
            yield judge(whole, whole.is_true("storage_encrypted"), message, "storage_encrypted")


def _has_own_key(cluster: Resource) -> Truth:
    if not cluster.has("kms_key_id"):
        return cluster.has("kms_key_id")
    key = cluster.target("kms_key_id")
    if key is None:  # an ARN as text, or one that is not known
        return _is_arn_of(cluster.text("kms_key_id"), cluster.region.code)
    return key.region.is_same(cluster.region)


def _is_arn_of(arn: str | None, region: str) -> Truth:
    parts = arn.split(":") if arn else []
    return parts[3] == region if len(parts) > 5 and region else None
