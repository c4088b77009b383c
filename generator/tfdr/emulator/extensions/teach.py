"""How an extension puts what it knows into a class of moto."""

from collections.abc import Callable
from typing import Any, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])


def teach(owner: type, name: str = "") -> Callable[[Function], Function]:
    """Return a decorator that makes a function a method of a class, in place of its namesake.

    The method that it replaces, where the new one builds on it, has to be taken from the
    class before.

    Args:
        owner: the class of moto.
        name: the method to replace, where that is not the function's own name.
    """

    def method(function: Function) -> Function:
        setattr(owner, name or function.__name__, function)
        return function

    return method


def teach_property(owner: type) -> Callable[[Callable[[Any], Any]], property]:
    """Return a decorator that makes a function a read-only property of a class."""

    def attribute(function: Callable[[Any], Any]) -> property:
        described = property(function)
        setattr(owner, function.__name__, described)
        return described

    return attribute
