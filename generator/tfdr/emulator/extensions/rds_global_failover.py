"""RDS: global clusters whose writer changes.

moto 5.2.5 has neither FailoverGlobalCluster nor SwitchoverGlobalCluster, and describes every
global cluster, whichever was asked for. Here both take time, as on AWS: the global cluster says
what it is doing until a later look finds it done.

A failover needs the target's region only. A switchover needs both: it stays where it is while the
source is gone, and a failover can then take its place; it is called off when the target is gone.
Where AWS leaves open what another region answers, this is strict: a failover is asked for in the
target's region, a switchover in the source's.
"""

from collections.abc import Iterable
from typing import Any

from moto.core.responses import ActionResult
from moto.rds.exceptions import (
    DBClusterNotFoundError,
    InvalidDBClusterStateFault,
    RDSClientError,
)
from moto.rds.models import DBCluster, GlobalCluster, RDSBackend
from moto.rds.responses import RDSResponse

from tfdr.emulator.extensions.rds_global_change import (
    FAILING_OVER,
    SWITCHING_OVER,
    Change,
    Span,
    begin,
    global_clusters,
    going_on,
    is_well,
    lock,
    look_at,
    pace,
    resync_of,
    settle,
    settle_all,
)
from tfdr.emulator.extensions.rds_global_change import end as _end
from tfdr.emulator.extensions.rds_global_versions import fit
from tfdr.emulator.extensions.teach import teach, teach_property

__all__ = ["install", "pace"]


def install() -> None:
    """Teach moto to change the writer of a global cluster."""
    _teach_changes()
    _teach_descriptions()


def _teach_changes() -> None:
    modify = RDSBackend.modify_db_cluster
    remove = RDSResponse.remove_from_global_cluster

    @teach(RDSResponse)
    def failover_global_cluster(self: RDSResponse) -> ActionResult:
        loses = bool(self.params.get("AllowDataLoss"))
        if loses and self.params.get("Switchover"):
            raise RDSClientError(
                "InvalidParameterCombination",
                "AllowDataLoss and Switchover cannot be specified together.",
            )
        return _change(self, FAILING_OVER if loses else SWITCHING_OVER)

    @teach(RDSResponse)
    def switchover_global_cluster(self: RDSResponse) -> ActionResult:
        return _change(self, SWITCHING_OVER)

    @teach(RDSResponse)
    def remove_from_global_cluster(self: RDSResponse) -> ActionResult:
        cluster = _named(self.params["GlobalClusterIdentifier"])
        if going_on(cluster) is not None:
            raise _wrong_state(cluster)
        return remove(self)

    @teach(RDSBackend)
    def modify_db_cluster(self: RDSBackend, kwargs: dict[str, Any]) -> DBCluster:
        settle_all()
        cluster = self.clusters.get(kwargs["db_cluster_identifier"])
        if cluster is None:
            raise DBClusterNotFoundError(kwargs["db_cluster_identifier"])
        _require_available(cluster)
        return modify(self, kwargs)


def _teach_descriptions() -> None:
    members_of: Any = GlobalCluster.global_cluster_members
    describe = RDSBackend.describe_db_clusters

    @teach(RDSResponse)
    def describe_global_clusters(self: RDSResponse) -> ActionResult:
        identifier = self.params.get("GlobalClusterIdentifier")
        found = [_named(identifier)] if identifier else global_clusters()
        for wanted in self.params.get("Filters") or []:
            if wanted["Name"] == "region":
                found = [each for each in found if _is_in(each, wanted["Values"])]
        for cluster in found:
            look_at(cluster)
        return ActionResult({"GlobalClusters": found})

    @teach(RDSBackend)
    def describe_db_clusters(
        self: RDSBackend, db_cluster_identifier: str | None = None, filters: Any = None
    ) -> list[DBCluster]:
        settle_all()
        return describe(self, db_cluster_identifier, filters)

    @teach_property(GlobalCluster)
    def failover_state(self: GlobalCluster) -> dict[str, Any] | None:
        change = going_on(self)
        return (
            None
            if change is None
            else {
                "Status": change.status,
                "FromDbClusterArn": change.source.db_cluster_arn,
                "ToDbClusterArn": change.target.db_cluster_arn,
                "IsDataLossAllowed": change.status == FAILING_OVER,
            }
        )

    @teach_property(GlobalCluster)
    def global_cluster_members(self: GlobalCluster) -> list[dict[str, Any]]:
        described: list[dict[str, Any]] = members_of.fget(self)
        for member, cluster in zip(described, self.members, strict=True):
            behind = resync_of(cluster) is not None
            member["SynchronizationStatus"] = "pending-resync" if behind else "connected"
        return described


def _change(response: RDSResponse, status: str) -> ActionResult:
    with lock:
        cluster = _named(response.params["GlobalClusterIdentifier"])
        settle(cluster)
        target = _member(cluster, response.params["TargetDbClusterIdentifier"])
        source = next((each for each in cluster.members if each.is_writer), None)
        if source is None:
            raise _wrong_state(cluster)
        _require_no_other(cluster, status)
        if target is source:
            raise InvalidDBClusterStateFault(
                f"{target.db_cluster_arn} is the primary cluster of the global cluster already."
            )
        if status == SWITCHING_OVER:
            _require_asked_in(source, response.region)
            _require_well(source)
            _require_well(target)
            if resync_of(target) is not None:
                raise InvalidDBClusterStateFault(
                    f"{target.db_cluster_arn} is not synchronized with the primary cluster yet."
                )
        else:
            _require_asked_in(target, response.region)
            _require_well(target)
        _require_same_version(source, target)
        begin(cluster, Change(status, source, target, Span()))
        return ActionResult({"GlobalCluster": cluster})


def _require_no_other(cluster: GlobalCluster, status: str) -> None:
    change = going_on(cluster)
    if change is None:
        return
    # Only what cannot go on gives way, and only to something that can.
    stuck = not (is_well(change.source) and is_well(change.target))
    if status != FAILING_OVER or not stuck or change.status == FAILING_OVER:
        raise _wrong_state(cluster)
    _end(cluster, change)


def _require_asked_in(member: Any, region: str) -> None:
    if member.region != region:
        raise InvalidDBClusterStateFault(
            f"Ask for this in {member.region}, the region of {member.db_cluster_arn}."
        )


def _require_well(member: Any) -> None:
    if not is_well(member):
        raise InvalidDBClusterStateFault(f"{member.db_cluster_arn} cannot be reached.")
    _require_available(member)
    if not member.members:
        raise InvalidDBClusterStateFault(f"{member.db_cluster_arn} has no DB instance.")


def _require_available(cluster: Any) -> None:
    if cluster._status not in ("available", "creating"):
        raise InvalidDBClusterStateFault(
            f"DbCluster {cluster.db_cluster_identifier} is in {cluster._status} state."
        )


def _require_same_version(source: Any, target: Any) -> None:
    if not fit(target.engine, source.engine_version, target.engine_version):
        raise InvalidDBClusterStateFault(
            f"Target cluster {target.db_cluster_identifier} must have the same engine version as "
            "the current primary cluster."
        )


def _is_in(cluster: GlobalCluster, regions: Iterable[str]) -> bool:
    return any(member.region in regions for member in cluster.members)


def _named(identifier: str) -> GlobalCluster:
    for cluster in global_clusters():
        if cluster.global_cluster_identifier == identifier.lower():
            return cluster
    raise RDSClientError("GlobalClusterNotFoundFault", f"Global cluster {identifier} not found.")


def _member(cluster: GlobalCluster, identifier: str) -> Any:
    for member in cluster.members:
        if identifier in (member.db_cluster_arn, member.db_cluster_identifier):
            return member
    raise DBClusterNotFoundError(identifier)


def _wrong_state(cluster: GlobalCluster) -> RDSClientError:
    return RDSClientError(
        "InvalidGlobalClusterStateFault",
        f"Global cluster {cluster.global_cluster_identifier} is in {cluster.status} state.",
    )
