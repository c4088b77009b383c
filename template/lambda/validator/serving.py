"""What the active region runs, written down in every region: a standby takes over as much."""

import time

import asking
import check_release
from check_capacity import instances, tasks

HOUR = 3600


def describe(deployment, before, seen):
    """Return what is written down of this region, the active one.

    Args:
        deployment: the deployment.
        before: what was written down a minute ago.
        seen: how many of this region's own requests to itself failed, and of how many.
    """
    now = int(time.time())
    failed, asked = seen
    running, wanted = _size(deployment)
    item = {
        "id": "serving",
        "at": now,
        "role": deployment.role,
        "running": running,
        "wanted": wanted,
        "asked": asked,
        "failed": failed,
        **_largest(before if before.get("role") == deployment.role else {}, wanted, now),
        "version": _version(deployment),
        "revision": _revision(deployment),
    }
    if running < wanted:
        item["short_since"] = before.get("short_since") or now
    return item


def _largest(before, wanted, now):
    """Return how many were wanted at most in this hour and in the one before."""
    hour, last = now // HOUR, before.get("hour", 0)
    largest = before.get("largest", 0) if last == hour else 0
    earlier = {hour: "largest_before", hour - 1: "largest"}.get(last)
    return {
        "hour": hour,
        "largest": max(largest, wanted),
        "largest_before": before.get(earlier, 0) if earlier else 0,
    }


def _size(deployment):
    """Return how many tasks or instances run, and how many are wanted."""
    if deployment.ecs_service:
        return tasks(deployment)[:2]
    return instances(deployment)[:2] if deployment.autoscaling_group else (0, 0)


def _version(deployment):
    """Return the version of the database's engine."""
    if not deployment.global_cluster:
        return ""
    rds = asking.client("rds", deployment.region)
    found = rds.describe_db_clusters(DBClusterIdentifier=deployment.cluster)["DBClusters"]
    return found[0].get("EngineVersion", "")


def _revision(deployment):
    """Return what release runs; empty where that cannot be said."""
    try:
        return check_release.revision(deployment)
    except Exception:
        return ""
