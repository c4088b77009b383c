"""CMP02: every reference in an expression resolves."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from tfdr import hcl
from tfdr.messages import nearest
from tfdr.project import Finding, Project, Symbols, relative

PATHS = ("module", "root", "cwd")
WORKSPACE = ("workspace", "applying")
# Blocks that hold no references, or references to what may be gone already.
WITHOUT = frozenset({"terraform", "moved", "removed"})
# Attributes that hold words of the language, not references: (kind of block, attribute).
WORDS = frozenset(
    {
        ("variable", "type"),
        ("lifecycle", "ignore_changes"),
        ("provisioner", "when"),
        ("provisioner", "on_failure"),
        ("action_trigger", "events"),
        ("dynamic", "iterator"),
        ("module", "providers"),
        ("import", "to"),  # an address, which may lead into a module
    }
)
WITH_SELF = frozenset({"provisioner", "connection", "precondition", "postcondition"})
_BY_PROVIDER = frozenset({"resource", "data", "ephemeral", "import", "action"})
BY_TYPE = {"data": "data source", "ephemeral": "ephemeral resource", "action": "action"}


@dataclass(frozen=True, slots=True)
class _Scope:
    """What a reference can mean at one place."""

    project: Project
    symbols: Symbols
    top: hcl.Block
    address: str
    iterators: frozenset[str] = frozenset()
    own_data: frozenset[tuple[str, str]] = frozenset()
    has_self: bool = False

    def finding(self, line: int, message: str, fix: str) -> Finding:
        file = relative(self.top.file, self.project.root)
        return Finding("CMP02", file, line, self.address, message, fix)


def references(project: Project) -> Iterator[Finding]:
    """References to what is declared nowhere, and providers that are not configured."""
    for directory, module in list(project.tree.modules.items()):
        symbols = project.symbols(directory)
        for top in module.blocks if symbols else ():
            if symbols and top.kind not in WITHOUT:
                own = {each.labels for each in top.nested("data") if len(each.labels) == 2}
                pairs = frozenset((type_, name) for type_, name in own)
                scope = _Scope(project, symbols, top, top.address, own_data=pairs)
                yield from _block(top, scope)


def _block(block: hcl.Block, scope: _Scope) -> Iterator[Finding]:
    if block.kind in WITH_SELF:
        scope = replace(scope, has_self=True)
    for attribute in block.attributes.values():
        if (block.kind, attribute.name) in WORDS:
            continue
        if attribute.name == "provider" and block.kind in _BY_PROVIDER:
            yield from _provider(attribute.expression, scope)
            continue
        here = scope
        if block.kind == "locals":
            here = replace(scope, address=f"local.{attribute.name}")
        for reference in attribute.expression.references:
            yield from _reference(reference, here)
    inner = scope
    if block.kind == "dynamic" and block.labels:
        iterator = block.expression("iterator")
        name = iterator.text if iterator else block.labels[0]
        inner = replace(scope, iterators=scope.iterators | {name})
    for nested in block.blocks:
        yield from _block(nested, inner if nested.kind == "content" else scope)


def _provider(expression: hcl.Expression, scope: _Scope) -> Iterator[Finding]:
    name = expression.text.strip('"').partition("[")[0]  # OpenTofu chooses one of several by key
    if "." not in name or name in scope.symbols.providers | _passed(scope):
        return
    fix = _did_you_mean(name, scope.symbols.providers) or "Add a provider block with that alias."
    yield scope.finding(expression.line, f"provider {name} is not configured here", fix)


def _passed(scope: _Scope) -> set[str]:
    """The providers that calls pass to the module, whether or not it says that it takes them."""
    given = [
        call.block.expression("providers")
        for call in scope.project.calls
        if call.target == scope.top.file.parent
    ]
    return {name.strip('"') for each in given if each for name, _ in each.items or ()}


def _reference(reference: hcl.Reference, scope: _Scope) -> Iterator[Finding]:
    names = reference.names
    root = names[0]
    if root in scope.iterators:
        return
    if root == "resource" and len(names) > 1:  # the long form of a reference to a resource
        names = names[1:]
        root = names[0]
    fault = _ROOTS[root](names, scope) if root in _ROOTS else _resource(names, scope)
    if fault:
        message, fix = fault
        yield scope.finding(reference.line, message, fix)


_Fault = tuple[str, str] | None


def _variable(names: tuple[str, ...], scope: _Scope) -> _Fault:
    return _declared("variable", "var", names, scope.symbols.variables)


def _local(names: tuple[str, ...], scope: _Scope) -> _Fault:
    return _declared("local value", "local", names, scope.symbols.locals)


def _declared(what: str, root: str, names: tuple[str, ...], known: Iterable[str]) -> _Fault:
    if len(names) < 2:
        return f"{root} alone is no value", f"Write {root}.NAME."
    if names[1] in known:
        return None
    fix = _did_you_mean(names[1], known, f"{root}.") or "Declare it, or use one that exists."
    return f"there is no {what} {root}.{names[1]}", fix


def _module(names: tuple[str, ...], scope: _Scope) -> _Fault:
    fault = _declared("module call", "module", names, scope.symbols.modules)
    if fault or len(names) < 3:
        return fault
    block = scope.symbols.modules[names[1]]
    target = next((c.target for c in scope.project.calls if c.block is block), None)
    child = scope.project.symbols(target) if target else None
    if child is None or names[2] in child.outputs:
        return None
    fix = _did_you_mean(names[2], child.outputs) or "Add that output to the module."
    return f"module.{names[1]} has no output {names[2]!r}", fix


def _typed(names: tuple[str, ...], scope: _Scope) -> _Fault:
    kind = names[0]
    what = BY_TYPE[kind]
    if len(names) < 3:
        return f"{'.'.join(names)} names no {what}", f"Write {kind}.TYPE.NAME."
    _, type_, name = names[:3]
    if scope.symbols.has(kind, type_, name):
        return None
    if kind == "data" and (type_, name) in scope.own_data:
        return None
    known = scope.symbols.typed.get(kind, {})
    return f"there is no {what} {kind}.{type_}.{name}", _like(type_, name, known, f"{kind}.")


def _resource(names: tuple[str, ...], scope: _Scope) -> _Fault:
    known = scope.symbols.typed.get("resource", {})
    if len(names) == 1:
        roots = [*_ROOTS, *scope.iterators]
        fix = _did_you_mean(names[0], roots)
        return f"{names[0]!r} is no value", fix or "Quote it if text is meant."
    if names[1] in known.get(names[0], ()):
        return None
    if "_" not in names[0]:  # no resource type: a misspelt root, more likely
        fix = _did_you_mean(names[0], [*_ROOTS, *scope.iterators])
        return f"{names[0]}.{names[1]} refers to nothing that is declared", fix
    return f"there is no resource {names[0]}.{names[1]}", _like(names[0], names[1], known, "")


def _like(type_: str, name: str, known: dict[str, set[str]], prefix: str) -> str:
    same_type = _did_you_mean(name, known.get(type_, ()), f"{prefix}{type_}.")
    everything = (f"{each}.{other}" for each, names in known.items() for other in names)
    return (
        same_type
        or _did_you_mean(f"{type_}.{name}", everything, prefix)
        or "Declare it, or use one that exists."
    )


def _repeated(names: tuple[str, ...], scope: _Scope) -> _Fault:
    needed, parts = ("for_each", ("key", "value")) if names[0] == "each" else ("count", ("index",))
    if len(names) < 2 or names[1] not in parts:
        return f"{'.'.join(names)} does not exist", f"Write {names[0]}.{parts[0]}."
    if needed in scope.top.attributes:
        return None
    return f"{names[0]}.{names[1]} needs {needed} in this block", f"Add {needed} to it."


def _self(_names: tuple[str, ...], scope: _Scope) -> _Fault:
    if scope.has_self:
        return None
    return "self means nothing here", "Name the resource by its address."


def _path(names: tuple[str, ...], _scope: _Scope) -> _Fault:
    if len(names) == 2 and names[1] in PATHS:
        return None
    return f"{'.'.join(names)} does not exist", "Write path.module, path.root or path.cwd."


def _terraform(names: tuple[str, ...], _scope: _Scope) -> _Fault:
    if len(names) == 2 and names[1] in WORKSPACE:
        return None
    return f"{'.'.join(names)} does not exist", "Write terraform.workspace."


_ROOTS = {
    "var": _variable,
    "local": _local,
    "module": _module,
    "data": _typed,
    "ephemeral": _typed,
    "action": _typed,
    "each": _repeated,
    "count": _repeated,
    "self": _self,
    "path": _path,
    "terraform": _terraform,
}


def _did_you_mean(name: str, known: Iterable[str], prefix: str = "") -> str:
    close = nearest(name, known)
    return f"Did you mean {prefix}{close}?" if close else ""
