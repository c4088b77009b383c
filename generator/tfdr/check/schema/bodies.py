"""Whether a block holds what its schema wants: names, nesting, numbers of blocks, literals."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from tfdr import hcl
from tfdr.check.schema.fault import (
    CMP07,
    DEPRECATED,
    REMOVED,
    SCHEMA,
    Fault,
    Faults,
    did_you_mean,
)
from tfdr.check.schema.values import is_null, mismatch
from tfdr.messages import nearest
from tfdr.provider import Argument, Body, Nested
from tfdr.provider.catalogue import instead as instead_of
from tfdr.provider.types import written

_DYNAMIC = frozenset({"for_each", "iterator", "labels"})


@dataclass(frozen=True)
class Place:
    """Where in a configuration a body is judged, and by what.

    Attributes:
        path: kind, type and the names of the blocks around it: `resource aws_lb.access_logs`.
        said: how it is called in a message.
        body: its schema.
        other: its schema in the other version of the provider; None when it is not there.
        is_newer: whether the other version is the older one.
        is_partial: whether it may leave out what is required, as an override file may.
    """

    path: str
    said: str
    body: Body
    other: Body | None = None
    is_newer: bool = False
    is_partial: bool = False

    def inside(self, nested: Nested) -> "Place":
        """The place of a nested block."""
        other = self.other.blocks.get(nested.name) if self.other else None
        path = f"{self.path}.{nested.name}"
        return replace(
            self,
            path=path,
            said=f"the block {path.split('.', 1)[1]}",
            body=nested.body,
            other=other.body if other else None,
        )


def judge(block: hcl.Block, place: Place, own: Iterable[str] = ()) -> Faults:
    """What is wrong with a block.

    Args:
        block: what is judged.
        place: its schema and how to call it.
        own: arguments and blocks of Terraform itself, which are judged elsewhere.
    """
    body = place.body
    for attribute in block.attributes.values():
        if attribute.name not in own:
            yield from _attribute(attribute, place)
    counted: dict[str, int] = {}
    dynamic: set[str] = set()
    for nested in block.blocks:
        if nested.kind == "dynamic" and nested.labels:
            name = nested.labels[0]
            dynamic.add(name)
            yield from _dynamic(nested, place)
        elif nested.kind not in own:
            counted[nested.kind] = counted.get(nested.kind, 0) + 1
            yield from _nested(nested, nested.kind, place, counted[nested.kind])
    if place.is_partial:
        return
    given = {*counted, *dynamic, *block.attributes}
    known = {*body.arguments, *body.blocks}
    # What is misspelt is said once, not once more as missing.
    meant = {nearest(name, sorted(known)) for name in given - known - set(own)}
    for argument in body.arguments.values():
        if argument.mode == "!" and argument.name not in {*counted, *dynamic, *meant}:
            yield from _required(argument.name, block, place)
    for each in body.blocks.values():
        if each.name not in dynamic | meant:
            yield from _number(counted.get(each.name, 0), each, block, place)


def _attribute(attribute: hcl.Attribute, place: Place) -> Faults:
    name, line = attribute.name, attribute.line
    argument = place.body.arguments.get(name)
    if argument is None:
        yield from _unknown(name, line, place, "argument")
        return
    if is_null(attribute.expression):
        return
    if argument.mode == "=":
        message = f"{name} of {place.said} is set by AWS alone"
        yield Fault(SCHEMA, line, message, f"Leave {name} out.")
        return
    if argument.deprecated and argument.mode != "!":  # else nobody could do without it
        yield deprecated(name, line, place, "argument")
    at, wrong = mismatch(attribute.expression, argument.type)
    if at:
        yield Fault(SCHEMA, at, f"{name} {wrong}")


def _unknown(name: str, line: int, place: Place, what: str) -> Faults:
    body, other = place.body, place.other
    if what == "argument" and name in body.blocks:
        fault = f"{name} of {place.said} is a block, not an argument"
        yield Fault(SCHEMA, line, fault, f"Write {name} {{ ... }}.")
    elif what == "block" and name in body.arguments:
        argument = body.arguments[name]
        fault = f"{name} of {place.said} is an argument, not a block"
        shape = "{ ... }" if argument.type.kind == "map" else "..."
        yield Fault(SCHEMA, line, fault, f"Write {name} = {shape}.")
    elif other and (name in other.arguments or name in other.blocks):
        yield elsewhere(f"the {what} {name} of {place.said}", f"{place.path}.{name}", line, place)
    else:
        known = [each.name for each in body.arguments.values() if each.mode != "="]
        names = sorted([*known, *body.blocks])
        fix = did_you_mean(name, names, "Leave it out.")
        yield Fault(SCHEMA, line, f"{place.said} has no {what} {name}", fix)


def elsewhere(what: str, path: str, line: int, place: Place, id_: str = SCHEMA) -> Fault:
    """A fault for what only the other version of the provider has."""
    if place.is_newer:
        return Fault(CMP07, line, what + REMOVED, instead(path))
    return Fault(id_, line, f"{what} is not there yet", "Demand version 6 of the provider.")


def deprecated(name: str, line: int, place: Place, what: str) -> Fault:
    """A fault for what the provider discourages."""
    message = f"the {what} {name} of {place.said}{DEPRECATED}"
    fix = instead(f"{place.path}.{name}")
    better = instead_of().get(f"{place.path}.{name}", "")
    older = place.other if place.is_newer else None
    if older and better.isidentifier() and better not in {*older.arguments, *older.blocks}:
        fix += " It is new in version 6."
    return Fault(CMP07, line, message, fix)


def instead(path: str) -> str:
    """What to write instead of something removed or deprecated."""
    name = instead_of().get(path)
    return f"Use {name}." if name else "Leave it out."


def _dynamic(block: hcl.Block, place: Place) -> Faults:
    name = block.labels[0]
    for attribute in block.attributes.values():
        if attribute.name not in _DYNAMIC:
            message = f"a dynamic block has no argument {attribute.name}"
            fix = "Arguments of the block that it makes go into content { ... }."
            yield Fault(SCHEMA, attribute.line, message, fix)
    if "for_each" not in block.attributes:
        message = f"dynamic {name} lacks for_each"
        yield Fault(SCHEMA, block.line, message, "Say for what it is repeated.")
    contents = block.nested("content")
    if len(contents) != 1:
        message = f"dynamic {name} needs one block content, and has {len(contents)}"
        yield Fault(SCHEMA, block.line, message, "Write content { ... } in it.")
    for other in block.blocks:
        if other.kind != "content":
            message = f"a dynamic block has no block {other.kind}"
            yield Fault(SCHEMA, other.line, message, "Only content { ... } goes into it.")
    if not contents:
        contents = [block]
    for content in contents:
        yield from _nested(content, name, place, 1)


def _nested(block: hcl.Block, name: str, place: Place, number: int) -> Faults:
    """One block inside the block that is judged, the first, second, ... of its name."""
    nested = place.body.blocks.get(name)
    argument = place.body.arguments.get(name)
    if nested is None and argument is not None and argument.is_block:
        nested = _as_block(argument)
        if argument.deprecated and number == 1:
            yield deprecated(name, block.line, place, "argument")
    if nested is None:
        yield from _unknown(name, block.line, place, "block")
        return
    if nested.body.deprecated and number == 1:
        yield deprecated(name, block.line, place, "block")
    if nested.most and number == nested.most + 1:
        message = f"{place.said} takes {_count(nested.most, name)} at most"
        yield Fault(SCHEMA, block.line, message, "Leave out what is too much.")
    if number > 1 and nested.mode in ("single", "group"):
        message = f"{place.said} takes one block {name} only"
        yield Fault(SCHEMA, block.line, message, "Put it all into one.")
    if block.kind == name and block.labels and nested.mode != "map":
        message = f"a block {name} has no label"
        yield Fault(SCHEMA, block.line, message, f"Write {name} {{ ... }}.")
    if block.kind == "dynamic":
        return
    yield from judge(block, place.inside(nested))


def _required(name: str, block: hcl.Block, place: Place) -> Faults:
    attribute = block.attributes.get(name)
    if attribute is None:
        message = f"{place.said} lacks the argument {name}"
        yield Fault(SCHEMA, block.line, message, f"Add {name} = ... to it.")
    elif is_null(attribute.expression):
        message = f"{name} of {place.said} is required, and null"
        yield Fault(SCHEMA, attribute.line, message, "Give it a value.")


def _number(number: int, nested: Nested, block: hcl.Block, place: Place) -> Faults:
    if number < nested.least and nested.name not in block.attributes:
        needed = _count(nested.least, nested.name)
        fault = f"{place.said} needs {needed}" + (f", and has {number}" if number else "")
        yield Fault(SCHEMA, block.line, fault, f"Add {nested.name} {{ ... }} to it.")


def _count(number: int, name: str) -> str:
    return f"one block {name}" if number == 1 else f"{number} blocks {name}"


def _as_block(argument: Argument) -> Nested:
    """The blocks as which an argument that is a list or set of objects may be written."""
    element = argument.type.element

    def read() -> Body:
        fields = element.fields if element else {}
        return Body(
            {name: Argument(name, "?", written(type_)) for name, type_ in fields.items()}, {}
        )

    return Nested(argument.name, argument.type.kind, 0, 0, read)
