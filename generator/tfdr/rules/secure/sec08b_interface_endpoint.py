"""SEC08B: see sec08b_interface_endpoint.md."""

from collections.abc import Iterator
from typing import Final

from tfdr.aws import containers, roles
from tfdr.aws.vpc_endpoints import is_for
from tfdr.evaluate import Resource, System, Text, Truth, known_text
from tfdr.evaluate.presence import held_by, why
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)

# Prefixes of actions with how the endpoint of the service is named. Those that AWS carries out for
# a workload, such as logs of functions, dead letters and decryption, need no way from its network.
_SERVICES: Final = {
    "cloudwatch": "monitoring",
    "ecs": "ecs",
    "events": "events",
    "kinesis": "kinesis-streams",
    "lambda": "lambda",
    "rds": "rds",
    "secretsmanager": "secretsmanager",
    "sns": "sns",
    "ssm": "ssm",
    "states": "states",
    "sts": "sts",
}
# Those that tasks call themselves, while Lambda does it for functions.
_OF_TASKS_ALONE: Final = {"sqs": "sqs", "xray": "xray"}
# What Fargate needs to start a task.
_OF_TASKS: Final = ("ecr.api", "ecr.dkr")


def check(system: System) -> Iterator[Verdict]:
    """Each network in which functions or tasks run, and out of which nothing leads."""
    calls: dict[Resource, dict[str, Resource]] = {}
    for workload, groups, role in _workloads(system):
        networks = {vpc for group in groups if (vpc := group.target("vpc_id")) is not None}
        for vpc in networks:
            called = calls.setdefault(vpc, {})
            for service in _called(workload, role, system):
                called.setdefault(service, workload)
    for vpc, called in calls.items():
        if vpc.type != "aws_vpc" or vpc.is_data or _has_way_out(vpc, system):
            continue
        endpoints = system.links(vpc, "aws_vpc_endpoint", "vpc_id")
        for service, workload in called.items():
            holds: Truth = held_by(endpoints, lambda each, to=service: is_for(each, to))  # type: ignore[misc]
            message = f"has no way to {service}, which {workload.address} calls"
            unknown = why(endpoints, "service_name")
            yield judge(vpc, holds, message, unknown=unknown)


def _workloads(system: System) -> Iterator[tuple[Resource, list[Resource], Resource | None]]:
    for function in system.resources("aws_lambda_function"):
        groups = function.targets("vpc_config.security_group_ids")
        if groups:
            yield function, groups, roles.of(function)
    for service in system.resources("aws_ecs_service"):
        path = "network_configuration"
        if service.is_true(f"{path}.assign_public_ip") is False:
            task = service.target("task_definition")
            role = roles.of(task, "task_role_arn") if task is not None else None
            yield service, service.targets(f"{path}.security_groups"), role


def _called(workload: Resource, role: Resource | None, system: System) -> Iterator[str]:
    """The services that a workload calls, by how their endpoints are named."""
    if workload.type == "aws_ecs_service" and workload.equals("launch_type", "FARGATE"):
        yield from _OF_TASKS
        task = workload.target("task_definition")
        if task is not None and _logs(task):
            yield "logs"
    services = _SERVICES
    if workload.type == "aws_ecs_service":
        services = {**_SERVICES, **_OF_TASKS_ALONE}
    # What AWS's own policies allow says little of what is called.
    for statement in roles.rights(system, role).written if role is not None else ():
        if statement.allows:
            for action in statement.actions:
                prefix = (known_text(action) or "").partition(":")[0]
                if prefix in services:
                    yield services[prefix]


def _logs(task: Resource) -> bool:
    content = containers.content(task)
    return "awslogs" in (str(content) if isinstance(content, str | Text) else repr(content))


def _has_way_out(vpc: Resource, system: System) -> bool:
    """Whether something may lead out of a network: NAT, or another network."""
    if system.links(vpc, "aws_ec2_transit_gateway_vpc_attachment", "vpc_id").exist is not False:
        return True
    subnets = system.links(vpc, "aws_subnet", "vpc_id")
    return any(
        system.links(subnet, type_, attribute).exist is not False
        for subnet in (*subnets.sure, *subnets.maybe)
        for type_, attribute in _NAT.items()
    )


_NAT: Final = {"aws_nat_gateway": "subnet_id", "aws_instance": "subnet_id"}
