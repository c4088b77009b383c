"""Everything that one root of Terraform makes, as rules ask about it."""

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Final

from tfdr import hcl
from tfdr.evaluate import examples, variables
from tfdr.evaluate.elsewhere import Call
from tfdr.evaluate.functions import Failed
from tfdr.evaluate.instances import Instances
from tfdr.evaluate.locks import holds_locks
from tfdr.evaluate.modules import Module, outputs
from tfdr.evaluate.providers import DEFAULT, Region
from tfdr.evaluate.resource import Body, Ref, Resource, references
from tfdr.evaluate.scope import Pair
from tfdr.evaluate.values import (
    Fields,
    Many,
    Special,
    Text,
    Truth,
    Value,
    known_text,
    leaves,
    plain,
    same,
    sources,
)
from tfdr.project import Project, relative

_MOST_MODULES: Final = 2000
_MOST_LOOPED: Final = 500_000

# A region with one of these does the system's work, rather than, say, only hold its alarms.
_WORK: Final = (
    "aws_autoscaling_group",
    "aws_db_instance",
    "aws_dynamodb_table",
    "aws_dynamodb_table_replica",
    "aws_ecs_service",
    "aws_eks_cluster",
    "aws_instance",
    "aws_lambda_function",
    "aws_lb",
    "aws_rds_cluster",
    "aws_vpc",
)
# What a region has that does none of it itself.
_BESIDE: Final = ("aws_dynamodb_table", "aws_lambda_function", "aws_vpc")
_WATCHES: Final = re.compile(r"control|orchestrat|witness|monitor|observ|arbiter|watch|tooling")
_BACKENDS: Final = ("*.tfbackend", "environments/*.tfbackend", "backends/*.tfbackend")


@dataclass(frozen=True, slots=True)
class Links:
    """The resources of one type that point at another resource.

    Attributes:
        sure: those that certainly do.
        maybe: those that may, because what they point at is not known.
    """

    sure: list[Resource] = field(default_factory=list)
    maybe: list[Resource] = field(default_factory=list)

    @property
    def exist(self) -> Truth:
        """Whether there is one."""
        if any(not each.maybe for each in self.sure):
            return True
        return None if self.sure or self.maybe else False

    @property
    def why(self) -> tuple[str, ...]:
        """What would have to be known to know it."""
        return tuple(each.address for each in (*self.sure, *self.maybe))

    def __iter__(self) -> Iterator[Resource]:
        return iter(self.sure)


@dataclass(frozen=True, slots=True)
class Backend:
    """Settings of the state's backend: all, or a part of them.

    Attributes:
        type: such as `s3`.
        line: on which it begins.
        attributes: as they are written.
    """

    type: str
    file: Path
    line: int
    attributes: dict[str, hcl.Attribute]

    def text(self, name: str) -> str | None:
        """A setting, when it is written as a literal."""
        attribute = self.attributes.get(name)
        value = attribute.expression.value if attribute else None
        return value if isinstance(value, str) else None


class System:
    """One root module with all that it calls, evaluated.

    Args:
        project: the repository.
        directory: that of the root module.
        named: `.tfvars` files that count for it.

        place: what tells it from the roots beside it; empty for one that stands alone.

    Attributes:
        instances: its resources and data sources, by module.
    """

    why = "one root"
    """Why its roots are taken for one system."""

    def __init__(
        self,
        project: Project,
        directory: Path,
        named: Iterable[hcl.File] = (),
        place: str = "",
    ) -> None:
        self.place = place
        self.beside: list[System] = []
        self.project = project
        self.directory = directory
        self._given = variables.found(directory, project.tree.variables, list(named))
        self._targets = {id(call.block): call.target for call in project.calls}
        self.instances = Instances()
        self._grown = 0
        self._spent = 0
        source = project.tree.modules.get(directory, hcl.Module(directory))
        self.root = Module(self, source)

    # What the engine asks

    @property
    def top(self) -> Path:
        """The directory that is checked, out of which no file is read."""
        return self.project.root

    def given(self, name: str, block: hcl.Block | None) -> Value:
        """What the `.tfvars` files say of a variable of the root; None where they say nothing."""
        default = block.expression("default") if block is not None else None
        value = self._given.value(name, default, self.root.scope)
        if value is None and block is not None and default is None:
            return self._example_regions.get(name)
        return value

    @cached_property
    def _example_regions(self) -> dict[str, Value]:
        return examples.regions(self.directory, self.top, self.root.scope)

    def target(self, call: hcl.Block) -> hcl.Module | None:
        """The module that a call leads to, when it is in the repository."""
        directory = self._targets.get(id(call))
        return self.project.tree.modules.get(directory) if directory else None

    def may_grow(self) -> bool:
        """Whether one more module may be entered; counts it."""
        self._grown += 1
        return self._grown <= _MOST_MODULES

    def spend(self, pairs: list[Pair]) -> list[Pair]:
        """Count what a loop goes over; a configuration that loops for ever is not followed."""
        self._spent += len(pairs)
        if self._spent > _MOST_LOOPED:
            raise Failed("too many loops")
        return pairs

    def referred(self, module: Module, kind: str, type_: str, name: str) -> Value:
        """What a reference to a resource, a data source or an ephemeral resource means."""
        return self.instances.referred(module, kind, type_, name)

    def state_outputs(self, backend: str, config: Value) -> Value:
        """The outputs that a remote state reads; only roots of one system know each other's."""
        for each in self.beside:
            if each is not self and each.keeps(self.directory, backend, config):
                return outputs(each.root)
        return None

    def keeps(self, reader: Path, backend: str, config: Value) -> bool:
        """Whether its state is the one that a remote state of another root names.

        Args:
            reader: the directory of that root.
            backend: the type of the backend there.
            config: how the state is found.
        """
        settings = plain(config)
        if not isinstance(settings, Fields):
            return False
        said = {name: text for name in settings if (text := known_text(settings[name]))}
        if backend == "local":
            path = os.path.normpath(reader / said.get("path", ""))
            return path.endswith(".tfstate") and Path(path).parent == self.directory
        names = [name for name in ("bucket", "key", "prefix") if name in said]
        backends = [own for own in self.backends() if own.type == backend]
        if len(names) > 1 and any(
            all(own.text(name) == said[name] for name in names) for own in backends
        ):
            return True
        key = plain(settings.get("key"))
        if isinstance(key, Text) and reader.parent == self.directory.parent:
            return any(_may_be(key, own.text("key") or "") for own in backends)
        # Where only the command line says where the state is kept, its key is named by directories.
        is_partial = bool(backends) and not any(own.text("key") for own in backends)
        return is_partial and self._is_named_by(said.get("key", ""))

    def _is_named_by(self, key: str) -> bool:
        """Whether the key of a state names the directory, as `environments/dr/x/a.tfstate` does."""
        within = PurePosixPath(key.removesuffix(".tfstate")).parts
        own = PurePosixPath(relative(self.directory, self.top)).parts
        return len(own) > 1 and own in (within, within[:-1])

    # What rules ask

    @property
    def roots(self) -> "list[System]":
        """Its roots, each by itself: this one, or those that were joined to it."""
        return [self]

    @property
    def name(self) -> str:
        """Its directory, relative to what is checked."""
        return relative(self.directory, self.top)

    @cached_property
    def modules(self) -> list[Module]:
        """The root and every instance of a module below it."""
        found = [self.root]
        for module in found:
            found.extend(module.calls())
        return found

    @cached_property
    def is_complete(self) -> bool:
        """Whether every module was read in full, so that what is not there is really missing."""
        errors = [each for each in self.project.tree.errors if not each.is_passed]
        directories = {each.path.parent for each in errors}
        return self._grown <= _MOST_MODULES and not any(
            module.directory in directories for module in self.modules
        )

    @cached_property
    def not_followed(self) -> list[str]:
        """The addresses of calls to modules that are not in the repository."""
        return [call.address for call in self.calls_elsewhere]

    @cached_property
    def calls_elsewhere(self) -> list[Call]:
        """These calls."""
        return [
            Call(module, block)
            for module in self.modules
            for block in module.source.of_kind("module")
            if block.labels and self.target(block) is None
        ]

    @cached_property
    def _all(self) -> dict[str, list[Resource]]:
        found: dict[str, list[Resource]] = {}
        for module in self.modules:
            for resource in self.instances.in_module(module):
                kind = "data." if resource.is_data else ""
                found.setdefault(f"{kind}{resource.type}", []).append(resource)
        return found

    @property
    def by_type(self) -> dict[str, list[Resource]]:
        """All instances by their type; those of data sources by `data.` and their type."""
        return self._all

    def resources(self, *types: str) -> list[Resource]:
        """The instances of resources of these types; of all types when none is named."""
        if types:
            return [each for type_ in types for each in self._all.get(type_, ())]
        return [
            each
            for type_, several in self._all.items()
            if not type_.startswith("data.")
            for each in several
        ]

    def data(self, type_: str) -> list[Resource]:
        """The instances of data sources of a type."""
        return list(self._all.get(f"data.{type_}", ()))

    @cached_property
    def regions(self) -> list[Region]:
        """The regions in which something is made, in the order of the code."""
        found: list[Region] = []
        for resource in self.resources():
            if not resource.is_global:
                _add(found, resource.region)
        return found

    @cached_property
    def working_regions(self) -> list[Region]:
        """Those of them that do the system's work: with a network, compute or data.

        Where there is none of that, as in a system of files alone, those with buckets. A region
        that is called `control` or so, and has functions and a network only, watches the others.
        """
        found: list[Region] = []
        for resource in self._work or self.resources("aws_s3_bucket"):
            _add(found, resource.region)
        if len(found) < 3:
            return found
        busy: list[Region] = []
        for resource in self.resources(*(each for each in _WORK if each not in _BESIDE)):
            _add(busy, resource.region)
        return [each for each in found if not _WATCHES.search(each.role) or each in busy]

    @cached_property
    def is_workload(self) -> bool:
        """Whether it is more than, say, the bootstrap of a state bucket."""
        return bool(self._work)

    @cached_property
    def _work(self) -> list[Resource]:
        return [each for each in self.resources(*_WORK) if not holds_locks(each)]

    @property
    def is_multi_region(self) -> bool:
        """Whether it works in more than one region, as disaster recovery needs."""
        return len(self.working_regions) > 1

    @property
    def primary(self) -> Region | None:
        """The region that serves: the one that is called so, or from which data are copied."""
        return self._serving[0]

    @property
    def primary_because(self) -> str:
        """Why that region is taken for the primary."""
        return self._serving[1]

    @cached_property
    def _serving(self) -> tuple[Region | None, str]:
        regions = self.working_regions
        for role in _PRIMARY:
            for each in regions:
                if each.role == role:
                    return each, f"it is called {role}"
        for region, why in (*self._copied_from(), *self._read_from()):
            for each in regions:
                if each.is_same(region):
                    return each, why
        for each in regions:
            if each.role == DEFAULT:
                return each, "its provider has no alias"
        serving = [each for each in regions if not _STANDBY.search(each.role)]
        for each in serving if len(serving) < len(regions) else ():
            return each, "no other is called a standby"
        return next(iter(regions), None), "it comes first in the code"

    def _read_from(self) -> Iterator[tuple[Region, str]]:
        """The regions of the roots whose state is read as the primary's."""
        for state in self.data("terraform_remote_state"):
            if _IS_PRIMARY.search(state.name):
                backend, config = state.text("backend") or "", state.get("config")
                for each in self.roots:
                    if each.keeps(state.module.system.directory, backend, config):
                        for region in each.working_regions[:1]:
                            yield region, f"{state.address} reads its state"

    def _copied_from(self) -> Iterator[tuple[Region, str]]:
        """The regions of the databases that have replicas."""
        for resource in self.resources("aws_db_instance", "aws_rds_cluster"):
            for name in ("replicate_source_db", "replication_source_identifier"):
                source = resource.target(name)
                text = resource.text(name) or ""
                if source is not None and source.region.is_same(resource.region) is False:
                    yield source.region, f"{source.address} is there, of which others are replicas"
                elif text.startswith("arn:") and text.count(":") > 5:
                    region = Region("", text.split(":")[3])
                    yield region, f"{resource.address} is a replica of a database there"

    @property
    def standbys(self) -> list[Region]:
        """The other regions that do its work."""
        return [each for each in self.working_regions if each is not self.primary]

    def backends(self) -> "list[Backend]":
        """Where the state is kept: the block `backend`, and the files that complete it."""
        found = [
            Backend(each.labels[0] if each.labels else "", each.file, each.line, each.attributes)
            for block in self.root.source.of_kind("terraform")
            for each in block.nested("backend")
        ]
        if not found:
            return []
        for pattern in _BACKENDS:
            for path in sorted(self.directory.glob(pattern)):
                try:
                    file = hcl.read_file(path)
                except hcl.ParseError:
                    continue
                found.append(Backend(found[0].type, path, 1, file.attributes))
        return found

    # Who points at whom

    def links(self, target: Resource, type_: str, *attributes: str) -> Links:
        """The resources of a type that point at another one.

        Args:
            target: what they point at.
            type_: their type.
            attributes: the attributes that do it, one of which is enough; each may be
                `block.name`.
        """
        links = Links()
        for resource in self.resources(type_):
            results = [self._points(resource, each, target) for each in attributes]
            if True in results:
                links.sure.append(resource)
            elif None in results:
                links.maybe.append(resource)
        return links

    def _points(self, resource: Resource, attribute: str, target: Resource) -> Truth:
        results: list[Truth] = []
        for value in values_at(resource, attribute):
            results += [_is_of(leaf, resource, target) for leaf in leaves(value)]
        return True if True in results else None if None in results else False

    @cached_property
    def _users(self) -> dict[Resource, list[tuple[Resource, str]]]:
        found: dict[Resource, list[tuple[Resource, str]]] = {}
        for resource in self.resources():
            for name in dict.fromkeys(resource.names()):
                for value in _everything(resource, name):
                    for ref in references(value):
                        found.setdefault(ref.target.owner, []).append((resource, name))
        return found

    def users(self, target: Resource) -> list[tuple[Resource, str]]:
        """The resources that refer to another one anywhere, each with the attribute that does."""
        return list(dict.fromkeys(self._users.get(target, ())))


def _may_be(key: Text, known: str) -> bool:
    """Whether a key of which a part is not known is that of a root beside."""
    is_named = "/" in key.suffix.lstrip("/")
    return is_named and known.startswith(key.prefix) and known.endswith(key.suffix)


def values_at(body: Body, path: str) -> Iterator[Value]:
    """The values of an attribute, in each block when it is `block.name`."""
    name, _, rest = path.partition(".")
    if not rest:
        yield body.get(name)
    else:
        for block in body.blocks(name):
            yield from values_at(block, rest)


def _everything(body: Body, name: str) -> Iterator[Value]:
    value = body.get(name)
    if value is not None:
        yield value
        return
    for block in body.blocks(name):
        for inner in dict.fromkeys(block.names()):
            yield from _everything(block, inner)


def _is_of(value: Value, resource: Resource, target: Resource) -> Truth:
    """Whether a value in a resource means another one: by reference, or by its name."""
    if isinstance(value, Ref) and value.target.owner is target:
        return True
    if isinstance(value, Ref) and value.attribute and _is_another(value.target.owner, target):
        return False
    inside = plain(value)
    if isinstance(inside, Ref) and inside.target.owner is target:
        return True
    if isinstance(inside, str | Text) and _is_arn_of(inside, target):
        return True
    if isinstance(inside, Ref):
        return None if inside.target.owner.is_data else False
    if isinstance(inside, str):
        named = [target.get(name) for name in _NAMES]
        alike = any(same(each, inside) for each in named if each is not None)
        return alike and resource.region.is_same(target.region) is not False
    if isinstance(inside, Special) and not isinstance(inside, Many):
        refs = [each.target.owner for each in references(inside)]
        if refs:
            return target in refs or False
        return None if sources(inside) else False
    return False


def _is_arn_of(value: str | Text, target: Resource) -> bool:
    """Whether a text is the ARN of a resource, of which the account may not be known."""
    start, end = (value, value) if isinstance(value, str) else (value.prefix, value.suffix)
    region = start.split(":")[3:4]
    if not start.startswith("arn:") or (region and region[0] not in ("", target.region.code)):
        return False
    name = re.split("[:/]", end)[-1]
    return bool(name) and any(target.text(each) == name for each in _NAMES)


def _is_another(owner: Resource, target: Resource) -> bool:
    """Whether what is referred to is another one of the same kind, whatever its name is.

    Records of one name are one thing to whoever refers to it.
    """
    is_alike = owner.type == target.type and owner.type != "aws_route53_record"
    return is_alike and not owner.is_data and not owner.maybe


_PRIMARY: Final = ("primary", "main", "source", "active")
_IS_PRIMARY: Final = re.compile(r"(?:^|_)primary(?:_|$)")
_STANDBY: Final = re.compile(
    r"(?:^|[-_])(?:dr\d*|secondary|standby|passive|recovery|failover)(?:$|[-_])"
)

# What resources are named by, where they are not referred to.
_NAMES: Final = (
    "name",
    "bucket",
    "function_name",
    "identifier",
    "cluster_identifier",
    "global_cluster_identifier",
    "alarm_name",
)


def _add(regions: list[Region], region: Region) -> None:
    if not any(each.is_same(region) for each in regions):
        regions.append(region)
