"""Zones of the emulated AWS that are lost, and what was in them.

A zone is known by its number: the first is the one whose name ends with `a`. Tasks of a service are
spread over the zones of its subnets, and the instances of a cluster over three, the writer's in the
first. Where the writer's instance is lost, Aurora promotes another of the cluster within a minute.
"""

from typing import Any

from moto.ec2.models import ec2_backends

from tfdr.emulator import kinds
from tfdr.emulator.inside.faults import faults
from tfdr.emulator.inside.simulation import simulation
from tfdr.emulator.protocol import ACCOUNT_ID

_OF_A_CLUSTER = 3
_PROMOTED_AFTER = 60.0  # seconds: Aurora's own failover, "typically within 60 seconds" (user guide)


def lost(region: str) -> set[int]:
    """Return the zones of a region that are lost."""
    return {each.fault.zone for each in faults.of(kinds.ZONE, region)}


def number(placement: Any) -> int:
    """Return the number of a zone by its name, or by moto's placement of an instance."""
    name = str(getattr(placement, "zone", placement))
    return ord(name[-1]) - ord("a") + 1


def of_subnets(region: str, subnets: list[str]) -> set[int]:
    """Return the zones that subnets are in."""
    backend = ec2_backends[ACCOUNT_ID][region]
    found = [backend.get_subnet(each) for each in subnets]
    return {number(each.availability_zone) for each in found}


def of_service(service: Any) -> set[int]:
    """Return the zones that a service of ECS runs its tasks in."""
    network = getattr(service, "network_configuration", None) or {}
    within = network.get("awsvpcConfiguration") or network.get("awsvpc_configuration") or {}
    return of_subnets(service.region_name, within.get("subnets") or [])


def tasks_lost(service: Any) -> int:
    """Return how many tasks of a service were in zones that are lost; each is counted once."""
    gone = lost(service.region_name)
    known: set[int] = vars(service).setdefault("zones_lost", set())
    fresh, vars(service)["zones_lost"] = gone - known, gone
    among = sorted(of_service(service) - known) if fresh else []
    places = [among[task % len(among)] for task in range(service.running_count)] if among else []
    return sum(place in fresh for place in places)


def has_database(cluster: Any) -> bool:
    """Say whether a cluster has an instance that answers, as far as zones are concerned."""
    since = {each.fault.zone: each.began for each in faults.of(kinds.ZONE, cluster.region)}
    places = [1 + place % _OF_A_CLUSTER for place in range(len(cluster.members))]
    left = [place for place in places if place not in since]
    if not left or not since:
        return bool(left)
    return left[0] == places[0] or simulation.now - since[places[0]] >= _PROMOTED_AFTER
