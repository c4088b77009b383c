"""Judges a resource by the resources that point at it."""

from collections.abc import Callable

from tfdr.evaluate import Body, Links, Resource, Truth, all_of, any_of


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


def any_block(blocks: "list[Body]", holds: Callable[[Body], Truth]) -> Truth:
    """Whether something holds of one of several nested blocks."""
    return any_of(*(all_of(holds(each), None if each.maybe else True) for each in blocks))
