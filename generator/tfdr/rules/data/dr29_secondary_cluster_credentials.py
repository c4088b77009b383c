"""DR29: see dr29_secondary_cluster_credentials.md."""

from collections.abc import Iterator
from typing import Final

from tfdr.aws.databases import is_secondary, members
from tfdr.evaluate import Resource, System, Truth, negate
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)

_FROM_THE_PRIMARY: Final = (
    "master_username",
    "master_password",
    "master_password_wo",
    "snapshot_identifier",
    "restore_to_point_in_time",
    "s3_import",
)
_MANAGED: Final = "manage_master_user_password"


def check(system: System) -> Iterator[Verdict]:
    """Each member of a global database."""
    for whole in system.resources("aws_rds_global_cluster"):
        source = whole.target("source_db_cluster_identifier")
        for cluster in members(system, whole):
            message = "lets RDS manage its password, which a global database cannot"
            yield judge(cluster, negate(cluster.is_true(_MANAGED)), message, _MANAGED)
            secondary = is_secondary(system, cluster)
            if secondary is not False and cluster is not source:
                yield from (_without(cluster, name, secondary) for name in _FROM_THE_PRIMARY)


def _without(cluster: Resource, name: str, secondary: Truth) -> Verdict:
    is_set = cluster.has(name)
    holds = None if is_set and secondary is None else negate(is_set)
    message = f"is a secondary, and sets {name}"
    unknown = () if secondary else (f"the region of the provider {cluster.region.role}",)
    return judge(cluster, holds, message, name, unknown=unknown)
