"""DR25: the clusters of a global database have the same parameters."""

from collections.abc import Iterator

from tfdr.aws.databases import is_secondary, members
from tfdr.evaluate import (
    Fields,
    Resource,
    System,
    Truth,
    Unknown,
    Value,
    all_of,
    known_text,
    same,
)
from tfdr.rules import WARNING, Rule, Verdict, judge

RULE = Rule(severity=WARNING)

_GROUP = "db_cluster_parameter_group_name"


def check(system: System) -> Iterator[Verdict]:
    """Each secondary, against the cluster in the primary region."""
    for whole in system.resources("aws_rds_global_cluster"):
        clusters = members(system, whole).sure
        writers = [each for each in clusters if is_secondary(system, each) is False]
        for cluster in clusters:
            for writer in writers[:1]:
                if cluster is not writer:
                    yield _against(cluster, writer)


def _against(cluster: Resource, writer: Resource) -> Verdict:
    here, there = _parameters(writer), _parameters(cluster)
    if isinstance(here, Fields) and isinstance(there, Fields):
        holds = all_of(same(here, there), _same_family(cluster, writer))
        other = sorted(
            name for name in {*here, *there} if same(here.get(name), there.get(name)) is False
        )
        message = f"has other parameters than {writer.address}: {', '.join(other) or 'family'}"
        unknown = [
            f"{each.address}.parameter" for each in (writer, cluster) if same(here, there) is None
        ]
    else:
        holds = same(cluster.get(_GROUP), writer.get(_GROUP)) if here is there is None else None
        message = f"may have other parameters than {writer.address}"
        unknown = [f"{each.address}.{_GROUP}" for each in (writer, cluster)]
    return judge(cluster, holds, message, _GROUP, unknown=unknown)


def _same_family(cluster: Resource, writer: Resource) -> Truth:
    one, other = cluster.target(_GROUP), writer.target(_GROUP)
    if one is None or other is None:
        return True
    # Two that are not known come from two questions to AWS; an engine's version has one family.
    return same(one.get("family"), other.get("family")) is not False


def _parameters(cluster: Resource) -> Fields | None:
    """The parameters of its group, by name; those of AWS's own group are none at all."""
    group = cluster.target(_GROUP)
    named = cluster.text(_GROUP)
    if cluster.has(_GROUP) is False or (named or "").startswith("default."):
        return Fields()
    if group is None or group.is_data:
        return None
    found: dict[str, Value] = {}
    rest: Unknown | None = None
    for parameter in group.blocks("parameter"):
        name = parameter.text("name")
        if parameter.maybe or name is None:
            rest = Unknown(*parameter.why, *parameter.unknowns("name"))
        else:
            value = parameter.get("value")
            found[name] = known_text(value) or value
    return Fields(found, rest)
