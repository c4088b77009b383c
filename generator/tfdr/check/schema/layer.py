"""The schema layer: every block and every reference of a project, by every version that counts."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from tfdr import hcl, provider
from tfdr.check.resolve import WITH_SELF, WITHOUT, WORDS
from tfdr.check.schema import language
from tfdr.check.schema.attributes import REPEATED, follow
from tfdr.check.schema.bodies import Place, instead, is_sure, judge, not_yet, removed
from tfdr.check.schema.fault import (
    CMP07,
    DEPRECATED,
    REMOVED,
    SCHEMA,
    Fault,
    Faults,
    did_you_mean,
)
from tfdr.check.schema.versions import Allowed, Versions
from tfdr.project import Finding, Project, relative
from tfdr.rules.rule import ERROR, WARNING

KINDS = ("resource", "data", "ephemeral")
_SAID = {"resource": "resource", "data": "data source", "ephemeral": "ephemeral resource"}
_LOCAL = re.compile(r'^"?([\w-]+)')  # of `aws`, `aws.dr`, `aws["dr"]` or any of them in quotes
_Declared = dict[tuple[str, str, str], hcl.Block]  # by kind, type and name


@dataclass(frozen=True)
class Judged:
    """What the layer says.

    Attributes:
        wrong: in order of file and line.
        unsure: what no version has that is known, and a newer one may have, in the same order.
    """

    wrong: list[Finding]
    unsure: list[Finding]


def judged(project: Project) -> Judged:
    """What the layer says of a project."""
    versions = Versions(project)
    found: dict[Finding, bool] = {}
    for directory in list(project.tree.modules):
        for finding, is_wrong in _Module(project, directory, versions).findings():
            found[finding] = found.get(finding, False) or is_wrong
    every = sorted(found, key=lambda each: (each.file, each.line, each.id, each.message))
    return Judged([each for each in every if found[each]], [x for x in every if not found[x]])


def find(project: Project) -> list[Finding]:
    """All findings of the layer, in order of file and line."""
    return judged(project).wrong


def unknown(project: Project) -> dict[Path, str]:
    """The modules whose AWS provider is of a version that is not known, with their constraint."""
    versions = Versions(project)
    return {
        directory: versions.constraint(directory)
        for directory in list(project.tree.modules)
        if not versions.of(directory).versions
    }


@dataclass
class _Module:
    """One module, and how it is judged."""

    project: Project
    directory: Path
    versions: Versions
    declared: _Declared = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.required = self.versions.requirements(self.directory)
        self.allowed = self.versions.of(self.directory)
        for top in self.project.tree.modules[self.directory].blocks:
            for block in (top, *top.nested("data")):
                if block.kind in KINDS and len(block.labels) == 2:
                    self.declared[block.kind, block.labels[0], block.labels[1]] = block

    def findings(self) -> Iterator[tuple[Finding, bool]]:
        """Each finding, and whether it is certain."""
        for top in self.project.tree.modules[self.directory].blocks:
            for fault, severity in (*_errors(_of_language(top)), *self._for_versions(top)):
                file = relative(top.file, self.project.root)
                said = (fault.id, file, fault.line, top.address, fault.message, fault.fix, severity)
                yield Finding(*said), fault.is_sure

    def _for_versions(self, top: hcl.Block) -> Iterator[tuple[Fault, str]]:
        """What the versions of the provider say, once where they say the same, and how grave it is.

        Terraform installs the newest version that may be met: what is wrong there is an error, and
        what is wrong in others alone a warning.
        """
        versions = self.allowed.versions
        held: dict[Fault, dict[str, bool]] = {}
        for version in versions:
            for fault in dict.fromkeys(self._judged(top, version)):
                said = replace(fault, is_sure=True)
                held.setdefault(said, {})[version] = fault.is_sure
        gone = {(fault.line, fault.message) for fault in held if fault.message.endswith(REMOVED)}
        for fault, found in held.items():
            later = fault.message.removesuffix(DEPRECATED) + REMOVED
            if fault.message.endswith(DEPRECATED) and (fault.line, later) in gone:
                continue  # that it is removed says more
            sure = [version for version, is_sure in found.items() if is_sure]
            severity = ERROR if versions[-1] in sure else WARNING
            names = self.allowed.said(sure) or f"up to {provider.SIX}; a newer one may have it"
            message = f"{fault.message} (provider {names})"
            yield replace(fault, message=message, is_sure=bool(sure)), severity

    def _judged(self, top: hcl.Block, version: str) -> Faults:
        for block in (top, *top.nested("data")) if top.kind == "check" else (top,):
            if block.kind in KINDS and len(block.labels) == 2:
                yield from self._typed(block, version)
            elif (
                block.kind == "provider" and block.labels and self.required.is_aws(block.labels[0])
            ):
                place = Place.of("provider", "aws", version, self.allowed)
                if place:
                    place = replace(place, said="the provider aws")
                    yield from judge(block, place, language.PROVIDER_META)
        if top.kind not in WITHOUT:
            yield from self._references(top, top, version, has_self=False)

    def _is_aws(self, block: hcl.Block) -> bool:
        chosen = block.expression("provider")
        if chosen:
            named = _LOCAL.match(chosen.text)
            return named is not None and self.required.is_aws(named[1])
        return self.required.is_aws(block.labels[0].split("_")[0])

    def _typed(self, block: hcl.Block, version: str) -> Faults:
        """A resource, data source or ephemeral resource of the AWS provider."""
        if not self._is_aws(block):
            return
        place = Place.of(block.kind, block.labels[0], version, self.allowed)
        if place is None:
            yield _unknown_type(block, version, self.allowed)
            return
        if place.body.deprecated:
            message = f"the {_SAID[block.kind]} {block.labels[0]}{DEPRECATED}"
            yield Fault(CMP07, block.line, message, instead(place.path))
        name = block.file.name
        if name == "override.tf" or name.endswith("_override.tf"):
            place = replace(place, is_partial=True)
        own = language.META | {"lifecycle", "provisioner", "connection"}
        yield from judge(block, place, own)
        yield from _ignored(block, place)

    def _references(
        self, block: hcl.Block, top: hcl.Block, version: str, *, has_self: bool
    ) -> Faults:
        has_self = has_self or block.kind in WITH_SELF
        for attribute in block.attributes.values():
            if (block.kind, attribute.name) in WORDS or attribute.name == "provider":
                continue
            for reference in attribute.expression.references:
                yield from self._reference(reference, top, version, has_self=has_self)
        for nested in block.blocks:
            yield from self._references(nested, top, version, has_self=has_self)

    def _reference(
        self, reference: hcl.Reference, top: hcl.Block, version: str, *, has_self: bool
    ) -> Faults:
        parts = list(reference.parts)
        if parts[0] == "self" and has_self and top.kind in KINDS and len(top.labels) == 2:
            kind, (type_, name), rest = top.kind, top.labels, ["[]", *parts[1:]]
        else:
            kind = parts.pop(0) if parts[0] in KINDS else "resource"
            if len(parts) < 3 or "[]" in parts[:2]:
                return
            type_, name, *rest = parts
        target = self.declared.get((kind, type_, name))
        if target is None:
            return
        place = self._place_of(target, version)
        if place:
            prefix = "" if kind == "resource" else f"{kind}."
            yield from follow(rest, reference.line, target, place, f"{prefix}{type_}.{name}")

    def _place_of(self, block: hcl.Block, version: str) -> Place | None:
        own = language.body(f"{block.kind} {block.labels[0]}")
        if own:
            return Place(f"{block.kind} {block.labels[0]}", block.labels[0], own)
        if not self._is_aws(block):
            return None
        return Place.of(block.kind, block.labels[0], version, self.allowed)


def _errors(faults: Faults) -> Iterator[tuple[Fault, str]]:
    return ((fault, ERROR) for fault in faults)


def _unknown_type(block: hcl.Block, version: str, allowed: Allowed) -> Fault:
    kind, type_ = block.kind, block.labels[0]
    path, what = f"{kind} {type_}", f"the {_SAID[kind]} {type_}"
    if version != provider.SIX and provider.load(provider.SIX).body(kind, type_):
        return not_yet(what, path, block.line)
    if provider.load(provider.FIVE).body(kind, type_) or provider.past().gone(path):
        return removed(what, path, block.line)
    known = provider.load(version).types(kind)
    elsewhere = next((each for each in KINDS if type_ in provider.load(version).types(each)), "")
    fix = f"There is a {_SAID[elsewhere]} of that name." if elsewhere else ""
    fix = fix or did_you_mean(type_, known)
    place = Place(path, type_, provider.Body({}, {}), version, allowed=allowed)
    sure = is_sure(type_, known, place)
    return Fault(SCHEMA, block.line, f"there is no {_SAID[kind]} {type_}", fix, sure)


def _ignored(block: hcl.Block, place: Place) -> Faults:
    """The names in `ignore_changes`."""
    for lifecycle in block.nested("lifecycle"):
        ignored = lifecycle.expression("ignore_changes")
        for each in (ignored.elements if ignored else None) or []:
            name = each.references[0].parts[0] if each.references else str(each.value or "")
            if name and name not in place.body.arguments and name not in place.body.blocks:
                known = sorted([*place.body.arguments, *place.body.blocks])
                message = f"ignore_changes names {name}, which {place.said} has not"
                fix, sure = did_you_mean(name, known, "Leave it out."), is_sure(name, known, place)
                yield Fault(SCHEMA, each.line, message, fix, sure)


def _of_language(top: hcl.Block) -> Faults:
    """What Terraform itself says of a block, whatever the provider."""
    labels = language.LABELS.get(top.kind)
    if labels is None:
        fix = did_you_mean(top.kind, language.LABELS)
        yield Fault(SCHEMA, top.line, f"there is no block {top.kind}", fix)
        return
    if len(labels) != len(top.labels):
        wanted = " and ".join(labels) or "no label"
        yield Fault(SCHEMA, top.line, f"a block {top.kind} has {wanted}")
        return
    if top.kind in (*KINDS, "module") and all(name in top.attributes for name in REPEATED):
        line = top.attributes["for_each"].line
        yield Fault(SCHEMA, line, "count and for_each exclude each other", "Leave one out.")
    if top.kind in KINDS:
        yield from _meta(top)
    elif top.kind == "module":
        for block in top.blocks:
            yield Fault(SCHEMA, block.line, f"a module call has no block {block.kind}")
    elif top.kind == "locals":
        for block in top.blocks:
            message = f"locals holds no block {block.kind}"
            yield Fault(SCHEMA, block.line, message, f"Write {block.kind} = {{ ... }}.")
    elif body := language.body(top.kind):
        yield from _plain(top, body, f"the block {top.kind}")
    if top.kind == "terraform":
        for backend in top.nested("backend"):
            own = language.body("s3") if backend.labels == ("s3",) else None
            if own:
                yield from _plain(backend, own, "the backend s3")
    for data in top.nested("data") if top.kind == "check" else ():
        if len(data.labels) == 2:
            yield from _meta(data)


def _plain(block: hcl.Block, body: provider.Body, said: str) -> Faults:
    """A block of the language, with what is inside it; `*` is judged elsewhere or not at all."""
    own = {name for name, nested in body.blocks.items() if not _is_judged(nested)}
    yield from _renamed(judge(block, Place(said, said, body), own))


def _is_judged(nested: provider.Nested) -> bool:
    return bool(nested.body.arguments or nested.body.blocks)


def _renamed(faults: Faults) -> Faults:
    for fault in faults:
        name = fault.message.removeprefix("the argument ").split(" ")[0]
        if fault.id == CMP07 and name in language.INSTEAD:
            yield Fault(CMP07, fault.line, fault.message, f"Use {language.INSTEAD[name]}.")
        elif fault.id == CMP07:
            yield Fault(CMP07, fault.line, fault.message, "Put it into assume_role = { ... }.")
        else:
            yield fault


def _meta(block: hcl.Block) -> Faults:
    """`lifecycle`, `provisioner` and `connection` of a resource, and `terraform_data` itself."""
    is_resource = block.kind == "resource"
    inside: dict[str, Callable[[hcl.Block], str]] = {
        "lifecycle": lambda _: "lifecycle of a resource" if is_resource else "lifecycle"
    }
    if is_resource:
        inside["provisioner"] = lambda each: each.labels[0] if each.labels else ""
        inside["connection"] = lambda _: "connection"
    if len(block.nested("lifecycle")) > 1:
        line = block.nested("lifecycle")[1].line
        yield Fault(SCHEMA, line, "there is one block lifecycle too many", "Put it all into one.")
    for nested in block.blocks:
        body = language.body(inside[nested.kind](nested)) if nested.kind in inside else None
        if body:
            yield from _plain(nested, body, f"the block {nested.kind}")
    own = language.body(f"{block.kind} {block.labels[0]}")
    if own:
        place = Place(f"{block.kind} {block.labels[0]}", block.labels[0], own)
        yield from judge(block, place, language.META | {"lifecycle", "provisioner", "connection"})
