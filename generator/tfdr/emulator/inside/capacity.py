"""How much runs in a region to serve clients, and autoscaling that follows a made-up load."""

from collections.abc import Iterator
from typing import Any

from moto.applicationautoscaling.models import applicationautoscaling_backends
from moto.autoscaling.models import autoscaling_backends
from moto.ecs.models import ecs_backends

from tfdr.emulator.inside.faults import faults
from tfdr.emulator.inside.launches import run_desired
from tfdr.emulator.protocol import ACCOUNT_ID


def running(region: str) -> int:
    """Return how many tasks and instances run in a region behind load balancers."""
    tasks = [int(each.running_count) for each in _services(region)]
    instances = [
        state.lifecycle_state == "InService"
        for group in _groups(region)
        for state in group.instance_states
    ]
    return sum(tasks) + instances.count(True)


def scale(region: str, needed: int) -> None:
    """Have as many run as are needed, within the bounds that are set; it does not shrink.

    Autoscaling of a region that is away or closed does nothing.
    """
    if not faults.lives(region) or not running(region):
        return
    for service in _services(region):
        wanted = min(needed, _most_tasks(region, service))
        if wanted > service.desired_count:
            service.desired_count = wanted
            run_desired(service)
    for group in _groups(region):
        wanted = min(needed, int(group.max_size))
        if wanted > (group.desired_capacity or 0):
            group.set_desired_capacity(wanted)
            autoscaling_backends[ACCOUNT_ID][region].update_attached_target_groups(group.name)


def _services(region: str) -> Iterator[Any]:
    for service in list(ecs_backends[ACCOUNT_ID][region].services.values()):
        if service.load_balancers:
            yield service


def _groups(region: str) -> Iterator[Any]:
    for group in list(autoscaling_backends[ACCOUNT_ID][region].autoscaling_groups.values()):
        if group.target_group_arns:
            yield group


def _most_tasks(region: str, service: Any) -> int:
    name = f"service/{service.cluster_name}/{service.name}"
    for found in applicationautoscaling_backends[ACCOUNT_ID][region].targets.values():
        if name in found:
            return int(found[name].max_capacity or 0)
    return int(service.desired_count)
