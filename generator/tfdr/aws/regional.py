"""What a region lacks of what code asks for: instance types, classes, rules of AWS Config."""

from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from tfdr.facts import read

CONFIG_RULES: Final = "config_rules"
INSTANCE_TYPES: Final = "instance_types"
RESOURCE_TYPES: Final = "resource_types"
SERVERLESS: Final = "db.serverless"


def regions() -> frozenset[str]:
    """The regions of which anything is known."""
    return frozenset(_table()["regions"])


def lacking(kind: str, thing: str) -> frozenset[str] | None:
    """The regions that lack a thing, or None when the thing is not known.

    Args:
        kind: `CONFIG_RULES`, `INSTANCE_TYPES`, `RESOURCE_TYPES`, or an engine of RDS.
        thing: an identifier such as ENCRYPTED_VOLUMES, a type such as m7i.large, a type of
            CloudFormation, or a class such as db.r8g.large.
    """
    if kind in (CONFIG_RULES, RESOURCE_TYPES):
        return _by_thing(kind).get(thing)
    families, sizes = f"{kind}_families", f"{kind}_classes"
    if kind == INSTANCE_TYPES:
        families, sizes = "instance_families", INSTANCE_TYPES
    family = thing if thing == SERVERLESS else thing.rpartition(".")[0]
    of_family = _by_thing(families.replace("-", "_")).get(family)
    if of_family is None:
        return None
    return of_family | _by_thing(sizes.replace("-", "_")).get(thing, frozenset())


@cache
def _by_thing(part: str) -> dict[str, frozenset[str]]:
    return dict(_pairs(part))


def _pairs(part: str) -> Iterator[tuple[str, frozenset[str]]]:
    for group in _table().get(part, ()):
        for thing in group["what"]:
            yield thing, frozenset(group["lack"])


@cache
def _table() -> dict[str, Any]:
    found: dict[str, Any] = read("regional.yml")
    return found
