"""RDS: clusters that are restored.

moto 5.2.5 restores a member of a global cluster into that, protected as that is, and to any time.
On AWS what is restored stands alone, can be deleted unless it is asked otherwise, and only times
between the first backup and now can be had.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from moto.rds.exceptions import RDSClientError
from moto.rds.models import DBCluster, RDSBackend

from tfdr.emulator.extensions.teach import Original, replaces, teaches
from tfdr.emulator.inside.global_databases import global_clusters
from tfdr.emulator.inside.simulation import simulation


@teaches(RDSBackend)
class Restores:
    """Clusters beside the one that they were restored from."""

    @replaces
    def restore_db_cluster_to_point_in_time(
        self: Any, original: Original, *args: Any, **kwargs: Any
    ) -> DBCluster:
        wanted = kwargs.get("restore_to_time")
        if wanted is not None and _seconds(wanted) > simulation.time:
            raise RDSClientError(
                "InvalidRestoreFault", f"The time {wanted} is later than the last that can be had."
            )
        return _alone(original(*args, **kwargs), kwargs)

    @replaces
    def restore_db_cluster_from_snapshot(
        self: Any, original: Original, from_snapshot_id: str, overrides: dict[str, Any]
    ) -> DBCluster:
        return _alone(original(from_snapshot_id, overrides), overrides)


def _seconds(wanted: Any) -> float:
    at = wanted if isinstance(wanted, datetime) else datetime.fromisoformat(str(wanted))
    return at.replace(tzinfo=at.tzinfo or UTC).timestamp()


def _alone(cluster: Any, asked: Mapping[str, Any]) -> DBCluster:
    """Take a cluster out of every global one, as it is a database of its own."""
    for globe in global_clusters():
        if cluster in globe.members:
            globe.members.remove(cluster)
    cluster.global_cluster_identifier = cluster.replication_source_identifier = None
    cluster.is_writer = True
    cluster.deletion_protection = bool(asked.get("deletion_protection"))
    restored: DBCluster = cluster
    return restored
