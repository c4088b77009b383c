"""Which roots of a repository are one system, where nobody says so.

Roots of one region each tell it by their directories, such as `us-east-1/` and `us-west-2/`, or
`primary/` and `dr/`; layers by theirs, such as `network/` and `database/`; others by reading each
other's state, and by what of AWS they share.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Final

from tfdr.evaluate.providers import IS_REGION
from tfdr.evaluate.system import System

# What a directory of one region is called, beside the region's code.
_ROLES: Final = re.compile(
    r"primary|secondary|tertiary|dr\d?|standby|passive|active|failover|recovery|main|"
    r"(?:region|site)[-_]?(?:[abc12]|one|two|primary|secondary|dr)",
    re.IGNORECASE,
)
_TOKEN: Final = re.compile(
    rf"(?:^|(?<=[-_.]))(?:{IS_REGION.pattern}|{_ROLES.pattern})(?=$|[-_.])", re.IGNORECASE
)
# What a directory of one layer of a system is called, beside a number and the word itself.
_LAYER: Final = re.compile(
    r"(?:\d+[-_.]?)?(?:layer[-_])?(?:"
    r"(?:net|vpc|dns|route53|traffic|edge|cdn|alb|lb|load[-_]?balanc|iam|security|kms|encryption|"
    r"secret|data|db|rds|aurora|dynamodb|cache|storage|s3|backup|compute|app|service|ecs|eks|ec2|"
    r"cluster|platform|api|lambda|function|job|monitor|observability|alert|logging|failover)\w*"
    r")(?:[-_](?:layer|tier|stack))?",
    re.IGNORECASE,
)
_NUMBER: Final = re.compile(r"^\d+[-_.]")  # as of `01-primary`, which says when it is applied
_SHARED: Final = re.compile(r"global|shared|common|dns|route53|failover|orchestrat\w+", re.I)


@dataclass(slots=True)
class Group:
    """Roots that are one system.

    Attributes:
        roots: their directories.
        places: what tells each of them from the others, where its directory says it.
        why: what says that they are one.
        name: what a person calls it; or empty.
    """

    roots: list[Path]
    places: dict[Path, str] = field(default_factory=dict)
    why: str = ""
    name: str = ""


def place_of(path: PurePosixPath) -> tuple[str, str]:
    """What a directory says of its place, and the directory that the places are in."""
    for at, part in enumerate(path.parts):
        found = _TOKEN.search(part)
        if found:
            rest = _NUMBER.sub("", part[: found.start()]) + "*" + part[found.end() :]
            return found[0].lower(), "/".join((*path.parts[:at], rest))
    return "", ""


def places_of(directory: Path, top: Path) -> str:
    """What a directory below another says of its place; empty where it says nothing."""
    if not directory.is_relative_to(top):
        return ""
    return place_of(PurePosixPath(directory.relative_to(top).as_posix()))[0]


def groups(systems: list[System]) -> list[Group]:
    """The systems that these roots are: each by itself, or with those that belong to it."""
    top = systems[0].top if systems else Path()
    paths = {
        each.directory: PurePosixPath(each.directory.relative_to(top).as_posix())
        for each in systems
        if each.directory.is_relative_to(top)
    }
    sets = _Sets([each.directory for each in systems])
    places: dict[Path, str] = {}
    for roots, said in _by_place(paths):
        places |= said
        sets.join(roots, f"their directories: {', '.join(sorted(set(said.values())))}")
    for roots in _by_layer(systems, paths):
        names = ", ".join(sorted(each.name for each in roots))
        sets.join(roots, f"their directories are layers: {names}")
    for one, other, why in _by_state(systems):
        sets.join([one, other], why)
    for one, other, why in _by_names(systems):
        sets.join([one, other], why)
    return [
        Group(roots, {each: places[each] for each in roots if each in places}, why)
        for roots, why in sets.all()
    ]


def _by_place(paths: dict[Path, PurePosixPath]) -> Iterator[tuple[list[Path], dict[Path, str]]]:
    """The roots of several regions, below one directory."""
    found: dict[str, dict[Path, str]] = {}
    for directory, path in paths.items():
        place, within = place_of(path)
        if place:
            found.setdefault(within, {})[directory] = place
    for within, said in found.items():
        if len(set(said.values())) > 1:
            above = PurePosixPath(within).parent
            numbered = all(_is_numbered(paths[each], above) for each in said)
            shared = [
                each
                for each, path in paths.items()
                if _is_shared(path, above) or (numbered and _is_numbered(path, above))
            ]
            yield [*said, *shared], said


def _is_numbered(path: PurePosixPath, above: PurePosixPath) -> bool:
    """Whether a root is one of several that are applied in the order of their numbers."""
    inside = path.relative_to(above).parts if path.is_relative_to(above) else ()
    return len(inside) == 1 and _NUMBER.match(inside[0]) is not None


def _is_shared(path: PurePosixPath, above: PurePosixPath) -> bool:
    """Whether a root is, or is below, what stands beside the places for all of them."""
    inside = path.relative_to(above).parts if path.is_relative_to(above) else ()
    return bool(inside) and _SHARED.fullmatch(inside[0]) is not None


def _by_layer(systems: list[System], paths: dict[Path, PurePosixPath]) -> Iterator[list[Path]]:
    """The roots beside each other that are layers, and keep their states in one bucket.

    Systems that are beside each other without being one, such as one for each team, mostly have
    buckets of their own, or names that say nothing of a layer.
    """
    found: dict[tuple[PurePosixPath, str], list[Path]] = {}
    for each in systems:
        path = paths.get(each.directory)
        if path is not None and _LAYER.fullmatch(path.name):
            for backend in each.backends():
                if bucket := backend.text("bucket"):
                    found.setdefault((path.parent, bucket), []).append(each.directory)
    yield from (roots for roots in found.values() if len(roots) > 1)


def _by_state(systems: list[System]) -> Iterator[tuple[Path, Path, str]]:
    """The roots of which one reads the state of the other."""
    for reader in systems:
        for state in reader.data("terraform_remote_state"):
            backend, config = state.text("backend") or "", state.get("config")
            for each in systems:
                if each is not reader and each.keeps(reader.directory, backend, config):
                    yield reader.directory, each.directory, "one reads the state of the other"


def _by_names(systems: list[System]) -> Iterator[tuple[Path, Path, str]]:
    """The roots that make parts of one thing: a pair of records, a database and its replica."""
    makers: dict[tuple[str, str], list[Path]] = {}
    users: dict[tuple[str, str], list[Path]] = {}
    for each in systems:
        for key in _made(each):
            makers.setdefault(key, []).append(each.directory)
        for key in _used(each):
            users.setdefault(key, []).append(each.directory)
    for (kind, name), several in users.items():
        made = makers.get((kind, name), [])
        # Environments that are copies of each other share names; then nothing is said.
        if len(made) == 1:
            for user in several:
                if user != made[0]:
                    yield made[0], user, f"they share the {kind} {name}"


def _made(system: System) -> Iterator[tuple[str, str]]:
    for record in system.resources("aws_route53_record"):
        if record.equals("failover_routing_policy.type", "PRIMARY") and record.text("name"):
            yield "failover record", record.text("name") or ""
    for type_, kind, name in _NAMED:
        for each in system.resources(type_):
            if text := each.text(name):
                yield kind, text


_NAMED: Final = (
    ("aws_db_instance", "database", "identifier"),
    ("aws_rds_global_cluster", "global database", "global_cluster_identifier"),
    ("aws_s3_bucket", "bucket", "bucket"),
    ("aws_ssm_parameter", "parameter", "name"),
)


def _used(system: System) -> Iterator[tuple[str, str]]:
    for record in system.resources("aws_route53_record"):
        if record.equals("failover_routing_policy.type", "SECONDARY") and record.text("name"):
            yield "failover record", record.text("name") or ""
    for instance in system.resources("aws_db_instance"):
        yield from _arn(instance.text("replicate_source_db"), ":db:", "database")
    for cluster in system.resources("aws_rds_cluster"):
        if text := cluster.text("global_cluster_identifier"):
            yield "global database", text
    for parameter in system.data("aws_ssm_parameter"):
        if text := parameter.text("name"):
            yield "parameter", text
    for configuration in system.resources("aws_s3_bucket_replication_configuration"):
        for rule in configuration.blocks("rule"):
            yield from _arn(rule.text("destination.bucket"), ":::", "bucket")


def _arn(text: str | None, before: str, kind: str) -> Iterator[tuple[str, str]]:
    if text and text.startswith("arn:"):
        yield kind, text.partition(before)[2]


class _Sets:
    """Which of several are together, and why."""

    def __init__(self, each: Iterable[Path]) -> None:
        self._of = {one: [one] for one in each}
        self._why: dict[int, dict[str, None]] = {}

    def join(self, several: list[Path], why: str) -> None:
        """Put these together."""
        first = self._of[several[0]]
        reasons = self._why.setdefault(id(first), {})
        for one in several:
            other = self._of[one]
            if other is not first:
                reasons |= self._why.pop(id(other), {})
                first.extend(other)
                self._of.update(dict.fromkeys(other, first))
                reasons[why] = None

    def all(self) -> Iterator[tuple[list[Path], str]]:
        """The sets, each with the reasons."""
        for one, several in self._of.items():
            if one == several[0]:
                yield sorted(several), "; ".join(self._why.get(id(several), {}))
