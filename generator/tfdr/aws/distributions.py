"""Distributions of CloudFront: their origins, groups of these, and who asks them."""

from collections.abc import Iterator
from typing import Final

from tfdr.evaluate import Body, Resource

TYPE: Final = "aws_cloudfront_distribution"
_BEHAVIOURS: Final = ("default_cache_behavior", "ordered_cache_behavior")


def behaviours(distribution: Resource) -> Iterator[Body]:
    """Its cache behaviours."""
    for name in _BEHAVIOURS:
        yield from distribution.blocks(name)


def group_of(distribution: Resource, behaviour: Body) -> Body | None:
    """The origin group that a behaviour asks; None where it asks an origin, or is not known."""
    wanted = behaviour.text("target_origin_id")
    for group in distribution.blocks("origin_group"):
        if wanted is not None and group.text("origin_id") == wanted:
            return group
    return None


def origins(distribution: Resource) -> dict[str, Body]:
    """Its origins by their ids, as far as these are known."""
    found = {each.text("origin_id"): each for each in distribution.blocks("origin")}
    return {name: each for name, each in found.items() if name is not None}
