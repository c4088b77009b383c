"""Replicas of secrets that a change did not get to: they keep what they had."""

from copy import deepcopy
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from moto.secretsmanager.models import ReplicaSecret

from tfdr.emulator.inside.memory import keep


@dataclass(frozen=True)
class Kept:
    """What a replica has kept.

    Attributes:
        versions: as moto has them.
        default_version_id: of the current one.
    """

    versions: dict[str, dict[str, Any]]
    default_version_id: str | None


_kept: WeakKeyDictionary[ReplicaSecret, Kept] = keep("replicas", WeakKeyDictionary())


def leave_behind(replica: ReplicaSecret, why: str) -> None:
    """Let a replica keep what it has, and say why it is not in sync."""
    if replica not in _kept:
        source = replica.source
        _kept[replica] = Kept(deepcopy(source.versions), source.default_version_id)
    replica.config.update(Status="Failed", StatusMessage=why)


def bring_up(replica: ReplicaSecret) -> None:
    """Let a replica have what its source has."""
    if _kept.pop(replica, None) is not None:
        replica.config.update(Status="InSync", StatusMessage="Replication succeeded")


def kept_by(replica: ReplicaSecret) -> Kept | None:
    """Return what a replica has kept, None if it is in sync."""
    return _kept.get(replica)
