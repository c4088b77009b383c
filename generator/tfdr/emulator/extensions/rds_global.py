"""RDS: global clusters.

moto 5.2.5 drops the database name and the tags of a global cluster, finds a cluster to begin one
with in us-east-1 only, has no ModifyGlobalCluster, and answers RemoveFromGlobalCluster with 200 and
does nothing when the call comes from another region than us-east-1. It also lets a member be
deleted, and the writer be removed before the readers: AWS refuses both, and whether a destroy goes
in the right order shows only when the emulator does too. It forgets the password of a writer, and a
reader does not say where it replicates from. Its endpoints are others each time: on AWS, what they
have beside the cluster's name is fixed for an account and a region. A change of what a cluster
logs, or of who signs in by IAM, has no effect.
"""

from hashlib import sha256
from typing import Any

from moto.core.responses import ActionResult
from moto.rds.exceptions import (
    InvalidDBClusterStateFault,
    InvalidGlobalClusterStateFault,
    RDSClientError,
)
from moto.rds.models import DBCluster, GlobalCluster, RDSBackend, rds_backends
from moto.rds.responses import RDSResponse

from tfdr.emulator.extensions.teach import Original, adds, replaces, teaches


@teaches(RDSResponse)
class GlobalClusters:
    """How global clusters are created, changed and taken apart."""

    @replaces
    def create_global_cluster(self: Any, original: Original) -> ActionResult:
        first = self.params.pop("SourceDBClusterIdentifier", None)
        source = _alone(self.backend, first) if first else None
        if source is not None:
            self.params.update(Engine=source.engine, EngineVersion=source.engine_version)
        answer = original()
        cluster = _global_cluster(self, self.params)
        if source is not None:
            cluster.members.append(source)
            source.global_cluster_identifier = cluster.global_cluster_identifier
            source.is_writer = True
            cluster.storage_encrypted = source.storage_encrypted
        cluster.database_name = self.params.get("DatabaseName")  # type: ignore[attr-defined]
        cluster.engine_lifecycle_support = "open-source-rds-extended-support"  # type: ignore[attr-defined]
        cluster.tags = self.params.get("Tags", [])
        return answer

    @adds
    def modify_global_cluster(self: Any) -> ActionResult:
        cluster = _global_cluster(self, self.params)
        if (protect := self.params.get("DeletionProtection")) is not None:
            cluster.deletion_protection = protect
        if version := self.params.get("EngineVersion"):
            cluster.engine_version = version
            for member in cluster.members:
                member.engine_version = version
        return ActionResult({"GlobalCluster": cluster})

    @replaces
    def remove_from_global_cluster(self: Any) -> ActionResult:
        cluster = _global_cluster(self, self.params)
        member = _member(cluster, self.params["DbClusterIdentifier"])
        if member.is_writer and len(cluster.members) > 1:
            raise InvalidGlobalClusterStateFault(cluster.global_cluster_arn)
        cluster.members.remove(member)
        member.global_cluster_identifier = None
        member.is_writer = False
        member.replication_source_identifier = None
        return ActionResult({"GlobalCluster": cluster})


@teaches(RDSBackend)
class Members:
    """Members that replicate, and leave before they go."""

    @replaces
    def create_db_cluster(self: Any, original: Original, kwargs: Any) -> DBCluster:
        identifier = kwargs.get("global_cluster_identifier")
        home = rds_backends[self.account_id]["us-east-1"].global_clusters
        if identifier and identifier not in home:
            raise _not_found(identifier)
        cluster = original(kwargs)
        place = f"{self.account_id} {self.region_name}"
        cluster.url_identifier = sha256(place.encode()).hexdigest()[:12]
        if password := kwargs.get("master_user_password"):
            cluster.master_user_password = password
        if identifier and not cluster.is_writer:
            writer = next(member for member in home[identifier].members if member.is_writer)
            cluster.replication_source_identifier = writer.db_cluster_arn
        return cluster

    @replaces
    def modify_db_cluster(self: Any, original: Original, kwargs: dict[str, Any]) -> DBCluster:
        lets_in = kwargs.get("enable_iam_database_authentication")
        exports = kwargs.get("cloudwatch_logs_export_configuration") or {}
        answer: DBCluster = original(kwargs)
        cluster: Any = self.clusters[answer.db_cluster_identifier]
        if lets_in is not None:
            cluster.iam_auth = lets_in
        kept = set(cluster.enabled_cloudwatch_logs_exports) - {*exports.get("DisableLogTypes", [])}
        cluster.enabled_cloudwatch_logs_exports = sorted(
            kept | {*exports.get("EnableLogTypes", [])}
        )
        return answer

    @replaces
    def delete_global_cluster(
        self: Any, original: Original, global_cluster_identifier: str
    ) -> GlobalCluster:
        cluster = self.global_clusters.get(global_cluster_identifier)
        if cluster is None:
            raise _not_found(global_cluster_identifier)
        if cluster.deletion_protection:
            raise RDSClientError(
                "InvalidParameterCombination",
                "Cannot delete protected Global Cluster, disable deletion protection first.",
            )
        return original(global_cluster_identifier)

    @replaces
    def delete_db_cluster(
        self: Any, original: Original, cluster_identifier: str, snapshot_name: str | None = None
    ) -> DBCluster:
        cluster = self.clusters.get(cluster_identifier)
        if cluster is not None and cluster.global_cluster_identifier:
            raise InvalidDBClusterStateFault(
                "This cluster is a part of a global cluster, please remove it from "
                "globalcluster first"
            )
        return original(cluster_identifier, snapshot_name)

    @replaces
    def _get_resource_for_tagging(self: Any, original: Original, arn: str) -> Any:
        if ":global-cluster:" not in arn:
            return original(arn)
        home = rds_backends[self.account_id]["us-east-1"]
        return home.global_clusters.get(arn.rsplit(":", 1)[1])


def _alone(backend: Any, arn: str) -> Any:
    """Return a cluster that a global one can begin with: of this region, and in no other."""
    cluster = backend.describe_db_clusters(arn)[0]
    if cluster.global_cluster_identifier:
        raise InvalidDBClusterStateFault(f"{arn} is a part of a global cluster.")
    return cluster


def _global_cluster(response: RDSResponse, params: Any) -> GlobalCluster:
    identifier = params["GlobalClusterIdentifier"]
    cluster = response.global_backend.global_clusters.get(identifier)
    if cluster is None:
        raise _not_found(identifier)
    return cluster


def _member(cluster: GlobalCluster, identifier: str) -> DBCluster:
    for member in cluster.members:
        if identifier in (member.db_cluster_arn, member.db_cluster_identifier):
            return member
    raise RDSClientError(
        "DBClusterNotFoundFault", f"DBCluster {identifier} is not in the global cluster."
    )


def _not_found(identifier: str) -> RDSClientError:
    return RDSClientError("GlobalClusterNotFoundFault", f"Global cluster {identifier} not found.")
