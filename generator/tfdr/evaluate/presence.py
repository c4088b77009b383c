"""Whether something is there: a resource, a block, or one that points at another.

What is not here may be made by a module that is not in the repository, and what is repeated by a
value that is not known may be made or not.
"""

from collections.abc import Callable
from typing import Final

from tfdr.evaluate import Body, Links, Resource, System, Truth, all_of, any_of, references
from tfdr.evaluate.unseen import unseen
from tfdr.evaluate.values import ANY

_DEEPEST: Final = 5
_REPEAT: Final = ("for_each", "count")


# One resource


def is_there(resource: Resource) -> Truth:
    """Whether a resource is made at all; a list that AWS itself gives, as of zones, is not empty.

    Whether one is made that a variable or another unknown value repeats, is not known.
    """
    if not resource.maybe:
        return True
    return _is_repeated(resource, _DEEPEST)


def _is_repeated(resource: Resource, depth: int) -> Truth:
    """Whether what repeats it is a list of AWS's, or another resource that is repeated by one."""
    values = [each for name in _REPEAT if (each := resource.get(name)) is not None]
    owners = {ref.target.owner for value in values for ref in references(value)}
    if not owners or not depth or resource.key != ANY:
        return None
    return all_of(
        *(
            each.is_data or not each.maybe or _is_repeated(each, depth - 1)
            for each in owners
            if each is not resource
        ),
        None if any(each.startswith("var.") for each in resource.unknowns(*_REPEAT)) else True,
    )


def behind(body: Body, path: str, type_: str) -> list[Resource]:
    """The resources that an attribute refers to; where it is `each.value`, what repeats it."""
    found = [each for each in body.targets(path) if each.type == type_]
    if not found and isinstance(body, Resource) and body.key == ANY:
        owners = [ref.target.owner for ref in references(body.get("for_each"))]
        found = [each for each in owners if each.type == type_]
    return found


def any_block(blocks: "list[Body]", holds: Callable[[Body], Truth]) -> Truth:
    """Whether something holds of one of several nested blocks."""
    return any_of(*(all_of(holds(each), None if each.maybe else True) for each in blocks))


# Those that point at another


def held_by(links: Links, holds: Callable[[Resource], Truth]) -> Truth:
    """Whether one of the resources that point at another makes something hold.

    Args:
        links: they.
        holds: whether one of them does.
    """
    sure = [all_of(holds(each), None if each.maybe else True) for each in links.sure]
    perhaps = [all_of(holds(each), None) for each in links.maybe]
    return any_of(*sure, *perhaps)


def why(links: Links, *paths: str) -> tuple[str, ...]:
    """What would have to be known to say what `held_by` does.

    Args:
        links: the resources that point at another.
        paths: the attributes of theirs that count.
    """
    values = [source for each in (*links.sure, *links.maybe) for source in each.unknowns(*paths)]
    return (*values, *(each.address for each in links.sure if each.maybe), *unsure(links))


def unsure(links: Links) -> tuple[str, ...]:
    """The resources that may point at another one."""
    return tuple(each.address for each in links.maybe)


def presence(system: System, links: Links, *kinds: str) -> tuple[Truth, tuple[str, ...]]:
    """Whether there is one, and what would have to be known to know it.

    Args:
        system: where it is looked for.
        links: those that are, or may be.
        kinds: what it is, as `unseen` has them.
    """
    if links.exist is False and (elsewhere := unseen(system, *kinds)):
        return None, tuple(elsewhere)
    return links.exist, links.why


def unless_elsewhere(system: System, holds: Truth, *kinds: str) -> Truth:
    """What is missing may be in a module that is not in the repository.

    Args:
        system: where it is looked for.
        holds: whether it is in what is in the repository.
        kinds: what it is, as `unseen` has them.
    """
    return None if holds is False and unseen(system, *kinds) else holds


def gathered(found: dict[Resource, Truth]) -> Links:
    """Those that certainly are, and those that may be, what is looked for."""
    return Links(
        [each for each, is_it in found.items() if is_it],
        [each for each, is_it in found.items() if is_it is None],
    )


def together(*several: Links) -> Links:
    """All that are in any of them."""
    sure = {each: None for links in several for each in links.sure}
    maybe = {each: None for links in several for each in links.maybe if each not in sure}
    return Links(list(sure), list(maybe))
