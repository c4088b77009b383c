"""What exists in the emulated AWS, beyond what every empty account has.

A destroy has to leave the emulator as it found it. Asking each service's API what it has
would miss whatever nobody thought of asking for, so this walks moto's own memory.
"""

from collections.abc import Iterator, Mapping
from typing import Any

Inventory = dict[str, list[str]]
"""What there is of each kind: `{"ec2/eu-west-1/vpcs": ["vpc-1", "vpc-2"]}`."""

_NOT_RESOURCES = {
    # Nobody creates or deletes these: they record what happened.
    "cloudwatch": {"metric_data", "aws_metric_data"},
    "rds": {"events", "resource_map"},
    # Kept by AWS as well, after what they belonged to is gone.
    "ecs": {"task_definitions", "tasks", "services_deployments"},
}


def inventory() -> Inventory:
    """Return what exists in the moto of this process.

    A kind is listed when there is more or less of it than in a new account, such as the
    VPCs of a region where one was added to, or removed beside, the default one.
    """
    from moto.core import base_backend

    found: Inventory = {}
    everything: Any = base_backend.BackendDict
    for backends in list(everything._instances):
        for account_id, regions in list(backends.items()):
            for region, backend in list(regions.items()):
                new = type(backend)(region, account_id)
                ignored = _NOT_RESOURCES.get(backends.service_name, set())
                for kind in vars(backend).keys() - ignored:
                    there = _keys(getattr(backend, kind))
                    if len(there) != len(_keys(getattr(new, kind, None))):
                        found[f"{backends.service_name}/{region}/{kind}"] = sorted(there)
    return found


def _keys(value: object) -> list[str]:
    """Name the things in one attribute of a backend; an emptied container holds none."""
    return [name for name, _ in _entries(value)]


def _entries(value: object, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for key, below in list(value.items()):
            name = f"{path}/{key}" if path else str(key)
            if isinstance(below, (Mapping, list, set)):
                yield from _entries(below, name)
            else:
                yield name, below
    elif isinstance(value, (list, set)):
        for below in list(value):
            yield path or type(below).__name__, below
