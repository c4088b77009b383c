"""RDS: how the writer of a global cluster changes, step by step.

Not an extension by itself: `rds_global_failover` teaches moto to ask for it. Nothing here waits:
whoever looks at a global cluster finds it where it has got to by then.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from moto.rds.models import GlobalCluster, rds_backends

from tfdr.emulator.inside.faults import faults
from tfdr.emulator.inside.simulation import simulation
from tfdr.emulator.protocol import ACCOUNT_ID

FAILING_OVER, SWITCHING_OVER = "failing-over", "switching-over"


@dataclass
class Pace:
    """How long a change of the writer takes, and how long a reader takes to catch up after one.

    Attributes:
        seconds: of simulated time.
        describes: if given, so many descriptions of the global cluster that still show it going
            on, whatever the clock says.
        clock: what tells the time.
    """

    seconds: float = 2.0
    describes: int | None = None
    clock: Callable[[], float] = lambda: simulation.now


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


lock = threading.RLock()


def settle_all() -> None:
    """Let every global cluster be where it has got to by now."""
    for cluster in global_clusters():
        settle(cluster)


def settle(cluster: GlobalCluster) -> None:
    """Let a global cluster be where it has got to by now."""
    with lock:
        change = going_on(cluster)
        if change is not None:
            _advance(cluster, change)
        for member in cluster.members:
            span = resync_of(member)
            if span is None:
                continue
            if not is_well(member):
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
    for each in global_clusters():
        change = going_on(each)
        if change is not None:
            begin(each, change)


def begin(cluster: Any, change: Change) -> None:
    """Begin a change, or show it again."""
    cluster.change, cluster.status = change, change.status
    _be(change.source, change.status)
    _be(change.target, "promoting")


def _advance(cluster: GlobalCluster, change: Change) -> None:
    needed = [change.target]
    if change.status == SWITCHING_OVER:
        if not is_well(change.target):
            end(cluster, change)
            return
        needed.append(change.source)
    if not all(is_well(member) for member in needed):
        change.span.begin()
    elif change.span.is_over:
        _finish(cluster, change)


def _finish(cluster: GlobalCluster, change: Change) -> None:
    end(cluster, change)
    change.source.is_writer, change.target.is_writer = False, True
    change.target.replication_source_identifier = None
    for member in cluster.members:
        if member is change.target:
            continue
        member.replication_source_identifier = change.target.db_cluster_arn
        if change.status == FAILING_OVER:
            vars(member)["resync"] = Span()


def end(cluster: Any, change: Change) -> None:
    """End a change, whatever came of it."""
    cluster.change, cluster.status = None, "available"
    _be(change.source, "available")
    _be(change.target, "available")


def _be(cluster: Any, status: str) -> None:
    cluster.status = "failed" if cluster.db_cluster_arn in faults.lost else status


def look_at(cluster: GlobalCluster) -> None:
    """Count that somebody has a global cluster described."""
    with lock:
        change = going_on(cluster)
        spans = [None if change is None else change.span, *map(resync_of, cluster.members)]
        for span in spans:
            if span is not None:
                span.looks += 1
        settle(cluster)


def going_on(cluster: GlobalCluster) -> Change | None:
    """Return the change that goes on, None if there is none."""
    change: Change | None = vars(cluster).get("change")
    return change


def resync_of(member: Any) -> Span | None:
    """Return since when a cluster has been catching up, None if it has caught up."""
    span: Span | None = vars(member).get("resync")
    return span


def is_well(member: Any) -> bool:
    """Say whether a member of a global cluster lives, and its region does."""
    return faults.lives(member.region) and member.db_cluster_arn not in faults.lost


def global_clusters() -> list[GlobalCluster]:
    """Return all global clusters."""
    return list(rds_backends[ACCOUNT_ID]["us-east-1"].global_clusters.values())


def _clusters(region: str) -> list[Any]:
    return list(rds_backends[ACCOUNT_ID][region].clusters.values())
