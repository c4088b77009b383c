"""What is launched in the emulated AWS: as many tasks and instances as are wanted, if that works.

A launch takes no time unless a fault says so, and needs the images of a task where those are
wanted. What was refused is tried again in each minute; what runs goes on running.
"""

import uuid
from typing import Any

from moto.autoscaling.models import autoscaling_backends
from moto.core.utils import utcnow
from moto.ecs.models import Service, ecs_backends

from tfdr.emulator import kinds
from tfdr.emulator.inside import images, zones
from tfdr.emulator.inside.faults import faults
from tfdr.emulator.inside.simulation import simulation
from tfdr.emulator.protocol import ACCOUNT_ID

ECS, EC2 = "ecs", "ec2"


def run_desired(service: Service) -> None:
    """Run as many tasks of a service as are desired, or as can be launched."""
    if not _has_images(service):
        return
    running = service.running_count
    missing = service.desired_count - running
    if missing > 0:
        running += possible(service, service.region_name, ECS, missing, zones.of_service(service))
    _be(service, min(running, service.desired_count))


def _has_images(service: Service) -> bool:
    """Say whether tasks of a service can pull their images; the service says so if not."""
    if not (images.are_wanted() and service.task_definition):
        return True
    definition = service._backend.describe_task_definition(service.task_definition)
    if absent := images.missing(definition):
        _fail(service, f"CannotPullContainerError: {absent[0]}: not found")
        return False
    vars(service)["ran"] = service.task_definition
    return True


def _fail(service: Service, why: str) -> None:
    """Start nothing, and say why in the events; the circuit breaker rolls back what ran before."""
    message = f"(service {service.name}) was unable to place a task. Reason: {why}."
    if all(each["message"] != message for each in service.events):
        event = {"id": str(uuid.uuid4()), "createdAt": utcnow(), "message": message}
        service.events.insert(0, event)
    before = vars(service).get("ran")
    settings = getattr(service, "deployment_configuration", None) or {}
    if before and settings.get("deploymentCircuitBreaker", {}).get("rollback"):
        service.task_definition = before
    _be(service, min(service.running_count, service.desired_count))
    for deployment in service.deployments:
        deployment["rolloutState"] = "FAILED" if before else "IN_PROGRESS"


def possible(owner: Any, region: str, service: str, wanted: int, among: set[int]) -> int:
    """Return how many of some launches succeed now.

    Args:
        owner: the service or group that launches.
        region: where.
        service: `ecs` or `ec2`.
        wanted: how many it would launch.
        among: the zones that it may launch in; empty where nobody knows.
    """
    if among and among <= zones.lost(region):
        return 0
    lasting = [
        each for each in faults.of(kinds.LAUNCHES, region) if each.fault.service in ("*", service)
    ]
    since = vars(owner).setdefault("wanted_since", simulation.now)
    for each in lasting:
        if each.fault.how == kinds.LATE and simulation.now - since < each.fault.seconds:
            return 0
    limited = [each for each in lasting if each.fault.how == kinds.REFUSED]
    number = min([wanted, *(each.fault.at_most - each.used for each in limited)])
    for each in limited:
        each.used += number
    if number == wanted:
        del vars(owner)["wanted_since"]
    return number


def settle_all() -> None:
    """Launch what is wanted and does not run, and take away what ran in a zone that is lost."""
    for region, backend in list(ecs_backends[ACCOUNT_ID].items()):
        for service in list(backend.services.values()):
            gone = zones.tasks_lost(service)
            if gone:
                _be(service, service.running_count - gone)
            if faults.lives(region) and service.running_count < service.desired_count:
                run_desired(service)
    for region, groups in list(autoscaling_backends[ACCOUNT_ID].items()):
        for group in list(groups.autoscaling_groups.values()):
            _settle_group(groups, group, launches=faults.lives(region))


def _settle_group(backend: Any, group: Any, *, launches: bool) -> None:
    lost = zones.lost(group.region)
    gone = [
        state for state in group.instance_states if zones.number(state.instance.placement) in lost
    ]
    if gone:
        group.instance_states = [each for each in group.instance_states if each not in gone]
        backend.ec2_backend.terminate_instances([state.instance.id for state in gone])
    if launches and len(group.instance_states) < (group.desired_capacity or 0):
        group.set_desired_capacity(group.desired_capacity)
        gone = gone or [None]
    if gone:
        backend.update_attached_target_groups(group.name)


def _be(service: Service, running: int) -> None:
    """Have a service run so many tasks, and say so."""
    service.running_count = running
    service.pending_count = service.desired_count - running
    for deployment in service.deployments:
        deployment.update(
            desiredCount=service.desired_count,
            runningCount=running,
            pendingCount=service.pending_count,
            rolloutState="IN_PROGRESS" if service.pending_count else "COMPLETED",
            taskDefinition=service.task_definition,
        )
