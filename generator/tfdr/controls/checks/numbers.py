"""Numbers of at least or at most what a level asks."""

from collections.abc import Callable

from tfdr.evaluate import Body, Truth, number


def at_least(body: Body, path: str, least: float) -> Truth:
    """Whether an attribute is a number, and no less than this one; one that is not set is not."""
    return _compared(body, path, lambda value: value >= least)


def at_most(body: Body, path: str, most: float) -> Truth:
    """Whether an attribute is a number, and no more than this one; one that is not set is not."""
    return _compared(body, path, lambda value: value <= most)


def _compared(body: Body, path: str, holds: Callable[[float], bool]) -> Truth:
    if body.has(path) is False:
        return False
    value = number(body.get(path))
    return None if value is None else holds(value)


def shown(body: Body, path: str) -> str:
    """A number for a message."""
    value = number(body.get(path))
    return "unset" if value is None else f"{value:g}"
