"""Prerequisites of services, instances and functions."""

from collections.abc import Iterator
from typing import Any

from moto.ec2.models import ec2_backends
from moto.ecs.models import ecs_backends
from moto.elbv2.models import elbv2_backends
from moto.iam.models import iam_backends

from tfdr.emulator.oracles.call import Call, Objection
from tfdr.emulator.oracles.order.prerequisites import before
from tfdr.emulator.protocol import ACCOUNT_ID

_ECS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide"


@before("ecs:CreateService", source=f"{_ECS}/service-load-balancing.html")
def target_groups_have_a_balancer(call: Call) -> Iterator[Objection]:
    """A target group of a service is one that a load balancer forwards to."""
    groups = elbv2_backends[ACCOUNT_ID][call.region].target_groups
    for each in call.get("loadBalancers") or []:
        arn = each.get("targetGroupArn")
        if arn in groups and not groups[arn].load_balancer_arns:
            yield Objection(
                "InvalidParameterException",
                f"The target group with targetGroupArn {arn} does not have an associated load "
                "balancer.",
            )


@before("ecs:CreateService", source=f"{_ECS}/service-load-balancing.html")
def balanced_containers_exist(call: Call) -> Iterator[Objection]:
    """A container that a service balances is in its task definition, and opens the port."""
    name = str(call.get("taskDefinition")).rsplit("/", 1)[-1]
    found: Any
    try:
        found = ecs_backends[ACCOUNT_ID][call.region].describe_task_definition(name)
    except Exception:  # moto's own, whatever it is called: it will say so itself
        return
    ports = {
        (container["name"], mapping.get("containerPort"))
        for container in found.container_definitions
        for mapping in container.get("portMappings", ())
    }
    for each in call.get("loadBalancers") or []:
        wanted = (each.get("containerName"), each.get("containerPort"))
        if wanted not in ports:
            yield Objection(
                "InvalidParameterException",
                f"The container {wanted[0]} did not have a container port {wanted[1]} defined.",
            )


@before(
    "autoscaling:CreateAutoScalingGroup",
    "autoscaling:UpdateAutoScalingGroup",
    source="https://docs.aws.amazon.com/autoscaling/ec2/userguide/ts-as-launch-template.html",
)
def instance_profiles_exist(call: Call) -> Iterator[Objection]:
    """The instance profile of a group's launch template exists, and has a role."""
    wanted = call.get("LaunchTemplate", "LaunchTemplateId")
    template = ec2_backends[ACCOUNT_ID][call.region].launch_templates.get(wanted)
    if template is None:
        return
    named = template.latest_version().data.get("IamInstanceProfile") or {}
    profiles = iam_backends[ACCOUNT_ID]["aws"].instance_profiles
    for each in list(profiles.values()):
        if each.roles and (each.name == named.get("Name") or each.arn == named.get("Arn")):
            return
    if named:
        yield Objection(
            "ValidationError",
            "You must use a valid fully-formed launch template. Invalid IAM Instance Profile "
            f"{named.get('Name') or named.get('Arn')}",
        )


@before(
    "application-autoscaling:RegisterScalableTarget",
    source="https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html",
)
def scaled_services_exist(call: Call) -> Iterator[Objection]:
    """What is scaled exists."""
    resource = str(call.get("ResourceId"))
    if call.get("ServiceNamespace") != "ecs" or resource.count("/") != 2:
        return
    _, cluster, name = resource.split("/")
    services = ecs_backends[ACCOUNT_ID][call.region].services
    if f"{cluster}:{name}" not in services:
        yield Objection("ValidationException", f"ECS service doesn't exist: {resource}")
