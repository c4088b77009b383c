"""DAT02: a secondary cluster is encrypted with a key of its own region."""

from collections.abc import Iterator

from tfdr.evaluate import Resource, System, Truth
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)


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
