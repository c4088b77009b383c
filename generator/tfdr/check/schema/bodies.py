"""Whether a block holds what its schema wants: names, nesting, numbers of blocks, literals."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from tfdr import hcl, provider
from tfdr.check.schema.fault import (
    CMP07,
    DEPRECATED,
    REMOVED,
    SCHEMA,
    Fault,
    Faults,
    did_you_mean,
    is_misspelt,
)
from tfdr.check.schema.values import is_given, is_null, mismatch
from tfdr.check.schema.versions import NONE, Allowed
from tfdr.messages import nearest
from tfdr.provider import LOOSE, Argument, Body, Nested
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
        version: that of the provider; empty for what is Terraform's own.
        bodies: its schema in every version of the provider that is looked at, by version, in order;
            None where it is not there.
        allowed: the versions that may be met.
        is_partial: whether it may leave out what is required, as an override file may.
    """

    path: str
    said: str
    body: Body
    version: str = ""
    bodies: Mapping[str, Body | None] = field(default_factory=dict)
    allowed: Allowed = NONE
    is_partial: bool = False

    @classmethod
    def of(cls, kind: str, type_: str, version: str, allowed: Allowed) -> "Place | None":
        """The place of a type in a version of the provider; None when it is not there."""
        looked_at = sorted({provider.FIVE, *allowed.versions, provider.SIX}, key=provider.minor)
        bodies = {each: provider.load(each).body(kind, type_) for each in looked_at}
        body = bodies[version]
        if body is None:
            return None
        return cls(f"{kind} {type_}", type_, body, version, bodies, allowed)

    def inside(self, nested: Nested) -> "Place":
        """The place of a nested block."""
        bodies = {
            version: body.blocks[nested.name].body if body and nested.name in body.blocks else None
            for version, body in self.bodies.items()
        }
        path = f"{self.path}.{nested.name}"
        return replace(
            self,
            path=path,
            said=f"the block {path.split('.', 1)[1]}",
            body=nested.body,
            bodies=bodies,
        )

    def is_new(self, name: str) -> bool:
        """Whether a name that is not here is there in a later version."""
        return any(
            _has(body, name)
            for version, body in self.bodies.items()
            if provider.minor(version) > provider.minor(self.version)
        )

    def is_old(self, name: str) -> bool:
        """Whether a name that is not here was there in an earlier version."""
        return bool(self.version and provider.past().gone(f"{self.path}.{name}")) or any(
            _has(body, name)
            for version, body in self.bodies.items()
            if provider.minor(version) < provider.minor(self.version)
        )

    def everywhere(self, name: str) -> bool:
        """Whether a name is here in all versions that may be met."""
        return all(_has(self.bodies.get(each), name) for each in self.allowed.versions)

    def is_demanded(self, name: str) -> bool:
        """Whether a version that may be met cannot do without a name."""
        for version in self.allowed.versions:
            body = self.bodies.get(version)
            argument = body.arguments.get(name) if body else None
            if argument is not None and argument.mode == "!":
                return True
        return False


def _has(body: Body | None, name: str) -> bool:
    return body is not None and (name in body.arguments or name in body.blocks)


def judge(block: hcl.Block, place: Place, own: Iterable[str] = ()) -> Faults:
    """What is wrong with a block.

    Args:
        block: what is judged.
        place: its schema and how to call it.
        own: arguments and blocks of Terraform itself, which are judged elsewhere.
    """
    body = place.body
    in_json: list[hcl.Block] = []
    for attribute in block.attributes.values():
        blocks = _in_json(attribute, place)
        in_json += blocks
        if attribute.name not in own and not blocks:
            yield from _attribute(attribute, place)
    counted: dict[str, int] = {}
    dynamic: set[str] = set()
    for nested in (*block.blocks, *in_json):
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


def _in_json(attribute: hcl.Attribute, place: Place) -> list[hcl.Block]:
    """The blocks that an attribute in JSON stands for: there, they are objects or lists of them."""
    expression = attribute.expression
    if expression.source.path.suffix != ".json" or attribute.name not in place.body.blocks:
        return []
    several = expression.elements if expression.elements is not None else [expression]
    if any(each.items is None for each in several):
        return []
    return [
        hcl.Block(
            attribute.name,
            (),
            expression.source.path,
            each.line,
            each.line,
            {name: hcl.Attribute(name, value, value.line) for name, value in each.items or ()},
            (),
        )
        for each in several
    ]


def _attribute(attribute: hcl.Attribute, place: Place) -> Faults:
    name, line = attribute.name, attribute.line
    argument = place.body.arguments.get(name)
    if argument is None:
        yield from _unknown(name, line, place, "argument")
        return
    if is_null(attribute.expression) or argument.mode == LOOSE:
        return
    if argument.mode == "=":
        if not is_given(attribute.expression):
            return  # it may be null, which is as good as leaving it out
        message = f"{name} of {place.said} is set by AWS alone"
        yield Fault(SCHEMA, line, message, f"Leave {name} out.")
        return
    if argument.deprecated and not place.is_demanded(name):  # else nobody could do without it
        yield deprecated(name, line, place, "argument")
    at, wrong = mismatch(attribute.expression, argument.type)
    if at:
        yield Fault(SCHEMA, at, f"{name} {wrong}")


def _unknown(name: str, line: int, place: Place, what: str) -> Faults:
    body = place.body
    if what == "argument" and name in body.blocks:
        fault = f"{name} of {place.said} is a block, not an argument"
        yield Fault(SCHEMA, line, fault, f"Write {name} {{ ... }}.")
    elif what == "block" and name in body.arguments:
        argument = body.arguments[name]
        fault = f"{name} of {place.said} is an argument, not a block"
        shape = "{ ... }" if argument.type.kind == "map" else "..."
        yield Fault(SCHEMA, line, fault, f"Write {name} = {shape}.")
    elif place.is_new(name):
        yield not_yet(f"the {what} {name} of {place.said}", f"{place.path}.{name}", line)
    elif place.is_old(name):
        yield removed(f"the {what} {name} of {place.said}", f"{place.path}.{name}", line)
    else:
        known = [each.name for each in body.arguments.values() if each.mode != "="]
        names = sorted([*known, *body.blocks])
        fix = did_you_mean(name, names, "Leave it out.")
        message = f"{place.said} has no {what} {name}"
        yield Fault(SCHEMA, line, message, fix, is_sure(name, names, place))


def is_sure(name: str, known: Iterable[str], place: Place) -> bool:
    """Whether a name that no version has is a mistake, or may be newer than what is known."""
    newer = place.allowed.is_open and place.version != provider.FIVE
    return not newer or is_misspelt(name, known)


def not_yet(what: str, path: str, line: int, id_: str = SCHEMA) -> Fault:
    """A fault for what only later versions of the provider have."""
    since = provider.past().since(path)
    return Fault(id_, line, f"{what} is not there yet", f"Demand version {since} of the provider.")


def removed(what: str, path: str, line: int) -> Fault:
    """A fault for what only earlier versions of the provider have."""
    return Fault(CMP07, line, what + REMOVED, instead(path))


def deprecated(name: str, line: int, place: Place, what: str) -> Fault:
    """A fault for what the provider discourages."""
    path = f"{place.path}.{name}"
    message = f"the {what} {name} of {place.said}{DEPRECATED}"
    fix = instead(path)
    better = instead_of().get(path, "")
    if better.isidentifier() and not place.everywhere(better):
        fix += f" It is new in version {provider.past().since(f'{place.path}.{better}')}."
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
    if argument is not None and argument.mode == LOOSE:
        return
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
