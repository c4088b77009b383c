"""Writes an extract of a provider's schema; `read` says what is in one."""

import gzip
from typing import Any

from tfdr.provider.types import BRACKETS, PRIMITIVES

Json = dict[str, Any]
_LETTERS = {name: letter for letter, name in PRIMITIVES.items()} | {"dynamic": "a"}
KINDS = {
    "resource": "resource_schemas",
    "data": "data_source_schemas",
    "ephemeral": "ephemeral_resource_schemas",
}


def extract(provider: Json, title: str) -> bytes:
    """One provider of `terraform providers schema -json` as an extract.

    Args:
        provider: its part of that output.
        title: what this is an extract of, for its first line.
    """
    bodies: dict[str, int] = {}
    head = [f"# {title}"]
    if "provider" in provider:
        head.append(f"provider aws {_add(provider['provider']['block'], bodies)}")
    for kind, key in KINDS.items():
        for type_, schema in sorted(provider.get(key, {}).items()):
            head.append(f"{kind} {type_} {_add(schema['block'], bodies)}")
    text = "\n".join([*head, "", *bodies])
    # No time and no name inside, so that the same schema gives the same bytes.
    return gzip.compress(text.encode(), compresslevel=9, mtime=0)


def _add(block: Json, bodies: dict[str, int]) -> int:
    """Add a body and those inside it; return its line."""
    words = ["-"] if block.get("deprecated") else []
    for name, attribute in sorted(block.get("attributes", {}).items()):
        mark = "-" if attribute.get("deprecated") else ""
        words.append(f"{mark}{_mode(attribute)}{name}:{_type(attribute['type'])}")
    for name, nested in sorted(block.get("block_types", {}).items()):
        number = _add(nested["block"], bodies)
        least, most = nested.get("min_items", 0), nested.get("max_items", 0)
        words.append(f"%{name}:{nested['nesting_mode']}:{least}:{most}:{number}")
    return bodies.setdefault(" ".join(words), len(bodies))


def _mode(attribute: Json) -> str:
    if attribute.get("required"):
        return "!"
    if not attribute.get("optional"):
        return "="
    return "~" if attribute.get("computed") else "?"


def _type(type_: Any) -> str:
    if isinstance(type_, str):
        return _LETTERS[type_]
    kind, inner = type_
    start, end = BRACKETS[kind]
    if kind == "object":
        inside = ",".join(f"{name}:{_type(each)}" for name, each in sorted(inner.items()))
        return f"{start}{inside}{end}"
    return f"{start}{_type(inner)}{end}"
