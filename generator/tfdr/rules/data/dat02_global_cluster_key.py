"""DAT02: each cluster of a global database is encrypted with a key of its own region."""

from collections.abc import Iterator

from tfdr.aws.keys import is_key_in
from tfdr.evaluate import System
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)

_UNSAID = "does not say that its storage is encrypted"


def check(system: System) -> Iterator[Verdict]:
    """Each cluster that is a member of a global one."""
    for cluster in system.resources("aws_rds_cluster"):
        if cluster.has("global_cluster_identifier") is not False:
            encrypted = cluster.is_true("storage_encrypted")
            yield judge(cluster, encrypted, _UNSAID, "storage_encrypted", is_recovery=False)
            message = "has no key, or one of another region"
            own = is_key_in(system, cluster, "kms_key_id", cluster.region)
            # AWS's own key does for a primary; a secondary needs one of its region.
            is_primary = system.primary is not None and cluster.region.is_same(system.primary)
            needs = encrypted is not False and not is_primary
            yield judge(cluster, own, message, "kms_key_id", is_recovery=needs)
    for whole in system.resources("aws_rds_global_cluster"):
        if whole.has("source_db_cluster_identifier") is False:  # else it is as that one is
            encrypted = whole.is_true("storage_encrypted")
            yield judge(whole, encrypted, _UNSAID, "storage_encrypted", is_recovery=False)
