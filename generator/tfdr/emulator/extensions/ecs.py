"""ECS: what services say of themselves.

moto 5.2.5 takes and forgets the grace period, zone rebalancing, managed tags, execute
command and the deployment settings of a service, and never starts a task of one, so that a
service never gets to its desired count.
"""

from typing import Any

from botocore import xform_name
from moto.core.responses import ActionResult
from moto.ecs.models import Service
from moto.ecs.responses import EC2ContainerServiceResponse

from tfdr.emulator.extensions.teach import Original, replaces, teaches

_READ_BACK = (
    "availabilityZoneRebalancing",
    "deploymentConfiguration",
    "enableECSManagedTags",
    "enableExecuteCommand",
    "healthCheckGracePeriodSeconds",
)


@teaches(EC2ContainerServiceResponse)
class Services:
    """Services that keep their settings and run what is desired."""

    @replaces
    def create_service(self: Any, original: Original) -> ActionResult:
        return _remembered(self, original())

    @replaces
    def update_service(self: Any, original: Original) -> ActionResult:
        return _remembered(self, original())


def _remembered(response: EC2ContainerServiceResponse, answer: ActionResult) -> ActionResult:
    result: Any = answer.result
    service: Service = result["service"]
    for name in _READ_BACK:
        value = response._get_param(name)
        if value is not None:
            setattr(service, xform_name(name), value)
    run_desired(service)
    return answer


def run_desired(service: Service) -> None:
    """Run as many tasks of a service as are desired."""
    service.running_count = service.desired_count
    service.pending_count = 0
    for deployment in service.deployments:
        deployment.update(
            desiredCount=service.desired_count,
            runningCount=service.desired_count,
            pendingCount=0,
            rolloutState="COMPLETED",
            taskDefinition=service.task_definition,
        )
