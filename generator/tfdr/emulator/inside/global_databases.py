"""Global databases of Aurora: how their writer changes, and members fall behind and catch up.

Nothing here waits: whoever looks at a global cluster finds it where it has got to by then. The
states are those of FailoverState and GlobalClusterMember in the RDS API reference; how long each
takes, AWS promises nowhere.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from moto.rds.models import GlobalCluster, rds_backends

from tfdr.emulator.inside.faults import faults
from tfdr.emulator.inside.memory import keep
from tfdr.emulator.inside.simulation import BEGINS, simulation
from tfdr.emulator.protocol import ACCOUNT_ID

PENDING, CANCELLING = "pending", "cancelling"
FAILING_OVER, SWITCHING_OVER = "failing-over", "switching-over"

_A_LOOK = 1.0
"""Seconds that pass when somebody outside looks at what is not done: it is all that he waits."""


@dataclass
class Pace:
    """How long things take.

    Attributes:
        verifying: seconds until a change of the writer that was asked for begins.
        seconds: for which it then goes on.
        cancelling: seconds until all is as before, once it is called off.
        away: seconds for which a writer that was lost is no member, once it is back.
        resync: seconds until a reader has caught up after a failover, from when it is well again.
        clock: what tells the time, in seconds.
    """

    verifying: float = 5.0
    seconds: float = 60.0
    cancelling: float = 5.0
    away: float = 0.0
    resync: float = 120.0
    clock: Callable[[], float] = lambda: simulation.now


pace = keep("pace", Pace())
"""Of this process; a test sets what it needs."""


@dataclass
class Change:
    """A change of the writer that goes on.

    Attributes:
        kind: `failing-over` or `switching-over`.
        source: the member that writes.
        target: the member that will.
        state: `pending`, then its kind, or `cancelling`.
        since: when that began, or could not go on last.
    """

    kind: str
    source: Any
    target: Any
    state: str
    since: float


failed_over: list[dict[str, Any]] = keep("failovers with loss", [])
"""Each failover that could lose data: `at`, `source` and `target`, and `lag` in milliseconds."""

USUAL_LAG = 120.0
"""Milliseconds that a secondary cluster is behind the writer."""

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
            since = resync_of(member)
            if since is None:
                continue
            if not is_well(member):
                vars(member)["resync"] = pace.clock()
            elif pace.clock() - since >= pace.away + pace.resync:
                vars(member)["resync"] = None
                _take_password(cluster, member)
            _keep_what_was_lost(member)


def begin(cluster: Any, kind: str, source: Any, target: Any) -> None:
    """Begin a change of the writer."""
    cluster.change = Change(kind, source, target, PENDING, pace.clock())
    _show(cluster)


def cancel(cluster: GlobalCluster) -> None:
    """Call a change of the writer off."""
    change = going_on(cluster)
    if change is not None:
        change.state, change.since = CANCELLING, pace.clock()


def end(cluster: Any) -> None:
    """End a change, whatever came of it."""
    change, cluster.change = going_on(cluster), None
    cluster.status = "available"
    for member in () if change is None else (change.source, change.target):
        _be(member, "available")


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
        _show(each)


def set_version(region: str, version: str) -> None:
    """Let the database clusters of a region have another engine version, as a patch does."""
    for cluster in _clusters(region):
        cluster.engine_version = version


def set_password(region: str, password: str) -> None:
    """Let the database clusters of a region take another password, as after a change was lost."""
    for cluster in _clusters(region):
        vars(cluster)["_master_user_password"] = password


def look_at(members: list[Any]) -> None:
    """Have somebody look at clusters; if he is outside and they are not done, time passes."""
    clusters = [each for each in global_clusters() if set(each.members) & set(members)]
    for cluster in clusters:
        settle(cluster)
    if simulation.current is None and any(not _is_done(cluster) for cluster in clusters):
        simulation.sleep(_A_LOOK)
        for cluster in clusters:
            settle(cluster)


def going_on(cluster: GlobalCluster) -> Change | None:
    """Return the change that goes on, None if there is none."""
    change: Change | None = vars(cluster).get("change")
    return change


def resync_of(member: Any) -> float | None:
    """Return since when a cluster has been catching up, None if it has caught up."""
    since: float | None = vars(member).get("resync")
    return since


def is_listed(member: Any) -> bool:
    """Say whether a cluster is a member by now: one that was lost may come back to that later."""
    since = resync_of(member)
    return since is None or not is_well(member) or pace.clock() - since >= pace.away


def is_well(member: Any) -> bool:
    """Say whether a member of a global cluster lives, and its region does."""
    return faults.lives(member.region) and member.db_cluster_arn not in faults.lost


def global_clusters() -> list[GlobalCluster]:
    """Return all global clusters."""
    return list(rds_backends[ACCOUNT_ID]["us-east-1"].global_clusters.values())


def _is_done(cluster: GlobalCluster) -> bool:
    behind = [member for member in cluster.members if resync_of(member) is not None]
    return going_on(cluster) is None and not any(is_well(member) for member in behind)


def _advance(cluster: GlobalCluster, change: Change) -> None:
    now = pace.clock()
    if change.state == CANCELLING:
        if now - change.since >= pace.cancelling:
            end(cluster)
        return
    needed = [change.target]
    if change.kind == SWITCHING_OVER:
        if not is_well(change.target):
            cancel(cluster)
            return
        needed.append(change.source)
    if not all(is_well(member) for member in needed):
        change.since = now
        return
    if change.state == PENDING and now - change.since >= pace.verifying:
        change.state, change.since = change.kind, change.since + pace.verifying
        _show(cluster)
    if change.state == change.kind and now - change.since >= pace.seconds:
        _finish(cluster, change)


def _finish(cluster: GlobalCluster, change: Change) -> None:
    end(cluster)
    change.source.is_writer, change.target.is_writer = False, True
    change.target.replication_source_identifier = None
    for member in cluster.members:
        if member is change.target:
            continue
        member.replication_source_identifier = change.target.db_cluster_arn
        if change.kind == FAILING_OVER:
            vars(member)["resync"] = pace.clock()
    if change.kind == FAILING_OVER:
        vars(change.source)["was_lost"] = True
        lag = faults.lag(change.target.region, USUAL_LAG)
        places = {"source": change.source.region, "target": change.target.region}
        failed_over.append({"at": pace.clock(), **places, "lag": lag})


def _take_password(cluster: GlobalCluster, member: Any) -> None:
    """Give a member that has caught up the password of the writer: its volume is a copy."""
    for writer in cluster.members:
        if writer.is_writer:
            vars(member)["_master_user_password"] = vars(writer).get("_master_user_password")


def _keep_what_was_lost(member: Any) -> None:
    """Take the snapshot by which what the failover lost can be looked at, once that is possible."""
    if not vars(member).get("was_lost") or not is_well(member):
        return
    vars(member)["was_lost"] = False
    name = member.db_cluster_identifier
    taken = datetime.fromtimestamp(BEGINS + simulation.now, UTC).strftime("%Y-%m-%d-%H-%M-%S")
    backend = rds_backends[ACCOUNT_ID][member.region]
    snapshot = f"rds:unplanned-global-failover-{name}-{taken}"
    if snapshot not in backend.cluster_snapshots:  # one a second: their names say no more
        backend.create_auto_cluster_snapshot(name, snapshot)


def _show(cluster: Any) -> None:
    """Have the clusters say what goes on."""
    change = going_on(cluster)
    if change is not None and change.state == change.kind:
        cluster.status = change.kind
        _be(change.source, change.kind)
        _be(change.target, "promoting")


def _be(cluster: Any, status: str) -> None:
    cluster.status = "failed" if cluster.db_cluster_arn in faults.lost else status


def _clusters(region: str) -> list[Any]:
    return list(rds_backends[ACCOUNT_ID][region].clusters.values())
