"""Who reaches what, and as whom."""

from collections.abc import Iterator

from tfdr.aws import containers
from tfdr.aws.buckets import PUBLIC_ACCESS
from tfdr.controls.catalogue import Numbers
from tfdr.controls.checks.numbers import at_most, shown
from tfdr.evaluate import (
    Body,
    Fields,
    Resource,
    System,
    Truth,
    Value,
    all_of,
    known_text,
    negate,
    truth,
)
from tfdr.rules import Verdict, judge


def bucket_public_access(system: System, _: Numbers) -> Iterator[Verdict]:
    """Each public access block, by its four settings."""
    for block in system.resources("aws_s3_bucket_public_access_block"):
        for setting in PUBLIC_ACCESS:
            yield judge(block, block.is_true(setting), f"does not {_said(setting)}", setting)


def _said(setting: str) -> str:
    return setting.replace("_", " ")


def no_public_addresses(system: System, _: Numbers) -> Iterator[Verdict]:
    """Each subnet, service and launch template."""
    places = {
        "aws_ecs_service": "network_configuration.assign_public_ip",
        "aws_launch_template": "network_interfaces.associate_public_ip_address",
        "aws_subnet": "map_public_ip_on_launch",
    }
    for type_, path in places.items():
        for resource in system.resources(type_):
            given = negate(resource.is_true(path))
            yield judge(resource, given, "gives what runs there a public address", path)
    for template in system.resources("aws_launch_template"):
        # Where nothing is said, the subnet decides.
        said = template.has("network_interfaces.associate_public_ip_address")
        yield judge(template, said, "leaves public addresses to its subnets", "network_interfaces")


def private_database(system: System, _: Numbers) -> Iterator[Verdict]:
    """Each database instance."""
    for instance in system.resources("aws_rds_cluster_instance"):
        private = negate(instance.is_true("publicly_accessible"))
        yield judge(instance, private, "is public", "publicly_accessible")


def closed_default_groups(system: System, _: Numbers) -> Iterator[Verdict]:
    """Each default security group."""
    for group in system.resources("aws_default_security_group"):
        for direction in ("ingress", "egress"):
            closed = negate(group.has(direction))
            yield judge(group, closed, f"allows {direction}", direction)


def instance_metadata(system: System, _: Numbers) -> Iterator[Verdict]:
    """Each launch template."""
    for template in system.resources("aws_launch_template"):
        required = template.equals("metadata_options.http_tokens", "required")
        yield judge(template, required, "lets instances answer IMDSv1", "metadata_options")


def unprivileged_containers(system: System, _: Numbers) -> Iterator[Verdict]:
    """Each task definition, by its containers."""
    at = containers.AT
    for task in system.resources("aws_ecs_task_definition"):
        known = _containers(task)
        if known is None:
            yield judge(task, None, "its containers", at)
            continue
        for container in known:
            name = known_text(container.get("name")) or "one"
            yield judge(task, _has_user(container), f"runs the container {name} as root", at)
            read_only = truth(container.get("readonlyRootFilesystem"))
            yield judge(task, read_only, f"lets the container {name} write to its image", at)
            plain_rights = negate(truth(container.get("privileged")))
            yield judge(task, plain_rights, f"gives the container {name} all privileges", at)


def _containers(task: Resource) -> list[Fields] | None:
    found = containers.of(task)
    known = [each for each in found or () if isinstance(each, Fields)]
    return known if found is not None and len(known) == len(found) else None


def _has_user(container: Fields) -> Truth:
    user: Value = container.get("user")
    if user is None:
        return False
    text = known_text(user)
    return None if text is None else text.partition(":")[0] not in ("", "0", "root")


def database_roles(system: System, _: Numbers) -> Iterator[Verdict]:
    """Each cluster and proxy."""
    for cluster in system.resources("aws_rds_cluster"):
        path = "iam_database_authentication_enabled"
        yield judge(cluster, cluster.is_true(path), "knows no IAM identities", path)
    for proxy in system.resources("aws_db_proxy"):
        ways = proxy.blocks("auth")
        holds = all_of(*map(_is_by_role, ways)) if ways else False
        yield judge(proxy, holds, "takes passwords from clients", "auth")


def _is_by_role(way: Body) -> Truth:
    return way.equals("iam_auth", "REQUIRED")


def secret_rotation(system: System, level: Numbers) -> Iterator[Verdict]:
    """Each rotation of a secret."""
    most = level["secret_rotation_days"]
    path = "rotation_rules.automatically_after_days"
    for rotation in system.resources("aws_secretsmanager_secret_rotation"):
        message = (
            f"replaces the secret after {shown(rotation, path)} days; at most {most} are asked"
        )
        yield judge(rotation, at_most(rotation, path, most), message, "rotation_rules")
