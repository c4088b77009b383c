"""Metric math, as far as alarms use it: arithmetic, comparisons, FILL, IF and a few more.

A series has a value, or none, for each period. What is computed of a value that is missing is
missing, and so is what is divided by zero.
"""

import ast
import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any

Series = list[float | None]

_TWO: dict[type, Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
    ast.Gt: lambda one, other: float(one > other),
    ast.GtE: lambda one, other: float(one >= other),
    ast.Lt: lambda one, other: float(one < other),
    ast.LtE: lambda one, other: float(one <= other),
    ast.Eq: lambda one, other: float(one == other),
    ast.NotEq: lambda one, other: float(one != other),
    ast.And: lambda one, other: float(bool(one) and bool(other)),
    ast.Or: lambda one, other: float(bool(one) or bool(other)),
}
_OVER_SERIES: dict[str, Callable[[Sequence[float]], float]] = {
    "SUM": sum,
    "MAX": max,
    "MIN": min,
    "AVG": lambda values: sum(values) / len(values),
}


class BadExpression(ValueError):
    """An expression that is not known here."""


def evaluate(expression: str, series: Mapping[str, Series]) -> Series:
    """Return what an expression makes of series, by their ids; all are of the same length.

    Raises:
        BadExpression: it has something that is not known here.
    """
    python = expression.replace("&&", " and ").replace("||", " or ")
    python = python.replace(" AND ", " and ").replace(" OR ", " or ").replace("^", "**")
    try:
        tree = ast.parse(python.strip(), mode="eval")
    except SyntaxError as error:
        raise BadExpression(expression) from error
    length = len(next(iter(series.values()), []))
    return _Reader(expression, series, length).value(tree.body)


class _Reader:
    def __init__(self, text: str, series: Mapping[str, Series], length: int) -> None:
        self._text, self._series, self._length = text, series, length

    def value(self, node: ast.expr) -> Series:
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
            return [float(node.value)] * self._length
        if isinstance(node, ast.Name) and node.id in self._series:
            return list(self._series[node.id])
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return [None if each is None else -each for each in self.value(node.operand)]
        if isinstance(node, ast.BinOp):
            return self._both(type(node.op), node.left, node.right)
        if isinstance(node, ast.Compare) and len(node.ops) == 1:
            return self._both(type(node.ops[0]), node.left, node.comparators[0])
        if isinstance(node, ast.BoolOp):
            found = self.value(node.values[0])
            for each in node.values[1:]:
                found = _joined(_TWO[type(node.op)], found, self.value(each))
            return found
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            return self._called(node.func.id, node.args)
        raise BadExpression(self._text)

    def _both(self, kind: type, left: ast.expr, right: ast.expr) -> Series:
        if kind not in _TWO:
            raise BadExpression(self._text)
        return _joined(_TWO[kind], self.value(left), self.value(right))

    def _called(self, name: str, given: list[ast.expr]) -> Series:
        if name == "FILL" and len(given) == 2:
            return self._filled(self.value(given[0]), given[1])
        if name == "IF" and len(given) in (2, 3):
            nothing: Series = [None] * self._length
            asked, yes = self.value(given[0]), self.value(given[1])
            no = self.value(given[2]) if len(given) == 3 else nothing
            return [y if a else n for a, y, n in zip(asked, yes, no, strict=True)]
        if name in _OVER_SERIES and len(given) == 1:
            return self._over(_OVER_SERIES[name], given[0])
        raise BadExpression(self._text)

    def _filled(self, series: Series, by: ast.expr) -> Series:
        if isinstance(by, ast.Name) and by.id == "REPEAT":
            last: float | None = None
            found: Series = []
            for each in reversed(series):  # the latest comes first
                last = last if each is None else each
                found.insert(0, last)
            return found
        fill = self.value(by)
        return [f if s is None else s for s, f in zip(series, fill, strict=True)]

    def _over(self, function: Callable[[Sequence[float]], float], given: ast.expr) -> Series:
        """Apply a function at each period to all metrics, or to those of a list."""
        listed: list[Series]
        if isinstance(given, ast.Call) and getattr(given.func, "id", "") == "METRICS":
            listed = [list(each) for each in self._series.values()]
        elif isinstance(given, ast.List):
            listed = [self.value(each) for each in given.elts]
        else:
            there = [each for each in self.value(given) if each is not None]
            return [function(there) if there else None] * self._length
        found: Series = []
        for each in zip(*listed, strict=True):
            there = [value for value in each if value is not None]
            found.append(function(there) if there else None)
        return found


def _joined(function: Callable[[float, float], float], one: Series, other: Series) -> Series:
    return [_computed(function, left, right) for left, right in zip(one, other, strict=True)]


def _computed(function: Callable[[float, float], Any], left: Any, right: Any) -> float | None:
    if left is None or right is None:
        return None
    try:
        return float(function(left, right))
    except (ZeroDivisionError, OverflowError):
        return None
