"""What stands in each region: the kinds of resources that a system has, counted."""

from collections import Counter
from dataclasses import dataclass

from tfdr.evaluate import Region, System


@dataclass(frozen=True, slots=True)
class Standing:
    """One type of resource in the regions of a system.

    Attributes:
        type: such as `aws_sqs_queue`.
        counts: how many there are in each working region, in their order.
        is_missing: whether the primary region has some and no other region has any.
    """

    type: str
    counts: tuple[int, ...]
    is_missing: bool


def standing(system: System) -> list[Standing]:
    """Each type of regional resource; first those that have no counterpart.

    Resources that may not be made count as one.
    """
    regions = system.working_regions
    counted: dict[str, Counter[int]] = {}
    for resource in system.resources():
        if resource.is_global or not resource.type.startswith("aws_"):
            continue
        if (at := _index(regions, resource.region)) is not None:
            counted.setdefault(resource.type, Counter())[at] += 1
    found = [
        Standing(
            type_,
            counts := tuple(count[at] for at in range(len(regions))),
            _missing(system, counts),
        )
        for type_, count in counted.items()
    ]
    return sorted(found, key=lambda each: (not each.is_missing, each.type))


def _missing(system: System, counts: tuple[int, ...]) -> bool:
    pairs = list(zip(system.working_regions, counts, strict=True))
    serves = sum(count for region, count in pairs if region is system.primary)
    return serves > 0 and sum(counts) == serves


def _index(regions: list[Region], region: Region) -> int | None:
    return next((at for at, each in enumerate(regions) if each.is_same(region)), None)
