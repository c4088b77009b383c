"""RDS: what passwords clusters have, and whether proxies can sign in with theirs.

moto 5.2.5 keeps a password where it was set, calls every target of a proxy available, lists no
instances behind a cluster, and knows no pending maintenance. Here the members of a global cluster
have the password of the one that writes, and a proxy signs in with what its secret holds in its
region.
"""

from typing import Any

from moto.core.responses import ActionResult
from moto.rds.models import DBCluster, RDSBackend
from moto.rds.responses import RDSResponse

from tfdr.emulator.extensions.rds_proxy import proxy_of
from tfdr.emulator.extensions.teach import Original, adds, replaces, teaches
from tfdr.emulator.inside.global_databases import global_clusters, is_well, settle_all
from tfdr.emulator.inside.proxies import password_of, targets


@teaches(RDSBackend)
class Passwords:
    """Passwords of clusters, which members of a global one share."""

    @replaces
    def create_db_cluster(self: Any, original: Original, kwargs: Any) -> DBCluster:
        cluster: DBCluster = original(kwargs)
        for globe in global_clusters():
            if cluster in globe.members and not cluster.is_writer:
                writer = next(member for member in globe.members if member.is_writer)
                vars(cluster)["_master_user_password"] = password_of(writer)
        return cluster

    @replaces
    def modify_db_cluster(self: Any, original: Original, kwargs: dict[str, Any]) -> DBCluster:
        password = kwargs.get("master_user_password")
        answer: DBCluster = original(kwargs)
        if password:
            _spread(self.clusters[answer.db_cluster_identifier], password)
        return answer


@teaches(RDSResponse)
class Targets:
    """Targets of proxies, and what maintenance waits."""

    @replaces
    def describe_db_proxy_targets(self: Any) -> ActionResult:
        settle_all()
        return ActionResult({"Targets": list(targets(self.backend, proxy_of(self)))})

    @adds
    def describe_pending_maintenance_actions(self: Any) -> ActionResult:
        wanted = self.params.get("ResourceIdentifier")
        found = [
            {"ResourceIdentifier": cluster.db_cluster_arn, "PendingMaintenanceActionDetails": each}
            for cluster in self.backend.clusters.values()
            if (each := vars(cluster).get("pending_maintenance"))
            and wanted in (None, cluster.db_cluster_arn)
        ]
        return ActionResult({"PendingMaintenanceActions": found})


def _spread(cluster: Any, password: str) -> None:
    """Have the readers of a global cluster take the writer's password over."""
    for globe in global_clusters():
        if cluster in globe.members and cluster.is_writer:
            for member in globe.members:
                if is_well(member):
                    vars(member)["_master_user_password"] = password
