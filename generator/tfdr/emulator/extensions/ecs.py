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

from tfdr.emulator.extensions.teach import teach

_READ_BACK = (
    "availabilityZoneRebalancing",
    "deploymentConfiguration",
    "enableECSManagedTags",
    "enableExecuteCommand",
    "healthCheckGracePeriodSeconds",
)


def install() -> None:
    """Teach moto to read back a service's settings and to run what is desired."""
    create = EC2ContainerServiceResponse.create_service
    update = EC2ContainerServiceResponse.update_service

    @teach(EC2ContainerServiceResponse)
    def create_service(self: EC2ContainerServiceResponse) -> ActionResult:
        return _remembered(self, create(self))

    @teach(EC2ContainerServiceResponse)
    def update_service(self: EC2ContainerServiceResponse) -> ActionResult:
        return _remembered(self, update(self))


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
