"""References to attributes: that the resource or data source has them, and still will."""

from collections.abc import Sequence

from tfdr import hcl
from tfdr.check.schema.bodies import Place, deprecated, is_sure, not_yet, removed
from tfdr.check.schema.fault import CMP02, Fault, Faults, did_you_mean
from tfdr.provider import Type

REPEATED = ("count", "for_each")


def follow(
    parts: Sequence[str], line: int, target: hcl.Block, place: Place, address: str
) -> Faults:
    """What is wrong with the attributes that a reference names.

    Args:
        parts: what stands behind the address; an index or a splat is `[]`.
        line: where.
        target: the block that the reference leads to.
        place: its schema.
        address: how the block is called.
    """
    rest = list(parts)
    repeated = next((name for name in REPEATED if name in target.attributes), "")
    if rest and rest[0] == "[]":
        rest.pop(0)
    elif rest and repeated:
        message = f"{address} has {repeated}, so it is many: {rest[0]} is of each of them"
        key = "0" if repeated == "count" else '"KEY"'
        yield Fault(CMP02, line, message, f"Write {address}[{key}].{rest[0]}, or all with [*].")
        return
    yield from _in_body(rest, line, place, address)


def _in_body(rest: list[str], line: int, place: Place, said: str) -> Faults:
    if not rest or rest[0] == "[]":
        return
    name, *rest = rest
    if argument := place.body.arguments.get(name):
        if argument.deprecated and not place.is_demanded(name):
            yield deprecated(name, line, place, "attribute")
        yield from _in_type(rest, line, argument.type, f"{said}.{name}")
    elif nested := place.body.blocks.get(name):
        if nested.body.deprecated:
            yield deprecated(name, line, place, "attribute")
        if rest and nested.mode in ("list", "set") and rest[0] != "[]":
            yield _many(rest[0], line, nested.mode, f"{said}.{name}")
            return
        if rest and (rest[0] == "[]" or nested.mode == "map"):
            rest = rest[1:]
        yield from _in_body(rest, line, place.inside(nested), f"{said}.{name}")
    elif place.is_new(name):
        what = f"the attribute {name} of {place.said}"
        yield not_yet(what, f"{place.path}.{name}", line, CMP02)
    elif place.is_old(name):
        yield removed(f"the attribute {name} of {place.said}", f"{place.path}.{name}", line)
    else:
        known = sorted([*place.body.arguments, *place.body.blocks])
        fix, sure = did_you_mean(name, known), is_sure(name, known, place)
        yield Fault(CMP02, line, f"{said} has no attribute {name}", fix, sure)


def _in_type(rest: list[str], line: int, type_: Type, said: str) -> Faults:
    if not rest or type_.kind == "any":
        return
    name, *rest = rest
    if type_.kind in ("list", "set"):
        if name != "[]":
            yield _many(name, line, type_.kind, said)
        elif type_.element:
            yield from _in_type(rest, line, type_.element, said)
    elif type_.kind == "map" and type_.element:
        yield from _in_type(rest, line, type_.element, said)
    elif type_.kind == "object":
        if name == "[]":
            return
        if name in type_.fields:
            yield from _in_type(rest, line, type_.fields[name], f"{said}.{name}")
        else:
            fix = did_you_mean(name, sorted(type_.fields))
            yield Fault(CMP02, line, f"{said} has no attribute {name}", fix)
    elif name != "[]":
        yield Fault(CMP02, line, f"{said} is a {type_}: it has no attribute {name}")


def _many(name: str, line: int, mode: str, said: str) -> Fault:
    if name.isdecimal():  # the index of Terraform 0.11
        return Fault(CMP02, line, f"{said}.{name} is no index", f"Write {said}[{name}].")
    one = f"{said}[0].{name}" if mode == "list" else f"one({said}).{name}"
    return Fault(CMP02, line, f"{said} is a {mode}: it has no attribute {name}", f"Write {one}.")
