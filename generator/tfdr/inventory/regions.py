"""Which provider configuration a resource is made with, and in which region that is."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tfdr import hcl

DEFAULT: Final = "default"
"""How the configuration without an alias is called."""

_LOCAL: Final = re.compile(r'local((?:\.[\w-]+|\["[^"]+"\])+)')
_STEP: Final = re.compile(r'\.([\w-]+)|\["([^"]+)"\]')
_DEEPEST: Final = 10  # locals that refer to locals


@dataclass(frozen=True, slots=True)
class Provider:
    """One configuration of a provider.

    Attributes:
        role: its alias.
        region: the code of its region; empty where it cannot be read off the code.
    """

    role: str = DEFAULT
    region: str = ""


Providers = Mapping[str, Provider]
"""The configurations that a module can name, by `NAME` or `NAME.ALIAS`."""


def configured(module: hcl.Module) -> dict[str, Provider]:
    """The configurations that a module has itself, as a root does."""
    found: dict[str, Provider] = {}
    for block in module.of_kind("provider"):
        name = block.labels[-1] if block.labels else ""
        alias = _text(block.expression("alias"))
        provider = Provider(alias or DEFAULT, literal(block.expression("region"), module))
        found[f"{name}.{alias}" if alias else name] = provider
    return found


def passed_on(call: hcl.Block, here: Providers) -> dict[str, Provider]:
    """The configurations that a called module can name: inherited, or given to it by the call."""
    inherited = {name: provider for name, provider in here.items() if "." not in name}
    given = call.expression("providers")
    for name, value in (given.items if given else None) or []:
        inherited[name.strip('"')] = of_name(value.text, here)
    return inherited


def of_resource(block: hcl.Block, module: hcl.Module, here: Providers) -> Provider:
    """The configuration that a resource is made with."""
    named = block.expression("provider")
    name = named.text if named else block.labels[0].partition("_")[0]
    provider = of_name(name, here)
    # From version 6 on the AWS provider takes a region for each resource.
    own = literal(block.expression("region"), module)
    return Provider(provider.role, own) if own else provider


def of_name(name: str, here: Providers) -> Provider:
    """The configuration of a name as code writes it; its alias alone where it is not configured."""
    name = name.strip('"')
    return here.get(name) or Provider(name.partition(".")[2] or DEFAULT)


def literal(expression: hcl.Expression | None, module: hcl.Module, depth: int = 0) -> str:
    """The text of an expression that is a literal, or a local value that is one; else nothing."""
    if expression is None or depth > _DEEPEST:
        return ""
    if text := _text(expression):
        return text
    path = _LOCAL.fullmatch(expression.text)
    if path is None:
        return ""
    name, *keys = (plain or quoted for plain, quoted in _STEP.findall(path[1]))
    found = _local(name, module)
    for key in keys:
        found = dict(found.items or []).get(key) if found else None
    return literal(found, module, depth + 1)


def _local(name: str, module: hcl.Module) -> hcl.Expression | None:
    blocks = (block.expression(name) for block in module.of_kind("locals"))
    return next((expression for expression in blocks if expression), None)


def _text(expression: hcl.Expression | None) -> str:
    value = expression.value if expression else None
    return value if isinstance(value, str) else ""
