"""RDS: what passwords clusters have, and whether proxies can sign in with theirs.

moto 5.2.5 keeps a password where it was set, calls every target of a proxy available, lists no
instances behind a cluster, and knows no pending maintenance. Here the members of a global cluster
have the password of the one that writes, and a proxy signs in with what its secret holds in its
region.
"""

import json
from collections.abc import Iterator
from typing import Any

from moto.core.responses import ActionResult
from moto.rds.models import DBCluster, DBProxy, RDSBackend
from moto.rds.responses import RDSResponse
from moto.secretsmanager.models import secretsmanager_backends

from tfdr.emulator.extensions.rds_global_change import global_clusters, is_well, settle_all
from tfdr.emulator.extensions.rds_proxy import proxy_of
from tfdr.emulator.extensions.teach import teach

_USABLE = ("available", "modifying", "maintenance", "backing-up")


def install() -> None:
    """Teach moto where passwords are, and the health of a proxy's targets."""
    create = RDSBackend.create_db_cluster
    modify = RDSBackend.modify_db_cluster

    @teach(RDSBackend)
    def create_db_cluster(self: RDSBackend, kwargs: Any) -> DBCluster:
        cluster = create(self, kwargs)
        for globe in global_clusters():
            if cluster in globe.members and not cluster.is_writer:
                writer = next(member for member in globe.members if member.is_writer)
                vars(cluster)["_master_user_password"] = password_of(writer)
        return cluster

    @teach(RDSBackend)
    def modify_db_cluster(self: RDSBackend, kwargs: dict[str, Any]) -> DBCluster:
        password = kwargs.get("master_user_password")
        answer = modify(self, kwargs)
        if password:
            _spread(self.clusters[answer.db_cluster_identifier], password)
        return answer

    @teach(RDSResponse)
    def describe_db_proxy_targets(self: RDSResponse) -> ActionResult:
        settle_all()
        return ActionResult({"Targets": list(targets(self.backend, proxy_of(self)))})

    @teach(RDSResponse)
    def describe_pending_maintenance_actions(self: RDSResponse) -> ActionResult:
        wanted = self.params.get("ResourceIdentifier")
        found = [
            {"ResourceIdentifier": cluster.db_cluster_arn, "PendingMaintenanceActionDetails": each}
            for cluster in self.backend.clusters.values()
            if (each := vars(cluster).get("pending_maintenance"))
            and wanted in (None, cluster.db_cluster_arn)
        ]
        return ActionResult({"PendingMaintenanceActions": found})


def password_of(cluster: Any) -> str | None:
    """Return the password that a cluster takes."""
    password: str | None = vars(cluster).get("_master_user_password")
    return password


def _spread(cluster: Any, password: str) -> None:
    """Have the readers of a global cluster take the writer's password over."""
    for globe in global_clusters():
        if cluster in globe.members and cluster.is_writer:
            for member in globe.members:
                if is_well(member):
                    vars(member)["_master_user_password"] = password


def targets(backend: Any, proxy: DBProxy) -> Iterator[dict[str, Any]]:
    """Yield the targets of a proxy as RDS describes them: clusters, and the instances of each."""
    for target in proxy.proxy_target_groups["default"].targets:
        tracked = backend.clusters.get(target.rds_resource_id)
        described = {
            "Endpoint": target.endpoint,
            "Port": target.port,
            "RdsResourceId": target.rds_resource_id,
            "Type": target.type,
        }
        if tracked is None:
            yield {**described, "TargetHealth": target.target_health}
            continue
        yield described
        writes = tracked.is_writer or not tracked.global_cluster_identifier
        for number, instance in enumerate(tracked.members):
            yield {
                "RdsResourceId": instance,
                "TrackedClusterId": target.rds_resource_id,
                "Type": "RDS_INSTANCE",
                "Role": "READ_WRITE" if writes and number == 0 else "READ_ONLY",
                "TargetHealth": _health(tracked, proxy),
            }


def _health(cluster: Any, proxy: DBProxy) -> dict[str, str]:
    if cluster.status not in _USABLE or not is_well(cluster):
        return {
            "State": "UNAVAILABLE",
            "Reason": "UNREACHABLE",
            "Description": "DBProxy Target unavailable due to an internal error",
        }
    password = password_of(cluster)
    if password is not None and password not in _secrets(proxy):
        return {
            "State": "UNAVAILABLE",
            "Reason": "AUTH_FAILURE",
            "Description": "Proxy authentication with the database failed: password is wrong",
        }
    return {"State": "AVAILABLE"}


def _secrets(proxy: DBProxy) -> Iterator[str]:
    """Yield the passwords that a proxy finds in its secrets."""
    backend = secretsmanager_backends[proxy.account_id][proxy.region]
    for each in proxy.auth or []:
        arn = each.get("SecretArn", "")
        if arn not in backend.secrets:
            continue
        secret = backend.secrets[arn]
        version = secret.versions.get(secret.default_version_id or "") or {}
        yield json.loads(version.get("secret_string") or "{}").get("password", "")
