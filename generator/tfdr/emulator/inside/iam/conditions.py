"""Conditions of policies: operators, and values of keys against those that are known.

A key that is not known makes an operator false, as in AWS, but for those that are about absence:
`Null`, `...IfExists`, and the negated ones.
Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from fnmatch import translate
from functools import lru_cache
from ipaddress import ip_address, ip_network
from typing import Any

_ANY, _ALL, _IF_EXISTS = "ForAnyValue:", "ForAllValues:", "IfExists"

Conditions = Iterable[tuple[str, str, tuple[str, ...]]]
"""Operator, key in lower case, values."""


def hold(conditions: Conditions, context: Mapping[str, tuple[str, ...]]) -> bool:
    """Say whether all conditions hold.

    Args:
        conditions: what a statement demands.
        context: condition keys, in lower case, and their values.
    """
    return all(_holds(operator, values, context.get(key)) for operator, key, values in conditions)


def alike(pattern: str, text: str) -> bool:
    """Say whether a text fits a pattern with `*` and `?`."""
    return _compiled(pattern).match(text) is not None


def _holds(operator: str, wanted: tuple[str, ...], held: tuple[str, ...] | None) -> bool:
    quantity = next((each for each in (_ANY, _ALL) if operator.startswith(each)), "")
    name = operator.removeprefix(quantity)
    if name == "Null":
        return (held is None) is (wanted[0] == "true")
    if name.endswith(_IF_EXISTS):
        if held is None:
            return True
        name = name.removesuffix(_IF_EXISTS)
    compare, negated = _OPERATORS[name]
    if held is None:
        return negated or quantity == _ALL

    def fits(value: str) -> bool:
        return any(compare(each, value) for each in wanted) is not negated

    return any(map(fits, held)) if quantity == _ANY else all(map(fits, held))


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> re.Pattern[str]:
    # Brackets are themselves in a policy.
    return re.compile(translate(pattern.replace("[", "[[]")))


def _is_arn_like(wanted: str, held: str) -> bool:
    ours, theirs = wanted.split(":", 5), held.split(":", 5)
    return len(ours) == len(theirs) and all(map(alike, ours, theirs))


def _number(compare: Callable[[float, float], bool]) -> Callable[[str, str], bool]:
    return lambda wanted, held: compare(float(held), float(wanted))


def _date(compare: Callable[[float, float], bool]) -> Callable[[str, str], bool]:
    return lambda wanted, held: compare(_time(held), _time(wanted))


def _time(text: str) -> float:
    if text.replace(".", "").isdigit():
        return float(text)
    found = datetime.fromisoformat(text)
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()


def _with_opposite(name: str, compare: Callable[[str, str], bool]) -> dict[str, Any]:
    stem = next(each for each in ("String", "Arn", "Numeric", "Date", "") if name.startswith(each))
    return {name: (compare, False), f"{stem}Not{name.removeprefix(stem)}": (compare, True)}


_OPERATORS: dict[str, tuple[Callable[[str, str], bool], bool]] = {
    **_with_opposite("StringEquals", str.__eq__),
    **_with_opposite("StringEqualsIgnoreCase", lambda wanted, held: wanted.lower() == held.lower()),
    **_with_opposite("StringLike", alike),
    **_with_opposite("ArnEquals", _is_arn_like),  # which AWS takes for the same as ArnLike
    **_with_opposite("ArnLike", _is_arn_like),
    **_with_opposite("NumericEquals", _number(float.__eq__)),
    "NumericLessThan": (_number(float.__lt__), False),
    "NumericLessThanEquals": (_number(float.__le__), False),
    "NumericGreaterThan": (_number(float.__gt__), False),
    "NumericGreaterThanEquals": (_number(float.__ge__), False),
    **_with_opposite("DateEquals", _date(float.__eq__)),
    "DateLessThan": (_date(float.__lt__), False),
    "DateLessThanEquals": (_date(float.__le__), False),
    "DateGreaterThan": (_date(float.__gt__), False),
    "DateGreaterThanEquals": (_date(float.__ge__), False),
    "Bool": (lambda wanted, held: wanted.lower() == held.lower(), False),
    "BinaryEquals": (str.__eq__, False),
    **_with_opposite("IpAddress", lambda wanted, held: ip_address(held) in ip_network(wanted)),
}
