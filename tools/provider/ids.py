"""Finds out which types take an `id`, which the schema says of nearly all of them.

The SDK of the provider adds `id` to a resource or data source that has none of its own, as
something that may be set, and refuses it when it is. Only trying tells the two apart.
"""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tools.provider.write import Json

_REFUSED = "Invalid or unknown key"
_AT_ONCE = 50  # Terraform's time grows faster than the number of blocks
# The SDK lets no resource have an `id` of its own that can be set; this one is without the SDK.
# All others were tried on 2026-11-24, but for those of QuickSight and WAFv2.
_SETTABLE = {"aws_elasticache_reserved_cache_node"}
_VALUES = {"string": '"x"', "number": "1", "bool": "true"}


def correct(provider: Json, folder: Path) -> None:
    """Make `id` computed only where it cannot be set.

    Args:
        provider: the schema, as Terraform gives it; changed in place.
        folder: where `terraform init` has run.
    """
    for type_, schema in provider["resource_schemas"].items():
        if type_ not in _SETTABLE:
            _computed(schema["block"])
    sources = provider["data_source_schemas"]
    doubtful = [type_ for type_, schema in sorted(sources.items()) if _both(schema["block"])]
    for start in range(0, len(doubtful), _AT_ONCE):
        some = doubtful[start : start + _AT_ONCE]
        text = "\n".join(line for each in some for line in _block(each, sources[each]["block"]))
        (folder / "probe.tf").write_text(text + "\n")
        command = ["terraform", "validate", "-json"]
        done = subprocess.run(command, cwd=folder, check=False, capture_output=True)
        for diagnostic in json.loads(done.stdout)["diagnostics"]:
            if diagnostic["summary"] == _REFUSED:
                _computed(sources[diagnostic["snippet"]["context"].split('"')[1]]["block"])


def _both(block: Json) -> bool:
    id_ = block.get("attributes", {}).get("id", {})
    return bool(id_.get("optional") and id_.get("computed"))


def _computed(block: Json) -> None:
    if _both(block):
        del block["attributes"]["id"]["optional"]


def _block(type_: str, block: Json) -> Iterator[str]:
    yield f'data "{type_}" "x" {{'
    yield '  id = "x"'
    yield from _required(block)
    yield "}"


def _required(block: Json) -> Iterator[str]:
    """All that a body needs, with values of the right types."""
    for name, attribute in block.get("attributes", {}).items():
        if attribute.get("required"):
            yield f"{name} = {_value(attribute['type'])}"
    for name, nested in block.get("block_types", {}).items():
        for _ in range(nested.get("min_items", 0)):
            yield f"{name} {{"
            yield from _required(nested["block"])
            yield "}"


def _value(type_: Any) -> str:
    if isinstance(type_, str):
        return _VALUES[type_]
    kind, inner = type_
    if kind == "object":
        return f"{{ {', '.join(f'{name} = {_value(each)}' for name, each in inner.items())} }}"
    return f"{{ a = {_value(inner)} }}" if kind == "map" else f"[{_value(inner)}]"
