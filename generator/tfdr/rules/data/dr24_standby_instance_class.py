"""DR24: the database instances of a standby are as large as the primary's."""

import re
from collections.abc import Iterator
from typing import Final

from tfdr.aws.databases import instances, is_secondary, members
from tfdr.aws.replicas import replicas
from tfdr.evaluate import Resource, System, Truth, same
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)

_CLASS: Final = re.compile(r"db\.([a-z])\d*[a-z-]*\.(?:(\d*)xlarge|(large|medium|small|micro))")
# GiB of memory of a class's size `large`; x2g has twice as much as the other memory-optimized ones.
_LARGE: Final = {"r": 16.0, "x": 32.0, "t": 8.0, "m": 8.0}
_SHARE: Final = {"large": 1.0, "medium": 0.5, "small": 0.25, "micro": 0.125}
_OF_UNIT: Final = 2.0  # GiB of memory of a capacity unit


def check(system: System) -> Iterator[Verdict]:
    """The largest instance of each secondary, and each replica, against what it stands in for."""
    for whole in system.resources("aws_rds_global_cluster"):
        clusters = members(system, whole).sure
        writers = [each for each in clusters if is_secondary(system, each) is False]
        for cluster in clusters:
            if is_secondary(system, cluster) is not False:
                for writer in writers:
                    yield from _against(system, cluster, writer)
    for replica in replicas(system):
        if replica.is_elsewhere and replica.source is not None:
            yield _replica(replica.instance, replica.source)


def _replica(replica: Resource, source: Resource) -> Verdict:
    """A single instance that copies another one."""
    mine, wanted = _memory(replica, replica), _memory(source, source)
    holds: Truth = None if mine is None or wanted is None else mine >= wanted
    if _is_alike(replica, source):
        holds = True
    message = f"is smaller than {source.address}, which it stands in for"
    unknown = source.unknowns("instance_class")
    return judge(replica, holds, message, "instance_class", unknown=unknown)


def _against(system: System, cluster: Resource, writer: Resource) -> Iterator[Verdict]:
    there, here = instances(system, cluster).sure, instances(system, writer).sure
    if not there or not here:
        return  # DR23 says so
    known = [(size, each) for each in there if (size := _memory(each, cluster)) is not None]
    largest = max(known, key=lambda pair: pair[0], default=(0.0, there[0]))
    wanted = [_memory(each, writer) for each in here]
    message = f"is smaller than the primary's instances, {here[0].address}"
    unknown = (
        *here[0].unknowns("instance_class"),
        *writer.unknowns("serverlessv2_scaling_configuration"),
        *cluster.unknowns("serverlessv2_scaling_configuration"),
    )
    yield judge(
        largest[1],
        _suffices(largest[0], wanted, there, here, complete=len(known) == len(there)),
        message,
        "instance_class",
        unknown=unknown,
    )


def _suffices(
    largest: float,
    wanted: list[float | None],
    there: list[Resource],
    here: list[Resource],
    *,
    complete: bool,
) -> Truth:
    known = [each for each in wanted if each is not None]
    if len(known) == len(wanted) and largest >= max(known):
        return True
    if any(_is_alike(one, other) for one in there for other in here):
        return True
    return False if complete and len(known) == len(wanted) else None


def _is_alike(one: Resource, other: Resource) -> bool:
    """Whether two instances certainly have one class, even if nobody knows which."""
    named = one.text("instance_class")
    return same(one.get("instance_class"), other.get("instance_class")) is True and (
        named != "db.serverless"
    )


def _memory(instance: Resource, cluster: Resource) -> float | None:
    """GiB of memory, at most."""
    named = instance.text("instance_class")
    if named == "db.serverless":
        units = cluster.number("serverlessv2_scaling_configuration.max_capacity")
        return None if units is None else units * _OF_UNIT
    found = _CLASS.fullmatch(named or "")
    if found is None or found[1] not in _LARGE:
        return None
    share = _SHARE[found[3]] if found[3] else 2.0 * int(found[2] or 1)
    return _LARGE[found[1]] * share
