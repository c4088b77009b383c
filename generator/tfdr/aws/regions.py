"""Which regions serve, and where something is."""

from typing import Final

from tfdr.evaluate import (
    Region,
    System,
    Truth,
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


def serving_regions(system: System) -> list[Region]:
    """The regions that serve, or would after a failover; the primary first."""
    serving = [each.region for each in system.resources(*_SERVING)]
    found = [
        region
        for region in system.working_regions
        if not serving or any(region.is_same(each) for each in serving)
    ]
    return sorted(found, key=lambda region: region is not system.primary)


def is_beside(region: Region, serving: list[Region]) -> bool:
    """Whether a region is none of those that serve: it builds, watches or keeps for them."""
    return all(region.is_same(each) is False for each in serving)


def are_apart(one: Region, other: Region) -> Truth:
    """Whether two regions differ."""
    together = one.is_same(other)
    return None if together is None else not together
