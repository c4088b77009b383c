"""RDS: global clusters whose writer changes.

moto 5.2.5 has neither FailoverGlobalCluster nor SwitchoverGlobalCluster, and describes every
global cluster, whichever was asked for. Here both take time, as on AWS: see
`inside.global_databases`.

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

from tfdr.emulator.extensions.teach import (
    Original,
    adds,
    adds_property,
    replaces,
    replaces_property,
    teaches,
)
from tfdr.emulator.inside.faults import faults
from tfdr.emulator.inside.global_databases import (
    FAILING_OVER,
    SWITCHING_OVER,
    begin,
    end,
    global_clusters,
    going_on,
    is_listed,
    is_well,
    lock,
    look_at,
    resync_of,
    settle,
    settle_all,
)
from tfdr.emulator.inside.global_versions import fit


@teaches(RDSResponse)
class Failovers:
    """Changes of the writer, and what goes on."""

    @adds
    def failover_global_cluster(self: Any) -> ActionResult:
        loses = bool(self.params.get("AllowDataLoss"))
        if loses and self.params.get("Switchover"):
            raise RDSClientError(
                "InvalidParameterCombination",
                "AllowDataLoss and Switchover cannot be specified together.",
            )
        return _change(self, FAILING_OVER if loses else SWITCHING_OVER)

    @adds
    def switchover_global_cluster(self: Any) -> ActionResult:
        return _change(self, SWITCHING_OVER)

    @replaces
    def remove_from_global_cluster(self: Any, original: Original) -> ActionResult:
        cluster = _named(self.params["GlobalClusterIdentifier"])
        settle(cluster)
        if going_on(cluster) is not None:
            raise _wrong_state(cluster)
        answer: ActionResult = original()
        return answer

    @replaces
    def describe_global_clusters(self: Any) -> ActionResult:
        identifier = self.params.get("GlobalClusterIdentifier")
        found = [_named(identifier)] if identifier else global_clusters()
        for wanted in self.params.get("Filters") or []:
            if wanted["Name"] == "region":
                found = [each for each in found if _is_in(each, wanted["Values"])]
        look_at([member for each in found for member in each.members])
        return ActionResult({"GlobalClusters": found})

    @replaces
    def describe_db_clusters(self: Any, original: Original) -> ActionResult:
        named = self.params.get("DBClusterIdentifier")
        here = list(self.backend.clusters.values())
        look_at([each for each in here if each.db_cluster_identifier == named])
        answer: ActionResult = original()
        return answer


@teaches(RDSBackend)
class Clusters:
    """Clusters as they are by now."""

    @replaces
    def modify_db_cluster(self: Any, original: Original, kwargs: dict[str, Any]) -> DBCluster:
        settle_all()
        cluster = self.clusters.get(kwargs["db_cluster_identifier"])
        if cluster is None:
            raise DBClusterNotFoundError(kwargs["db_cluster_identifier"])
        _require_available(cluster)
        return original(kwargs)

    @replaces
    def describe_db_clusters(
        self: Any, original: Original, db_cluster_identifier: str | None = None, filters: Any = None
    ) -> list[DBCluster]:
        settle_all()
        return original(db_cluster_identifier, filters)


@teaches(GlobalCluster)
class States:
    """What a global cluster says of a change."""

    @adds_property
    def failover_state(self: Any) -> dict[str, Any] | None:
        change = going_on(self)
        if change is None:
            return None
        return {
            "Status": change.state,
            "FromDbClusterArn": change.source.db_cluster_arn,
            "ToDbClusterArn": change.target.db_cluster_arn,
            "IsDataLossAllowed": change.kind == FAILING_OVER,
        }

    @replaces_property
    def global_cluster_members(self: Any, original: Original) -> list[dict[str, Any]]:
        described = []
        for member, cluster in zip(original(), self.members, strict=True):
            behind = resync_of(cluster) is not None
            member["SynchronizationStatus"] = "pending-resync" if behind else "connected"
            if is_listed(cluster):
                described.append(member)
        return described


def _change(response: RDSResponse, kind: str) -> ActionResult:
    with lock:
        cluster = _named(response.params["GlobalClusterIdentifier"])
        settle(cluster)
        target = _member(cluster, response.params["TargetDbClusterIdentifier"])
        source = next((each for each in cluster.members if each.is_writer), None)
        if source is None:
            raise _wrong_state(cluster)
        _require_no_other(cluster, kind)
        if target is source:
            raise InvalidDBClusterStateFault(
                f"{target.db_cluster_arn} is the primary cluster of the global cluster already."
            )
        if kind == SWITCHING_OVER:
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
        if why := faults.unpromotable.get(target.region):
            raise InvalidDBClusterStateFault(why)
        if going_on(cluster) is not None:
            end(cluster)
        begin(cluster, kind, source, target)
        return ActionResult({"GlobalCluster": cluster})


def _require_no_other(cluster: GlobalCluster, kind: str) -> None:
    change = going_on(cluster)
    if change is None:
        return
    # Only what cannot go on gives way, and only to something that can.
    stuck = not (is_well(change.source) and is_well(change.target))
    if kind != FAILING_OVER or not stuck or change.kind == FAILING_OVER:
        raise _wrong_state(cluster)


def _require_asked_in(member: Any, region: str) -> None:
    if member.region != region:
        raise InvalidDBClusterStateFault(
            f"Ask for this in {member.region}, the region of {member.db_cluster_arn}."
        )


def _require_well(member: Any) -> None:
    if not is_well(member):
        raise InvalidDBClusterStateFault(f"{member.db_cluster_arn} cannot be reached.")
    if _takes_part_in(member) is None:
        _require_available(member)
    if not member.members:
        raise InvalidDBClusterStateFault(f"{member.db_cluster_arn} has no DB instance.")


def _takes_part_in(member: Any) -> object | None:
    """Return the change of the writer that a cluster takes part in, None if there is none."""
    for cluster in global_clusters():
        if member in cluster.members:
            return going_on(cluster)
    return None


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
