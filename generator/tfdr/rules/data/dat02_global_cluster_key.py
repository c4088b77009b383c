"""DAT02: each cluster of a global database is encrypted with a key of its own region."""

from collections.abc import Iterator

from tfdr.aws.keys import is_key_in
from tfdr.evaluate import System
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)


def check(system: System) -> Iterator[Verdict]:
    """Each cluster that is a member of a global one."""
    for cluster in system.resources("aws_rds_cluster"):
        if cluster.has("global_cluster_identifier") is not False:
            message = "does not say that its storage is encrypted"
            yield judge(cluster, cluster.is_true("storage_encrypted"), message, "storage_encrypted")
            message = "has no key, or one of another region"
            own = is_key_in(system, cluster, "kms_key_id", cluster.region)
            yield judge(cluster, own, message, "kms_key_id")
    for whole in system.resources("aws_rds_global_cluster"):
        if whole.has("source_db_cluster_identifier") is False:  # else it is as that one is
            message = "does not say that its storage is encrypted"
            yield judge(whole, whole.is_true("storage_encrypted"), message, "storage_encrypted")
