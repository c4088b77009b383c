"""CMP03: no escaped interpolation where a value was meant."""

import re
from collections.abc import Iterator
from pathlib import Path

from tfdr import hcl
from tfdr.project import Finding, Project, relative

_MEANT = re.compile(
    r"\s*(?:(?:var|local|module|each|count|self|path|terraform)\.[A-Za-z_]"
    r"|(?:data|ephemeral)\.[a-z][\w-]*\.[A-Za-z_]"
    r"|(?P<type>[a-z][a-z0-9]*_[a-z0-9_]+)\.(?P<name>[A-Za-z_][\w-]*))"
)


def escaped(project: Project) -> Iterator[Finding]:
    """Escapes that would leave `${var.name}` as text where its value was meant.

    `$${aws:username}` in a policy or `$${HOME}` in a script is what an escape is for.
    """
    for directory, module in list(project.tree.modules.items()):
        for top in module.blocks:
            for block in top.walk():
                for name, attribute in block.attributes.items():
                    if name == "description":
                        continue  # it explains to people how a value is written
                    for escape in attribute.expression.escapes:
                        yield from _judged(project, directory, top, escape)


def _judged(
    project: Project, directory: Path, block: hcl.Block, escape: hcl.Escape
) -> Iterator[Finding]:
    inside = escape.text.split("{", 1)[1].removesuffix("}")
    if escape.text.startswith("\\"):
        message = f"{escape.text} has a backslash before the interpolation"
        fix = f"Write ${{{inside}}} for the value, or $${{{inside}}} for this text."
    elif _is_value(project, directory, inside):
        message = f"{escape.text} is text, not the value of {inside.strip()}"
        fix = f"Write ${{{inside}}}."
    else:
        return
    file = relative(block.file, project.root)
    yield Finding("CMP03", file, escape.line, block.address, message, fix)


def _is_value(project: Project, directory: Path, inside: str) -> bool:
    meant = _MEANT.match(inside)
    if meant is None:
        return False
    symbols = project.symbols(directory)
    return not meant["type"] or bool(
        symbols and symbols.has("resource", meant["type"], meant["name"])
    )
