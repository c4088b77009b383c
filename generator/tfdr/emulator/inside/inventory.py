"""What exists in the emulated AWS, beyond what every empty account has.

A destroy has to leave the emulator as it found it. Asking each service's API what it has
would miss whatever nobody thought of asking for, so this walks moto's own memory.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from moto.core import base_backend

Inventory = dict[str, list[str]]
"""What there is of each kind: `{"ec2/eu-west-1/vpcs": ["vpc-1", "vpc-2"]}`."""

# Bookkeeping of moto that AWS would clear along with the resource, or that records what was.
_NO_RESOURCES = {"metric_data", "aws_metric_data", "events", "resource_map", "tags"}
_NO_RESOURCES |= {"resource_tags", "delegation_sets", "task_definitions"}
_NO_RESOURCES |= {"launch_template_insert_order"}
# Of these AWS makes one with the first database that names none of its own.
_DEFAULTS = {"DBParameterGroup", "DBClusterParameterGroup"}
# What AWS goes on describing for a while after it was deleted, and moto for ever.
_GONE = {"deleted", "DELETED", "INACTIVE", "PendingDeletion", "terminated"}


def inventory() -> Inventory:
    """Return what exists in the moto of this process.

    A kind is listed when there is more or less of it than in a new account, such as the
    VPCs of a region where one was added to, or removed beside, the default one.
    """
    found: Inventory = {}
    everything: Any = base_backend.BackendDict
    for backends in list(everything._instances):
        for account_id, regions in list(backends.items()):
            for region, backend in list(regions.items()):
                new = type(backend)(region, account_id)
                for kind in vars(backend).keys() - _NO_RESOURCES:
                    there = list(_names(getattr(backend, kind)))
                    usual = list(_names(getattr(new, kind, None)))
                    if not kind.startswith("_") and len(there) != len(usual):
                        found[f"{backends.service_name}/{region}/{kind}"] = sorted(there)
    return found


def _names(value: object, path: str = "") -> Iterator[str]:
    """Name the things in one attribute of a backend; an emptied container holds none."""
    if isinstance(value, Mapping):
        for key, below in list(value.items()):
            yield from _names_of_entry(below, f"{path}/{key}" if path else str(key))
    elif isinstance(value, (list, set)):
        for below in list(value):
            yield from _names_of_entry(below, path or type(below).__name__)


def _names_of_entry(value: object, name: str) -> Iterator[str]:
    if isinstance(value, (Mapping, list, set)):
        yield from _names(value, name)
    elif not _is_gone(value):
        yield name


def _is_gone(resource: object) -> bool:
    if type(resource).__name__ == "Reservation":  # of instances, and nothing without them
        return all(_is_gone(instance) for instance in getattr(resource, "instances", ()))
    if _is_of_aws(resource):
        return True
    for attribute in ("state", "status", "key_state"):
        said = getattr(resource, attribute, None)
        if isinstance(said, Mapping):
            said = said.get("Code")
        if isinstance(said, str) and said in _GONE:
            return True
    return False


def _is_of_aws(resource: object) -> bool:
    """Say whether AWS made something for the account, which nobody can delete."""
    named = str(getattr(resource, "name", ""))
    is_default = type(resource).__name__ in _DEFAULTS and named.startswith("default.")
    return is_default or getattr(resource, "key_manager", None) == "AWS"
