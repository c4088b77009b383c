"""Where things are, as more than one rule asks about it."""

from typing import Final

from generator.evaluate import (
    Body,
    Ref,
    Region,
    Resource,
    System,
    Text,
    Truth,
    Unknown,
    Value,
    all_of,
    plain,
)

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
    parts: list[list[str | Ref | Unknown]] = [[]]
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
    why = resource.unknowns("for_each", "count")
    asked = bool(why) and all(each.startswith("data.") or ".data." in each for each in why)
    return True if asked else None


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
