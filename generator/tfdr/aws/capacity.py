"""How much runs in a region, and up to how much it grows."""

from typing import Final

from tfdr.evaluate import Links, Region, Resource, System, Text, Truth, Value, all_of, plain
from tfdr.evaluate.identity import means
from tfdr.evaluate.presence import gathered
from tfdr.evaluate.values import number, same

COMPUTE: Final = ("aws_ecs_service", "aws_autoscaling_group")
_AT_FIRST: Final = {
    "aws_ecs_service": ("desired_count",),
    "aws_autoscaling_group": ("desired_capacity", "min_size"),
}


def in_region(system: System, region: Region, *types: str) -> list[Resource]:
    """The resources of these types that are certainly in a region."""
    return [each for each in system.resources(*types) if each.region.is_same(region) is True]


def at_first(compute: Resource) -> tuple[str, Value]:
    """How much of it runs before anything scales: the attribute that says so, and its value."""
    for name in _AT_FIRST[compute.type]:
        if compute.get(name) is not None:
            return name, compute.get(name)
    return _AT_FIRST[compute.type][-1], None


def is_asleep(system: System, region: Region) -> Truth:
    """Whether nothing runs in a region until somebody scales it; False where there is nothing."""
    found = in_region(system, region, *COMPUTE)
    if not found or in_region(system, region, "aws_instance", "aws_apigatewayv2_api"):
        return False
    return all_of(*(same(at_first(each)[1], 0) for each in found))


def scalers(system: System, service: Resource) -> Links:
    """What scales an ECS service."""
    return gathered(
        {
            target: _scales(target, service)
            for target in system.resources("aws_appautoscaling_target")
            if target.region.is_same(service.region) is not False
            and target.equals("service_namespace", "ecs") is not False
        }
    )


def _scales(target: Resource, service: Resource) -> Truth:
    if service in target.targets("resource_id") or _is_written(target, service):
        return True
    value = plain(target.get("resource_id"))
    if isinstance(value, str):
        return means(value.rpartition("/")[2], service, "name")
    end = value.suffix.rpartition("/")[2] if isinstance(value, Text) else ""
    name = service.text("name")
    return False if end and name and not name.endswith(end) else None


def _is_written(target: Resource, service: Resource) -> bool:
    """Whether the target names the service beside it, though not all of the name is known."""
    written = target.expression("resource_id")
    if written is None or target.module is not service.module:
        return False
    names = {each.parts[:2] for each in written.references}
    alike = target.key == service.key or None in (target.key, service.key)
    return alike and ("aws_ecs_service", service.name) in names


def is_at_least(one: Value, other: Value) -> Truth:
    """Whether a number is at least another."""
    if same(one, other):
        return True
    left, right = number(one), number(other)
    return None if left is None or right is None else left >= right
