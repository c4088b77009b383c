"""What has to be there before tasks and instances, which start as soon as their service is made.

AWS makes the service or the group all the same, and what it starts fails.
"""

import base64
import binascii
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from moto.ec2.models import ec2_backends
from moto.ecs.models import ecs_backends

from tfdr.emulator.oracles.call import Call, Objection
from tfdr.emulator.oracles.order.prerequisites import before
from tfdr.emulator.oracles.order.ways import Place, databases, lets_in, lets_out, missing
from tfdr.emulator.protocol import ACCOUNT_ID

_ECS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide"
_ASG = "https://docs.aws.amazon.com/autoscaling/ec2/userguide"

_HTTPS = 443
_REGISTRY = ("ecr.api", "ecr.dkr", "s3")
"""What an image comes from: its layers are objects."""


@dataclass(frozen=True)
class _Start:
    """Something that starts with the call that makes it.

    Attributes:
        place: where.
        needs: the services that it calls before it does anything else.
        told: what it is told, hosts of databases among it.
    """

    place: Place
    needs: frozenset[str]
    told: str


@before("ecs:CreateService", source=f"{_ECS}/task_cannot_pull_image.html")
def tasks_have_a_way_out(call: Call) -> Iterator[Objection]:
    """The first tasks pull images and send logs by routes, endpoints and rules that are there."""
    yield from _without_a_way("ResourceInitializationError", _tasks(call))


@before("ecs:CreateService", source=f"{_ECS}/networking-connecting-vpc.html")
def tasks_are_let_into_their_database(call: Call) -> Iterator[Objection]:
    """The first tasks reach the database that they are told of: both sides have rules."""
    yield from _without_a_database("ServiceTaskStartImpaired", _tasks(call))


@before("autoscaling:CreateAutoScalingGroup", source=f"{_ASG}/asg-in-vpc.html")
def instances_have_a_way_out(call: Call) -> Iterator[Objection]:
    """The first instances pull images by routes, endpoints and rules that are there."""
    yield from _without_a_way("InstanceUnhealthy", _instances(call))


@before("autoscaling:CreateAutoScalingGroup", source=f"{_ASG}/asg-in-vpc.html")
def instances_are_let_into_their_database(call: Call) -> Iterator[Objection]:
    """The first instances reach the database that they are told of: both sides have rules."""
    yield from _without_a_database("InstanceUnhealthy", _instances(call))


def _without_a_way(code: str, start: _Start | None) -> Iterator[Objection]:
    if start is None or not start.needs:
        return
    if not lets_out(start.place, _HTTPS):
        says = f"no rule of {_named(start.place.groups)} lets anything out to HTTPS"
        yield Objection(code, says, refuses=False)
    for subnet, services in missing(start.place, start.needs):
        says = f"{subnet} has neither a route to the internet nor endpoints of {services}"
        yield Objection(code, says, refuses=False)


def _without_a_database(code: str, start: _Start | None) -> Iterator[Objection]:
    if start is None:
        return
    for each in databases(start.place.region):
        if not any(host in start.told for host in each.hosts):
            continue
        if not lets_out(start.place, each.port, each.groups):
            says = f"no rule of {_named(start.place.groups)} leads to {each.hosts[0]}"
            yield Objection(code, says, refuses=False)
        elif not lets_in(start.place, each.port, each.groups):
            says = f"no rule of {_named(each.groups)} admits them to {each.hosts[0]}"
            yield Objection(code, says, refuses=False)


def _named(groups: frozenset[str]) -> str:
    return ", ".join(sorted(groups))


def _tasks(call: Call) -> _Start | None:
    network = call.get("networkConfiguration", "awsvpcConfiguration")
    if not network or not call.get("desiredCount"):
        return None
    name = str(call.get("taskDefinition")).rsplit("/", 1)[-1]
    definition: Any
    try:
        definition = ecs_backends[ACCOUNT_ID][call.region].describe_task_definition(name)
    except Exception:  # moto's own, whatever it is called: it will say so itself
        return None
    containers = definition.container_definitions
    needs: set[str] = set()
    for each in containers:
        needs |= set(_REGISTRY) if ".dkr.ecr." in str(each.get("image")) else set()
        logs = (each.get("logConfiguration") or {}).get("logDriver")
        needs |= {"logs"} if logs == "awslogs" else set()
        for secret in each.get("secrets") or []:
            parameter = ":secretsmanager:" not in str(secret.get("valueFrom"))
            needs.add("ssm" if parameter else "secretsmanager")
    place = Place(
        call.region,
        tuple(network.get("subnets") or ()),
        frozenset(network.get("securityGroups") or ()),
        is_public=network.get("assignPublicIp") == "ENABLED",
    )
    return _Start(place, frozenset(needs), str(containers))


def _instances(call: Call) -> _Start | None:
    wanted = call.get("DesiredCapacity")
    if not (call.get("MinSize") if wanted is None else wanted):
        return None
    named = call.get("LaunchTemplate", "LaunchTemplateId")
    template = ec2_backends[ACCOUNT_ID][call.region].launch_templates.get(named)
    if template is None:
        return None
    data = template.latest_version().data
    interfaces = data.get("NetworkInterfaces") or [{}]
    groups = data.get("SecurityGroupIds") or interfaces[0].get("Groups") or []
    told = _decoded(str(data.get("UserData") or ""))
    place = Place(
        call.region,
        tuple(each for each in str(call.get("VPCZoneIdentifier") or "").split(",") if each),
        frozenset(groups),
        is_public=str(interfaces[0].get("AssociatePublicIpAddress")).lower() == "true",
    )
    needs = frozenset(_REGISTRY if ".dkr.ecr." in told else ())
    return _Start(place, needs, told)


def _decoded(text: str) -> str:
    try:
        return base64.b64decode(text, validate=True).decode(errors="replace")
    except binascii.Error:
        return text
