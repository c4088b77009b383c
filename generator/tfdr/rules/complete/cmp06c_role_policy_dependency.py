"""CMP06C: resources that use a role depend on the role's policies."""

from collections.abc import Iterator
from typing import Final

from tfdr.aws import roles
from tfdr.evaluate import Resource, System, Truth
from tfdr.evaluate.order import comes_after
from tfdr.rules import WARNING, Rule, Verdict, judge

RULE = Rule(severity=WARNING, is_recovery=False)


# What AWS tries when it is made, by the attribute that names the role.
_USERS: Final = {
    "aws_backup_selection": "iam_role_arn",
    "aws_cloudtrail": "cloud_watch_logs_role_arn",
    "aws_db_proxy": "role_arn",
    "aws_flow_log": "iam_role_arn",
    "aws_lambda_function": "role",
    "aws_rds_cluster_instance": "monitoring_role_arn",
}


def check(system: System) -> Iterator[Verdict]:
    """Each such resource, by the policies of its role that are in the code."""
    for user, path, role in _users(system):
        found = roles.grants(system, role)
        # Those of the same module; what a caller adds is for what it adds.
        sure = [each for each in found if each.module is role.module]
        maybe = found.maybe
        holds: Truth = comes_after(user, sure)
        if holds and not sure and maybe:
            holds = comes_after(user, maybe) or None
        message = f"does not wait for the policies of {role.address}"
        unknown = [each.address for each in maybe]
        if sure or maybe:
            yield judge(user, holds, message, path, unknown=unknown)
    for rotation in system.resources("aws_secretsmanager_secret_rotation"):
        function = rotation.target("rotation_lambda_arn")
        if function is not None and function.type == "aws_lambda_function":
            permissions = system.links(function, "aws_lambda_permission", "function_name").sure
            message = f"does not wait for the permission to invoke {function.address}"
            if permissions:
                holds = comes_after(rotation, permissions)
                yield judge(rotation, holds, message, "rotation_lambda_arn")


def _users(system: System) -> Iterator[tuple[Resource, str, Resource]]:
    """What acts by a role of the code as soon as it is made: it, where that is said, the role."""
    for type_, path in _USERS.items():
        for user in system.resources(type_):
            role = roles.of(user, path)
            if role is not None:
                yield user, path, role
    for service in system.resources("aws_ecs_service"):
        task = service.target("task_definition")
        role = roles.of(task, "execution_role_arn") if task is not None else None
        if role is not None:
            yield service, "task_definition", role
    for group in system.resources("aws_autoscaling_group"):
        role = roles.of_instances(group)
        if role is not None:
            yield group, "launch_template", role
