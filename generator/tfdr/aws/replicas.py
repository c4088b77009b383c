"""Replicas of single database instances in another region."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from tfdr.evaluate import Resource, System, Truth

_SOURCE: Final = "replicate_source_db"
_REGION: Final = 3  # of an ARN, between colons
_PARTS: Final = 7


@dataclass(frozen=True, slots=True)
class Replica:
    """One replica.

    Attributes:
        instance: it.
        source: what it copies, where that is in the code.
        is_elsewhere: whether that is in another region.
    """

    instance: Resource
    source: Resource | None
    is_elsewhere: Truth


def replicas(system: System) -> Iterator[Replica]:
    """The replicas that are, or may be, in another region than what they copy."""
    instances = system.resources("aws_db_instance")
    for instance in instances:
        if instance.has(_SOURCE) is False:
            continue
        sources = [
            each
            for each in instances
            if each is not instance and instance in system.links(each, each.type, _SOURCE).sure
        ]
        source = sources[0] if len(sources) == 1 else None
        elsewhere = _is_elsewhere(instance, source)
        if elsewhere is not False:
            yield Replica(instance, source, elsewhere)


def _is_elsewhere(instance: Resource, source: Resource | None) -> Truth:
    if source is not None:
        same = instance.region.is_same(source.region)
        return None if same is None else not same
    named = (instance.text(_SOURCE) or "").split(":")
    if len(named) < _PARTS or not instance.region.code:
        return None if instance.text(_SOURCE) is None else False
    return named[_REGION] != instance.region.code
