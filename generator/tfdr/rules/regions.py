"""Where things are, as more than one rule asks about it."""

from typing import Final

from tfdr.evaluate import (
    Body,
    Ref,
    Region,
    Resource,
    System,
    Text,
    Truth,
    Value,
    all_of,
    plain,
    references,
)
from tfdr.evaluate.values import ANY

# A region that serves has one of these; a function alone may only watch the others.
_SERVING: Final = (
    "aws_autoscaling_group",
    "aws_db_instance",
    "aws_ecs_service",
    "aws_eks_cluster",
    "aws_instance",
    "aws_lb",
    "aws_rds_cluster",
    "aws_vpc",
)
_REGION_OF_ARN: Final = 3
_DEEPEST: Final = 5
_REPEAT: Final = ("for_each", "count")


def serving_regions(system: System) -> list[Region]:
    """The regions that serve, or would after a failover; the primary first."""
    serving = [each.region for each in system.resources(*_SERVING)]
    found = [
        region
        for region in system.working_regions
        if not serving or any(region.is_same(each) for each in serving)
    ]
    return sorted(found, key=lambda region: region is not system.primary)


def lies_in(body: Body, path: str, region: Region) -> Truth:
    """Whether what an attribute names, by a reference or an ARN, is in a region."""
    return value_lies_in(body.get(path), region)


def value_lies_in(value: Value, region: Region) -> Truth:
    """Whether what a reference or an ARN leads to is in a region."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if isinstance(value, Ref) and (value.attribute or not value.target.owner.is_data):
        return value.target.owner.region.is_same(region)
    inside = plain(value)
    if isinstance(inside, Text):
        return _of_parts(inside, region)
    if not isinstance(inside, str) or not region.code:
        return None
    parts = inside.split(":")
    return parts[_REGION_OF_ARN] == region.code if len(parts) > _REGION_OF_ARN + 2 else None


def _of_parts(text: Text, region: Region) -> Truth:
    """Of an ARN of which a part is not known, such as the account."""
    parts: list[list[Value]] = [[]]
    for each in text.parts:
        if isinstance(each, str):
            first, *more = each.split(":")
            parts[-1].append(first)
            parts.extend([one] for one in more)
        else:
            parts[-1].append(each)
    if len(parts) <= _REGION_OF_ARN or not region.code:
        return None
    named = [each for each in parts[_REGION_OF_ARN] if each != ""]
    if not all(isinstance(each, str) for each in named) or not named:
        return None
    return "".join(map(str, named)) == region.code


def is_there(resource: Resource) -> Truth:
    """Whether a resource is made at all; a list that AWS itself gives, as of zones, is not empty.

    Whether one is made that a variable or another unknown value repeats, is not known.
    """
    if not resource.maybe:
        return True
    return _is_repeated(resource, _DEEPEST)


def _is_repeated(resource: Resource, depth: int) -> Truth:
    """Whether what repeats it is a list of AWS's, or another resource that is repeated by one."""
    values = [each for name in _REPEAT if (each := resource.get(name)) is not None]
    owners = {ref.target.owner for value in values for ref in references(value)}
    if not owners or not depth or resource.key != ANY:
        return None
    return all_of(
        *(
            each.is_data or not each.maybe or _is_repeated(each, depth - 1)
            for each in owners
            if each is not resource
        ),
        None if any(each.startswith("var.") for each in resource.unknowns(*_REPEAT)) else True,
    )


def unless_elsewhere(system: System, holds: Truth) -> Truth:
    """What is missing may be in a module that is not in the repository."""
    return None if holds is False and system.not_followed else holds


def are_apart(one: Region, other: Region) -> Truth:
    """Whether two regions differ."""
    together = one.is_same(other)
    return None if together is None else not together


def all_there(*resources: Resource) -> Truth:
    """Whether all of these are made."""
    return all_of(*map(is_there, resources))


def behind(body: Body, path: str, type_: str) -> list[Resource]:
    """The resources that an attribute refers to; where it is `each.value`, what repeats it."""
    found = [each for each in body.targets(path) if each.type == type_]
    if not found and isinstance(body, Resource) and body.key == ANY:
        owners = [ref.target.owner for ref in references(body.get("for_each"))]
        found = [each for each in owners if each.type == type_]
    return found
