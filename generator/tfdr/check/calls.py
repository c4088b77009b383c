"""CMP01 and the part of CMP02 that is about calls: sources, arguments and providers of modules."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from tfdr import hcl
from tfdr.messages import nearest
from tfdr.project import Call, Finding, Project, Symbols, is_directory, relative, repository
from tfdr.rules.rule import INFO, WARNING

# Arguments of a module block that are not variables of the module.
META = frozenset({"source", "version", "count", "for_each", "providers", "depends_on"})


def sources(project: Project) -> Iterator[Finding]:
    """CMP01: every module is in the repository."""
    for call in project.calls:
        fault, fix = _source_fault(project, call)
        if fault:
            source = call.block.attributes.get("source")
            line = source.line if source else call.block.line
            found = _finding("CMP01", project, call, line, fault, fix)
            # A module of a registry is how tfdr does not write; what is not there fails for all.
            is_elsewhere = call.target is None and call.source is not None
            yield replace(found, severity=INFO) if is_elsewhere else found
    yield from _cycles(project)


def _source_fault(project: Project, call: Call) -> tuple[str, str]:
    if call.source is None:
        if "source" in call.block.attributes:
            return "source is not a plain string", 'Write it as "./modules/NAME".'
        return "source is missing", 'Add source = "./modules/NAME".'
    if call.target is None:
        return (
            f"source {call.source!r} comes from outside the repository",
            "Keep the module here and name it by a path that begins with ./ or ../.",
        )
    if not call.target.is_relative_to(repository(project.root)):
        return (
            f"source {call.source!r} leads out of the repository",
            "Move the module into it.",
        )
    if call.target not in project.tree.modules:
        there = ", ".join(
            sorted(relative(each, project.root) for each in project.tree.modules if each.name)
        )
        what = "holds no .tf file" if is_directory(call.target) else "does not exist"
        name = relative(call.target, project.root)
        alike = project.alike(call.target)
        if alike is not None:
            right = relative(alike, project.root)
            return (
                f"source {call.source!r}: {name} is called {right}, and Linux tells the case",
                f"Write it as {right} is.",
            )
        close = nearest(name, [relative(each, project.root) for each in project.tree.modules])
        return (
            f"source {call.source!r}: the directory {name} {what}",
            f"Did you mean {close}?" if close else f"There are: {there}." if there else "",
        )
    return "", ""


def _cycles(project: Project) -> Iterator[Finding]:
    called: dict[Path, list[Path]] = {}
    for call in project.calls:
        if call.target:
            called.setdefault(call.caller, []).append(call.target)
    for call in project.calls:
        if call.target and call.caller in _reachable(called, call.target):
            fault = f"source {call.source!r} leads back to the module that calls it"
            yield _finding("CMP01", project, call, call.block.line, fault, "Break the circle.")


def _reachable(called: dict[Path, list[Path]], start: Path) -> set[Path]:
    seen: set[Path] = set()
    todo = [start]
    while todo:
        here = todo.pop()
        if here not in seen:
            seen.add(here)
            todo += called.get(here, [])
    return seen


def arguments(project: Project) -> Iterator[Finding]:
    """CMP02 for calls: variables that exist and are given, provider configurations that exist."""
    for call in project.calls:
        child = project.symbols(call.target) if call.target else None
        caller = project.symbols(call.caller)
        if child is not None:
            yield from _variables(project, call, child)
        if child is not None and caller is not None:
            yield from _providers(project, call, child, caller)


def _variables(project: Project, call: Call, child: Symbols) -> Iterator[Finding]:
    given = {name: each for name, each in call.block.attributes.items() if name not in META}
    for name, attribute in given.items():
        if name not in child.variables:
            close = nearest(name, child.variables)
            fix = f"Did you mean {close}?" if close else "Declare it there or leave it out here."
            message = f"the module has no variable {name!r}"
            yield _finding("CMP02", project, call, attribute.line, message, fix)
    for name, required in child.variables.items():
        if required and name not in given:
            message = f"the module's variable {name!r} has no default and is not given"
            yield _finding(
                "CMP02", project, call, call.block.line, message, f"Add {name} = ... to the block."
            )


def _providers(project: Project, call: Call, child: Symbols, caller: Symbols) -> Iterator[Finding]:
    attribute = call.block.attributes.get("providers")
    passed = dict(attribute.expression.items or []) if attribute else {}
    for key, value in passed.items():
        line = value.line
        if "." in key and key not in child.required_aliases:
            close = nearest(key, child.required_aliases)
            fix = f"Did you mean {close}?" if close else "Add it to configuration_aliases there."
            message = f"the module takes no provider {key}"
            found = _finding("CMP02", project, call, line, message, fix)
            yield (
                found if close else replace(found, severity=WARNING)
            )  # Terraform passes it on, and warns
        yield from _unknown_provider(project, call, value, caller)
    for alias in sorted(child.required_aliases - set(passed)):
        line = attribute.line if attribute else call.block.line
        message = f"the module needs a provider {alias}, which is not passed"
        fix = f"Add {alias} = ... to providers."
        yield _finding("CMP02", project, call, line, message, fix)


def _unknown_provider(
    project: Project, call: Call, value: hcl.Expression, caller: Symbols
) -> Iterator[Finding]:
    name = value.text
    # A provider without an alias exists wherever one of its resources does.
    if "." not in name or name in caller.providers:
        return
    close = nearest(name, caller.providers)
    fix = f"Did you mean {close}?" if close else "Add a provider block with that alias."
    message = f"provider {name} is not configured here"
    yield _finding("CMP02", project, call, value.line, message, fix)


def _finding(id_: str, project: Project, call: Call, line: int, message: str, fix: str) -> Finding:
    file = relative(call.block.file, project.root)
    return Finding(id_, file, line, call.block.address, message, fix)
