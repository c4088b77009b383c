"""The resources of a directory: every address that its code makes, through local modules."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

from tfdr import hcl
from tfdr.errors import TfdrError
from tfdr.evaluate import System
from tfdr.evaluate.modules import Module
from tfdr.inventory import regions, services
from tfdr.inventory.regions import Providers
from tfdr.messages import nearest
from tfdr.project import Call, Project, is_override, relative

_ANY: Final = "[*]"
MOST: Final = 50_000
"""How many resources are listed at most: modules that call each other can multiply without end."""


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource block that makes something, under one address.

    Attributes:
        root: the directory in which Terraform is run, relative to the one that was asked for.
        address: with `[*]` where the code repeats it (`count`, `for_each`).
        concern: what it is for.
        service: the AWS service that it is part of.
        role: the alias of the provider configuration that makes it, or `default`.
        region: the code of that configuration's region; empty where the code leaves it open.
        file: relative to the directory that was asked for.
        line: where it begins.
    """

    root: str
    address: str
    type: str
    concern: str
    service: str
    role: str
    region: str
    file: str
    line: int

    def as_json(self) -> dict[str, str | int]:
        """The resource as `tfdr inventory --format json` prints it."""
        return asdict(self)


@dataclass
class Inventory:
    """What a directory of Terraform makes.

    Attributes:
        resources: by root, and then in the order of the code.
        services: the names of the AWS services in use, sorted without regard to case.
        notes: what could not be followed, in sentences.
    """

    resources: list[Resource] = field(default_factory=list)
    services: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read(root: Path) -> Inventory:
    """Take the inventory of a directory.

    Raises:
        TfdrError: there is no Terraform in it, or some of it cannot be read.
    """
    tree = hcl.read_tree(root)
    if tree.errors:
        more = len(tree.errors) - 1
        rest = f" (and {more} more; `tfdr check` lists all)" if more else ""
        raise TfdrError(f"{tree.errors[0]}{rest}")
    return _Walk(Project.of(tree, str(root))).inventory()


class _Walk:
    def __init__(self, project: Project) -> None:
        self._project = project
        self._calls: dict[Path, list[Call]] = {}
        for call in project.calls:
            self._calls.setdefault(call.caller, []).append(call)
        self._found: dict[tuple[str, str], Resource] = {}
        self._services: set[str] = set()
        self._notes: dict[str, None] = {}
        self._entered = 0
        self._made: frozenset[str] | None = None

    def inventory(self) -> Inventory:
        for root in self._project.roots:
            module = self._project.tree.modules.get(root)
            if module is not None:
                self._made = _made(System(self._project, root))
                self._module(module, root, "", regions.configured(module), ())
        names = sorted(self._services, key=str.casefold)
        return Inventory(list(self._found.values()), names, list(self._notes))

    def _module(
        self,
        module: hcl.Module,
        root: Path,
        prefix: str,
        providers: Providers,
        above: tuple[Path, ...],
    ) -> None:
        self._entered += 1
        if max(self._entered, len(self._found)) > MOST:
            raise TfdrError(
                f"{self._project.root} makes more than {MOST} resources or modules: name a part"
            )
        # An override file changes a block that is somewhere else.
        blocks = sorted(module.of_kind("resource"), key=lambda block: is_override(block.file))
        for block in blocks:
            if len(block.labels) == 2:
                self._resource(block, module, self._shown(root), prefix, providers)
        for call in self._calls.get(module.directory, ()):
            address = f"{prefix}module.{call.block.labels[-1] if call.block.labels else ''}"
            child = self._project.tree.modules.get(call.target) if call.target else None
            if child is None:
                self._note(self._not_followed(address, call))
            elif call.target in (*above, module.directory):
                self._note(f"{address} leads back to a module that calls it: not followed.")
            else:
                inner = {**regions.passed_on(call.block, providers), **regions.configured(child)}
                below = f"{address}{_repeated(call.block)}."
                self._module(child, root, below, inner, (*above, module.directory))

    def _resource(
        self, block: hcl.Block, module: hcl.Module, root: str, prefix: str, providers: Providers
    ) -> None:
        address = f"{prefix}{'.'.join(block.labels)}"
        if (root, address) in self._found or not self._is_made(address):
            return
        type_ = block.labels[0]
        service = services.service_of(type_)
        provider = regions.of_resource(block, module, providers)
        self._found[root, address] = Resource(
            root=root,
            address=f"{address}{_repeated(block)}",
            type=type_,
            concern=service.concern,
            service=service.name,
            role=provider.role,
            region=provider.region,
            file=self._shown(block.file),
            line=block.line,
        )
        if service.concern != services.OTHER:
            self._services.add(service.name)
        self._services |= services.mentioned(block)

    def _is_made(self, address: str) -> bool:
        return self._made is None or address.replace(_ANY, "") in self._made

    def _not_followed(self, address: str, call: Call) -> str:
        if call.source is None:
            return f"{address} has no source that can be read: not followed."
        if call.target is None:
            return f"{address} comes from {call.source}: not followed."
        known = [self._shown(path) for path in self._project.tree.modules]
        close = nearest(self._shown(call.target), known)
        hint = f" Did you mean {close}?" if close else ""
        return f"{address} is not there: {self._shown(call.target)} holds no .tf file.{hint}"

    def _note(self, sentence: str) -> None:
        self._notes.setdefault(sentence)

    def _shown(self, path: Path) -> str:
        return relative(path, self._project.root)


def _made(system: System) -> frozenset[str] | None:
    """The addresses of what a root makes, without those that `count` or `for_each` leaves out.

    None where there is too much of it to be evaluated.
    """
    addresses = frozenset(
        f"{_path(module)}{resource.type}.{resource.name}"
        for module in system.modules
        for resource in system.instances.in_module(module)
    )
    return addresses if system.is_complete else None


def _path(module: Module) -> str:
    """What addresses in a module begin with, without keys, which hold any text."""
    if module.caller is None or module.call is None:
        return ""
    return f"{_path(module.caller)}module.{module.call.labels[-1]}."


def _repeated(block: hcl.Block) -> str:
    return _ANY if block.attributes.keys() & {"count", "for_each"} else ""


def by_concern(resources: list[Resource]) -> Iterator[tuple[str, list[Resource]]]:
    """The resources of each concern that has any, in the order of the catalogue."""
    for concern in services.catalogue().concerns:
        if found := [each for each in resources if each.concern == concern]:
            yield concern, found
