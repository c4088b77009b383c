"""Whether a value means a resource, and what Terraform makes first."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from tfdr.evaluate import (
    Links,
    Ref,
    Resource,
    System,
    Truth,
    Value,
    is_unknown,
    plain,
    references,
    same,
)
from tfdr.evaluate.modules import Module
from tfdr.hcl import Expression

_FURTHEST: Final = 400  # resources that are looked at for what one depends on


def means(value: Value, target: Resource, *names: str) -> Truth:
    """Whether a value means a resource: by reference, or by one of its names.

    Args:
        value: such as a dimension of a metric.
        target: what it may mean.
        names: the attributes by which the target is called.
    """
    if isinstance(value, Ref) and value.target.owner is target:
        return True
    results = [same(own, value) for own in map(target.get, names) if own is not None]
    if True in results:
        return True
    inside = plain(value)
    if isinstance(inside, Ref):
        return None if inside.target.owner.is_data else False
    return None if is_unknown(value) or None in results else False


def is_other(one: Value, other: Value) -> Truth:
    """Whether two values differ; those of two resources that AWS names do."""
    equal = same(one, other)
    if equal is not None:
        return not equal
    left, right = plain(one), plain(other)
    if isinstance(left, Ref) and isinstance(right, Ref):
        owners = left.target.owner, right.target.owner
        if owners[0] is not owners[1] and not any(each.is_data for each in owners):
            return True
    return None


def presence(system: System, links: Links) -> tuple[Truth, tuple[str, ...]]:
    """Whether there is one, and what would have to be known to know it.

    What is not here may be in a module that is not in the repository.
    """
    if links.exist is False and system.not_followed:
        return None, tuple(system.not_followed)
    return links.exist, links.why


def gathered(found: dict[Resource, Truth]) -> Links:
    """Those that certainly are, and those that may be, what is looked for."""
    return Links(
        [each for each, is_it in found.items() if is_it],
        [each for each, is_it in found.items() if is_it is None],
    )


@lru_cache(maxsize=2048)
def _depends_directly(system: System, resource: Resource) -> tuple[Resource, ...]:
    found = [
        ref.target.owner
        for name in dict.fromkeys(resource.names())
        for ref in _references_at(resource, name)
    ]
    named, at = resource.expression("depends_on"), resource.module
    found += _named(system, named, at)
    while at.caller is not None and at.call is not None:  # what the whole module waits for
        found += _named(system, at.call.expression("depends_on"), at.caller)
        at = at.caller
    return tuple(dict.fromkeys(found))


def _named(system: System, written: Expression | None, at: Module) -> Iterator[Resource]:
    """The resources that a `depends_on` names, those of a whole module too."""
    for reference in written.references if written else ():
        parts = reference.parts
        if parts[0] == "module":
            inside = f"{at.prefix}module.{parts[1]}"
            for each in system.resources():
                if each.module.prefix.startswith((f"{inside}.", f"{inside}[")):
                    yield each
        elif len(parts) > 1:
            for each in system.resources(parts[0]):
                if each.module is at and each.name == parts[1]:
                    yield each


def _references_at(resource: Resource, name: str) -> Iterator[Ref]:
    bodies = resource.blocks(name)
    if not bodies:
        yield from references(resource.get(name))
    for body in bodies:
        for inner in dict.fromkeys(body.names()):
            yield from references(body.get(inner))


def comes_after(system: System, resource: Resource, earlier: Resource) -> bool:
    """Whether Terraform makes a resource only after another one, as far as the code says."""
    seen = {resource}
    ahead = [resource]
    while ahead and len(seen) < _FURTHEST:
        for each in _depends_directly(system, ahead.pop()):
            if each is earlier:
                return True
            if each not in seen:
                seen.add(each)
                ahead.append(each)
    return False


def ignored(resource: Resource, attribute: str) -> bool:
    """Whether `lifecycle` says that changes of an attribute are ignored."""
    for block in resource.block.nested("lifecycle"):
        named = block.expression("ignore_changes")
        if named is None:
            continue
        if named.text == "all":
            return True
        texts = [each.text.strip('"') for each in named.elements or ()]
        if attribute in texts or any(each.startswith(f"{attribute}[") for each in texts):
            return True
    return False
