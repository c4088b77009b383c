"""How a resource differs from the same one as it was generated."""

from collections.abc import Iterator
from typing import Any

from tfdr.controls.reference import weaker
from tfdr.controls.reference.content import names, of_body
from tfdr.controls.reference.difference import Difference
from tfdr.controls.reference.policies import POLICIES, between
from tfdr.controls.reference.values import ASKED, of_attribute
from tfdr.evaluate import Body, Resource, Truth


def differences(old: Resource, new: Resource) -> Iterator[Difference]:
    """All that is different about a resource.

    Args:
        old: as the recorded answers have it.
        new: as it is now.
    """
    if new.maybe and not old.maybe:
        yield Difference("", None, "may not be there: what repeats it cannot be known")
    if old.region.is_same(new.region) is not True and old.region.code != new.region.code:
        yield Difference("provider", False, f"is in {new.region}; {ASKED} {old.region}")
    yield from _lifecycle(old, new)
    yield from _of_bodies(old, new, "")


def _lifecycle(old: Resource, new: Resource) -> Iterator[Difference]:
    for each in sorted(_ignored(new) - _ignored(old)):
        yield Difference("lifecycle", False, f"ignores changes of {each}: no apply mends them")
    if _is_kept(old) and not _is_kept(new):
        yield Difference("lifecycle", False, "has no prevent_destroy any more")


def _ignored(resource: Resource) -> set[str]:
    return {
        each.text.strip('"')
        for block in resource.block.nested("lifecycle")
        if (named := block.expression("ignore_changes")) is not None
        for each in ([named] if named.text == "all" else named.elements or ())
    }


def _is_kept(resource: Resource) -> bool:
    said = (each.expression("prevent_destroy") for each in resource.block.nested("lifecycle"))
    return next((each.text == "true" for each in said if each is not None), False)


def _of_bodies(old: Body, new: Body, path: str) -> Iterator[Difference]:
    for name in dict.fromkeys([*names(old), *names(new)]):
        where = f"{path}.{name}" if path else name
        if old.get(name) is None and new.get(name) is None:
            yield from _of_blocks(old.blocks(name), new.blocks(name), where)
        elif name in POLICIES and not path:
            yield from between(old.owner, new.owner, name)
        else:
            yield from of_attribute(name, old, new, where)


def _of_blocks(old: list[Body], new: list[Body], where: str) -> Iterator[Difference]:
    name = where.rpartition(".")[2]
    before = [(of_body(each), each) for each in old]
    after = [(of_body(each), each) for each in new]
    for pair in list(before):
        same = next((each for each in after if each[0] == pair[0]), None)
        if same is not None:
            before.remove(pair)
            after.remove(same)
    for pair in before:
        other = max(after, key=lambda each: _alike(pair[0], each[0]), default=None)
        if other is None:
            yield Difference(where, False, f"has lost a block {name}")
            continue
        after.remove(other)
        if other[1].maybe and not pair[1].maybe:
            yield Difference(where, None, f"its block {name} cannot be known without a plan")
        yield from _of_bodies(pair[1], other[1], where)
    for found, _ in after:
        lets_in = any("allow" in each for each in found.get("action", ()))
        holds: Truth = False if name in weaker.NARROWS or lets_in else None
        yield Difference(where, holds, f"has one more block {name} than {ASKED}")


def _alike(one: dict[str, Any], other: dict[str, Any]) -> int:
    return sum(one.get(key) == each for key, each in other.items())
