"""Makes the schema of a newer version from that of 5.100 and what bindings say has changed."""

import copy
from typing import Any

from tfdr.provider import catalogue

from tools.provider.bindings import Member, Members
from tools.provider.write import KINDS, Json

_KEYS = {kind: key for kind, key in KINDS.items() if kind != "ephemeral"}
_NESTING = ("list", "set", "map", "single")
_REGION = {"type": "string", "optional": True, "computed": True}

Types = dict[tuple[str, str], Members]  # by kind and type


def newer(provider: Json, old: Types, new: Types) -> Json:
    """The schema of a newer version of a provider.

    Args:
        provider: the schema of the older version, as Terraform gives it.
        old: what the bindings made from that version say.
        new: what the bindings made from the newer version say.
    """
    made: Json = copy.deepcopy(provider)
    for kind, key in _KEYS.items():
        schemas = made[key]
        for type_ in {type_ for kind_, type_ in old if kind_ == kind} - {
            type_ for kind_, type_ in new if kind_ == kind
        }:
            del schemas[type_]
    for (kind, type_), members in new.items():
        schemas = made[_KEYS[kind]]
        if type_ in schemas:
            _merge(schemas[type_]["block"], old[kind, type_], members)
        else:
            schemas[type_] = {"block": _block(members)}
    for schema in made["ephemeral_resource_schemas"].values():
        schema["block"]["attributes"].setdefault("region", _REGION)
    for path in catalogue.deprecated():
        _deprecate(made, path)
    return made


def _merge(block: Json, old: Members, new: Members) -> None:
    """Change a body where the bindings differ."""
    attributes = block.setdefault("attributes", {})
    blocks = block.setdefault("block_types", {})
    for name in old.keys() - new.keys():
        attributes.pop(name, None)
        blocks.pop(name, None)
    for name, member in new.items():
        before = old.get(name)
        if before == member:
            continue
        same = before is not None and (before.block, before.shape) == (member.block, member.shape)
        if before is not None and same and name in blocks:
            if before.mode != member.mode:
                blocks[name]["min_items"] = 1 if member.mode == "required" else 0
            _merge(blocks[name]["block"], before.members, member.members)
        elif same and name in attributes and not member.members:
            attributes[name] |= _mode(member)
        else:
            deprecated = attributes.get(name, {}).get("deprecated", False)
            attributes.pop(name, None)
            blocks.pop(name, None)
            _put(block, name, member)
            if name in attributes and deprecated:
                attributes[name]["deprecated"] = True


def _block(members: Members) -> Json:
    made: Json = {"attributes": {}, "block_types": {}}
    for name, member in members.items():
        _put(made, name, member)
    return made


def _put(block: Json, name: str, member: Member) -> None:
    """Add what only the bindings know."""
    if not member.block:
        block["attributes"][name] = {"type": _type(member), **_mode(member)}
        return
    mode = "single" if member.block == "struct" else member.block
    block["block_types"][name] = {
        "nesting_mode": mode,
        "min_items": 1 if member.mode == "required" else 0,
        "max_items": 1 if member.shape == "single" and mode != "single" else 0,
        "block": _block(member.members),
    }


def _mode(member: Member) -> Json:
    return {
        "required": member.mode == "required",
        "optional": member.mode == "optional",
        "computed": member.mode == "computed",
    }


def _type(member: Member) -> Any:
    """A type as Terraform writes it."""
    if not member.members:
        # Of objects, what is in them is left out.
        return "dynamic" if member.shape in _NESTING else member.shape
    fields = {name: _type(each) for name, each in member.members.items()}
    shape = ["object", fields]
    return shape if member.shape == "single" else [member.shape, shape]


def _deprecate(provider: Json, path: str) -> None:
    """Mark what a path leads to; it has to be there, or to be newer than what is known."""
    kind, rest = path.split(" ")
    type_, *names = rest.split(".")
    if kind == "provider":
        block = provider["provider"]["block"]
    else:
        block = provider[_KEYS[kind]][type_]["block"]
    for name in names[:-1]:
        block = block["block_types"][name]["block"]
    if not names:
        block["deprecated"] = True
    elif names[-1] in block.get("block_types", {}):
        block["block_types"][names[-1]]["block"]["deprecated"] = True
    else:
        block["attributes"][names[-1]]["deprecated"] = True
