"""ECS: what services say of themselves.

moto 5.2.5 takes and forgets the grace period, zone rebalancing, managed tags, execute
command and the deployment settings of a service, and never starts a task of a new one. Of one that
is changed it starts all at once; how many tasks run is in `inside.launches`.
"""

from typing import Any

from botocore import xform_name
from moto.core.responses import ActionResult
from moto.ecr.models import ECRBackend
from moto.ecs.models import EC2ContainerServiceBackend, Service, ecs_backends
from moto.ecs.responses import EC2ContainerServiceResponse

from tfdr.emulator.extensions.teach import Original, replaces, teaches
from tfdr.emulator.inside import images
from tfdr.emulator.inside.launches import run_desired

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


@teaches(EC2ContainerServiceBackend)
class Running:
    """Tasks that a change neither starts nor ends."""

    @replaces
    def update_service(
        self: Any, original: Original, service_properties: dict[str, Any]
    ) -> Service:
        name = service_properties["service"].split("/")[-1]
        before = self._get_service(service_properties.get("cluster", "default"), name)
        running = 0 if before is None else before.running_count
        service: Service = original(service_properties)
        service.running_count = running
        return service


@teaches(ECRBackend)
class Registry:
    """A registry whose new images are what services wait for."""

    @replaces
    def put_image(self: Any, original: Original, *args: Any, **kwargs: Any) -> Any:
        image = original(*args, **kwargs)
        if not images.are_wanted():
            return image
        for service in list(ecs_backends[self.account_id][self.region_name].services.values()):
            run_desired(service)
        return image
