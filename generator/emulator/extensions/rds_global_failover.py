"""RDS: global clusters whose writer changes.

moto 5.2.5 has neither FailoverGlobalCluster nor SwitchoverGlobalCluster, and describes every
global cluster, whichever was asked for. Here both take time, as on AWS: the global cluster says
what it is doing until a later look finds it done.

A failover needs the target's region only. A switchover needs both: it stays where it is while the
source is gone, and a failover can then take its place; it is called off when the target is gone.
Where AWS leaves open what another region answers, this is strict: a failover is asked for in the
target's region, a switchover in the source's.
"""

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from moto.core.responses import ActionResult
from moto.rds.exceptions import (
    DBClusterNotFoundError,
    InvalidDBClusterStateFault,
    RDSClientError,
)
from moto.rds.models import DBCluster, GlobalCluster, RDSBackend, rds_backends
from moto.rds.responses import RDSResponse

from generator.emulator.environment import ACCOUNT_ID
from generator.emulator.extensions.teach import teach, teach_property
from generator.emulator.faults import faults

FAILING_OVER, SWITCHING_OVER = "failing-over", "switching-over"


@dataclass
class Pace:
    """How long a change of the writer takes, and how long a reader takes to catch up after one.

    Attributes:
        seconds: by the clock.
        describes: if given, so many descriptions of the global cluster that still show it going
            on, whatever the clock says.
        clock: what tells the time.
    """

    seconds: float = 2.0
    describes: int | None = None
    clock: Callable[[], float] = time.monotonic


pace = Pace()
"""Of this process; a test sets what it needs."""


class Span:
    """Something that takes as long as `pace` says."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """Begin anew."""
        self.began, self.looks = pace.clock(), 0

    @property
    def is_over(self) -> bool:
        """Whether it is done."""
        if pace.describes is not None:
            return self.looks > pace.describes
        return pace.clock() - self.began >= pace.seconds


@dataclass
class Change:
    """A change of the writer that goes on."""

    status: str
    source: Any
    target: Any
    span: Span


_lock = threading.RLock()


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
        if _going_on(cluster) is not None:
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
        found = [_named(identifier)] if identifier else _global_clusters()
        for wanted in self.params.get("Filters") or []:
            if wanted["Name"] == "region":
                found = [each for each in found if _is_in(each, wanted["Values"])]
        for cluster in found:
            _look_at(cluster)
        return ActionResult({"GlobalClusters": found})

    @teach(RDSBackend)
    def describe_db_clusters(
        self: RDSBackend, db_cluster_identifier: str | None = None, filters: Any = None
    ) -> list[DBCluster]:
        settle_all()
        return describe(self, db_cluster_identifier, filters)

    @teach_property(GlobalCluster)
    def failover_state(self: GlobalCluster) -> dict[str, Any] | None:
        change = _going_on(self)
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
            behind = _resync(cluster) is not None
            member["SynchronizationStatus"] = "pending-resync" if behind else "connected"
        return described


def settle_all() -> None:
    """Let every global cluster be where it has got to by now."""
    for cluster in _global_clusters():
        settle(cluster)


def settle(cluster: GlobalCluster) -> None:
    """Let a global cluster be where it has got to by now."""
    with _lock:
        change = _going_on(cluster)
        if change is not None:
            _advance(cluster, change)
        for member in cluster.members:
            span = _resync(member)
            if span is None:
                continue
            if not _is_well(member):
                span.begin()
            elif span.is_over:
                vars(member)["resync"] = None


def lose(region: str) -> list[str]:
    """Let the database clusters of a region fail, while the region lives; return their ARNs."""
    clusters = _clusters(region)
    for cluster in clusters:
        faults.lost.add(cluster.db_cluster_arn)
        _be(cluster, "failed")
    return [cluster.db_cluster_arn for cluster in clusters]


def restore(region: str) -> None:
    """Let the database clusters of a region run again."""
    for cluster in _clusters(region):
        if cluster.db_cluster_arn in faults.lost:
            faults.lost.discard(cluster.db_cluster_arn)
            _be(cluster, "available")


def _change(response: RDSResponse, status: str) -> ActionResult:
    with _lock:
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
            if _resync(target) is not None:
                raise InvalidDBClusterStateFault(
                    f"{target.db_cluster_arn} is not synchronized with the primary cluster yet."
                )
        else:
            _require_asked_in(target, response.region)
            _require_well(target)
        _begin(cluster, Change(status, source, target, Span()))
        return ActionResult({"GlobalCluster": cluster})


def _require_no_other(cluster: GlobalCluster, status: str) -> None:
    going_on = _going_on(cluster)
    if going_on is None:
        return
    # Only what cannot go on gives way, and only to something that can.
    stuck = not (_is_well(going_on.source) and _is_well(going_on.target))
    if status != FAILING_OVER or not stuck or going_on.status == FAILING_OVER:
        raise _wrong_state(cluster)
    _end(cluster, going_on)


def _require_asked_in(member: Any, region: str) -> None:
    if member.region != region:
        raise InvalidDBClusterStateFault(
            f"Ask for this in {member.region}, the region of {member.db_cluster_arn}."
        )


def _require_well(member: Any) -> None:
    if not _is_well(member):
        raise InvalidDBClusterStateFault(f"{member.db_cluster_arn} cannot be reached.")
    _require_available(member)
    if not member.members:
        raise InvalidDBClusterStateFault(f"{member.db_cluster_arn} has no DB instance.")


def _require_available(cluster: Any) -> None:
    if cluster._status not in ("available", "creating"):
        raise InvalidDBClusterStateFault(
            f"DbCluster {cluster.db_cluster_identifier} is in {cluster._status} state."
        )


def _begin(cluster: Any, change: Change) -> None:
    cluster.change, cluster.status = change, change.status
    _be(change.source, change.status)
    _be(change.target, "promoting")


def _advance(cluster: GlobalCluster, change: Change) -> None:
    needed = [change.target]
    if change.status == SWITCHING_OVER:
        if not _is_well(change.target):
            _end(cluster, change)
            return
        needed.append(change.source)
    if not all(_is_well(member) for member in needed):
        change.span.begin()
    elif change.span.is_over:
        _finish(cluster, change)


def _finish(cluster: GlobalCluster, change: Change) -> None:
    _end(cluster, change)
    change.source.is_writer, change.target.is_writer = False, True
    change.target.replication_source_identifier = None
    for member in cluster.members:
        if member is change.target:
            continue
        member.replication_source_identifier = change.target.db_cluster_arn
        if change.status == FAILING_OVER:
            vars(member)["resync"] = Span()


def _end(cluster: Any, change: Change) -> None:
    cluster.change, cluster.status = None, "available"
    _be(change.source, "available")
    _be(change.target, "available")


def _be(cluster: Any, status: str) -> None:
    cluster.status = "failed" if cluster.db_cluster_arn in faults.lost else status


def _look_at(cluster: GlobalCluster) -> None:
    with _lock:
        change = _going_on(cluster)
        spans = [None if change is None else change.span, *map(_resync, cluster.members)]
        for span in spans:
            if span is not None:
                span.looks += 1
        settle(cluster)


def _going_on(cluster: GlobalCluster) -> Change | None:
    change: Change | None = vars(cluster).get("change")
    return change


def _resync(member: Any) -> Span | None:
    """Return since when a cluster has been catching up, None if it has caught up."""
    span: Span | None = vars(member).get("resync")
    return span


def _is_well(member: Any) -> bool:
    return faults.lives(member.region) and member.db_cluster_arn not in faults.lost


def _is_in(cluster: GlobalCluster, regions: Iterable[str]) -> bool:
    return any(member.region in regions for member in cluster.members)


def _global_clusters() -> list[GlobalCluster]:
    return list(rds_backends[ACCOUNT_ID]["us-east-1"].global_clusters.values())


def _clusters(region: str) -> list[Any]:
    return list(rds_backends[ACCOUNT_ID][region].clusters.values())


def _named(identifier: str) -> GlobalCluster:
    for cluster in _global_clusters():
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
