"""Terraform's functions by name, and what most of them need of values.

A function gets values. One that is registered by `exact` is only called when all of them are known;
the others make the best of what is. What no function can say is unknown.
"""

from collections.abc import Callable
from typing import Any, Final

from tfdr.evaluate import templates
from tfdr.evaluate.values import (
    Fields,
    Many,
    Rest,
    Special,
    Unknown,
    Value,
    by_environment,
    is_known,
    known_text,
    number,
    plain,
)

Function = Callable[..., Value]
FUNCTIONS: Final[dict[str, Function]] = {}

MOST_ELEMENTS: Final = 5000
"""No real configuration comes near it; it keeps a hostile one from hanging us."""


class Failed(Exception):
    """A call that Terraform would refuse."""


def call(name: str, arguments: list[Value]) -> Value:
    """The result of a function, or what it depends on.

    Raises:
        Failed: Terraform would refuse these arguments.
    """
    found = by_environment(lambda *each: call(name, list(each)), *arguments)
    if found:
        return found[0]
    function = FUNCTIONS.get(name)
    if function is None:
        return templates.unknown(*arguments) if arguments else Unknown(f"{name}()")
    return applied(function, arguments)


def applied(function: Function, arguments: list[Value]) -> Value:
    """The result of a function, or what it depends on.

    Raises:
        Failed: it refuses these arguments.
    """
    try:
        return function(*arguments)
    except (TypeError, ValueError, KeyError, IndexError, ArithmeticError, AttributeError) as error:
        if all(map(is_known, arguments)):
            raise Failed(str(error)) from None
        return templates.unknown(*arguments)


def named(*names: str) -> Callable[[Function], Function]:
    """Register a function of values that are known in part, or not at all."""

    def add(function: Function) -> Function:
        FUNCTIONS.update(dict.fromkeys(names, function))
        return function

    return add


def exact(function: Any, *names: str) -> None:
    """Register a function of known values: plain Python in, plain Python out."""

    def called(*arguments: Value) -> Value:
        inside = [plain(each) for each in arguments]
        if not all(map(is_known, inside)):
            return templates.unknown(*arguments)
        found: Value = function(*map(_resolved, inside))
        return found

    FUNCTIONS.update(dict.fromkeys(names, called))


def _resolved(value: Value) -> Any:
    if isinstance(value, list):
        return [_resolved(plain(each)) for each in value]
    if isinstance(value, Fields):
        return Fields({key: _resolved(plain(each)) for key, each in value.items()})
    return value


def text_of(value: Value) -> str:
    """A value as text.

    Raises:
        ValueError: it is none, or not known.
    """
    text = known_text(value)
    if text is None:
        raise ValueError(value)
    return text


def numeric(value: Value) -> float:
    """A value as a number.

    Raises:
        ValueError: it is none, or not known.
    """
    found = number(value)
    if found is None:
        raise ValueError(value)
    return found


def elements(value: Value) -> list[Value]:
    """The elements of a list, or the values of a map; with a `Rest` where there may be more."""
    value = plain(value)
    if isinstance(value, list):
        return value
    if isinstance(value, Fields):
        return [*value.values(), *([Rest(*value.rest.sources)] if value.rest else [])]
    if isinstance(value, Many):
        return [value.each, Rest()]
    if isinstance(value, Special):
        return [Rest(*templates.unknown(value).sources)]
    return []


def complete(values: list[Value]) -> bool:
    """Whether a list is all that there is."""
    return not any(isinstance(each, Rest) for each in values)
