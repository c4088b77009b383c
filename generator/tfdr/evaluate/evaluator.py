"""Evaluates expressions as far as they can be known."""

import math
import operator
from collections.abc import Callable
from functools import partial
from typing import Any, Final

from tfdr.evaluate import files, functions, templates
from tfdr.evaluate.functions import Failed, complete, elements
from tfdr.evaluate.scope import Namespace, Pair, Scope
from tfdr.evaluate.values import (
    Fields,
    Many,
    Pointer,
    Rest,
    Special,
    Truth,
    Unknown,
    Value,
    all_of,
    any_of,
    by_environment,
    known_text,
    number,
    plain,
    pointers,
    same,
    truth,
)
from tfdr.hcl import expressions as syntax


def evaluate(expression: syntax.Expression, scope: Scope) -> Value:
    """The value of an expression; unknown where Terraform would refuse it."""
    try:
        return strict(expression, scope)
    except (Failed, RecursionError):
        return Unknown()


def strict(expression: syntax.Expression, scope: Scope) -> Value:
    """The value of an expression.

    Raises:
        Failed: Terraform would refuse it.
    """
    return _EVALUATED[type(expression)](expression, scope)


def _literal(expression: syntax.Literal, _scope: Scope) -> Value:
    return expression.constant


def _name(expression: syntax.Name, scope: Scope) -> Value:
    if expression.name in scope.names:
        return scope.names[expression.name]
    return scope.module.namespace(expression.name)


def _get_attr(expression: syntax.GetAttr, scope: Scope) -> Value:
    return attribute(strict(expression.base, scope), expression.name)


def attribute(value: Value, name: str) -> Value:
    """`value.name`.

    Raises:
        Failed: there is no such attribute.
    """
    if isinstance(value, Namespace):
        return value.get(name)
    if isinstance(value, Pointer):
        return value.step(name)
    if isinstance(value, Many):
        return attribute(value.each, name)
    if isinstance(value, Fields):
        if name in value:
            return value[name]
        if value.rest is not None:
            return Unknown(*value.rest.sources)
        raise Failed(f"no attribute {name}")
    if isinstance(value, Unknown):
        found = by_environment(lambda each: attribute(each, name), value)
        return found[0] if found else _inside(value, f".{name}")
    if isinstance(value, list) and name.isdigit():
        return index(value, int(name))
    if isinstance(value, Special):
        return templates.unknown(value)
    raise Failed(f"no attribute {name}")


def _inside(value: Unknown, step: str) -> Unknown:
    (*others,) = value.sources
    if len(others) == 1 and isinstance(others[0], str):
        return Unknown(f"{others[0]}{step}")
    return Unknown(*others)


def _index(expression: syntax.Index, scope: Scope) -> Value:
    return index(strict(expression.base, scope), strict(expression.key, scope))


def index(value: Value, key: Value) -> Value:
    """`value[key]`.

    Raises:
        Failed: there is no such element.
    """
    if isinstance(value, Many):
        return value.each
    at = known_text(key)
    if at is None:
        return templates.unknown(key) if plain(key) is not None else Unknown()
    if isinstance(value, Pointer):
        return value.step(int(at) if isinstance(plain(key), int) else at)
    if isinstance(value, list):
        place = number(key)
        if place is None or place < 0:
            raise Failed(f"no element {at}")
        for count, each in enumerate(value):
            if isinstance(each, Rest):
                return Unknown(*each.sources)
            if count == place:
                return each
        raise Failed(f"no element {at}")
    if isinstance(value, Unknown):
        found = by_environment(lambda each: index(each, key), value)
        return found[0] if found else _inside(value, f"[{at}]")
    return attribute(value, at)


def _splat(expression: syntax.Splat, scope: Scope) -> Value:
    value = strict(expression.base, scope)

    def each(element: Value) -> Value:
        if isinstance(element, Rest):
            return element
        for step in expression.each:
            if isinstance(step, str):
                element = attribute(element, step)
            else:
                element = index(element, strict(step, scope))
        return element

    if isinstance(value, Many):
        return [each(value.each), Rest()]
    if isinstance(value, Pointer) and value.is_whole:
        return [each(value)]
    inside = plain(value)
    if isinstance(inside, list):
        return [each(element) for element in inside]
    if isinstance(inside, Unknown | Pointer):
        return [Rest(*templates.unknown(inside).sources)]
    return [] if inside is None else [each(value)]


def _parentheses(expression: syntax.Parentheses, scope: Scope) -> Value:
    return strict(expression.inside[0], scope)


def _tuple(expression: syntax.Tuple, scope: Scope) -> Value:
    return [strict(each, scope) for each in expression.inside]


def _object(expression: syntax.Object, scope: Scope) -> Value:
    found = Fields(origin=expression)
    for key, each in expression.pairs:
        name = key.text if syntax.is_bare(key) else known_text(strict(key, scope))
        if name is None:
            found.rest = templates.unknown(strict(key, scope), found.rest)
        else:
            found[name] = strict(each, scope)
    return found


def _for(expression: syntax.For, scope: Scope) -> Value:
    collection = strict(expression.collection, scope)
    if expression.key is None:
        return _for_list(expression, collection, scope)
    found = Fields()
    for key, element in scope.module.system.spend(pairs(collection)):
        if isinstance(element, Rest):
            found.rest = Unknown(*element.sources)
            continue
        inner = scope.within(_bound(expression.names, key, element))
        holds = _condition(expression.condition, inner)
        if holds is False:
            continue
        value = strict(expression.key, inner)
        name = known_text(value)
        if name is None or holds is None:
            found.rest = templates.unknown(value, found.rest)
        elif expression.grouped:
            group = found.setdefault(name, [])
            if isinstance(group, list):
                group.append(strict(expression.each, inner))
        else:
            found[name] = strict(expression.each, inner)
    return found


def _for_list(expression: syntax.For, collection: Value, scope: Scope) -> Value:
    found: list[Value] = []
    for key, element in scope.module.system.spend(pairs(collection)):
        if isinstance(element, Rest):
            found.append(element)
            continue
        inner = scope.within(_bound(expression.names, key, element))
        holds = _condition(expression.condition, inner)
        if holds is None:
            found.append(Rest(*templates.unknown(element).sources))
        elif holds:
            found.append(strict(expression.each, inner))
    return found


def pairs(collection: Value) -> list[Pair]:
    """Keys and elements of what a loop goes over; the element `Rest` where there may be more."""
    inside = plain(collection)
    if isinstance(inside, Fields):
        found: list[Pair] = [(key, inside[key]) for key in sorted(inside)]
        if inside.rest is not None:
            found.append((inside.rest, Rest(*inside.rest.sources)))
        return found
    if isinstance(inside, Many):
        why = list(pointers(inside.each))
        return [(Unknown(*why), inside.each), (Unknown(*why), Rest(*why))]
    return list(enumerate(elements(inside)))


def _bound(names: tuple[str, ...], key: Value, element: Value) -> dict[str, Value]:
    return {names[0]: element} if len(names) == 1 else {names[0]: key, names[1]: element}


def _condition(condition: syntax.Expression | None, scope: Scope) -> Truth:
    return True if condition is None else truth(strict(condition, scope))


def _conditional(expression: syntax.Conditional, scope: Scope) -> Value:
    condition, one, other = expression.inside
    decided = strict(condition, scope)
    holds = truth(decided)
    if holds is not None:
        return strict(one if holds else other, scope)
    left, right = evaluate(one, scope), evaluate(other, scope)
    if same(left, right):
        return left
    first, second = plain(left), plain(right)
    if isinstance(first, list) and isinstance(second, list):
        return [Rest(*templates.unknown(decided).sources, either=(first, second))]
    found = by_environment(_decided, decided, left, right)
    if found:
        return found[0]
    if isinstance(plain(left), Fields) and isinstance(plain(right), Fields):
        return Fields(rest=templates.unknown(decided))
    return templates.unknown(decided)


def _decided(condition: Value, one: Value, other: Value) -> Value:
    """One of two values, by a condition that is known."""
    holds = truth(condition)
    return Unknown() if holds is None else one if holds else other


_ARITHMETIC: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "%": math.fmod,  # which has the sign of what is divided, as in Terraform
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}


def _operation(expression: syntax.Operation, scope: Scope) -> Value:
    name = expression.operator
    if len(expression.inside) == 1:
        return _unary(name, strict(expression.inside[0], scope))
    left = strict(expression.inside[0], scope)
    if name in ("&&", "||"):
        return _logical(name, left, expression.inside[1], scope)
    return _of_two(name, left, strict(expression.inside[1], scope))


def _of_two(name: str, left: Value, right: Value) -> Value:
    found = by_environment(partial(_of_two, name), left, right)
    if found:
        return found[0]
    if name in ("==", "!="):
        equal = same(left, right)
        if equal is None:
            return templates.unknown(left, right)
        return equal is (name == "==")
    one, other = number(left), number(right)
    if one is None or other is None:
        return templates.unknown(left, right)
    try:
        result = _ARITHMETIC[name](one, other)
    except (ArithmeticError, ValueError):
        raise Failed("arithmetic") from None
    if isinstance(result, float) and result.is_integer():
        return int(result)
    return result if isinstance(result, bool | int | float) else Unknown()


def _logical(name: str, left: Value, second: syntax.Expression, scope: Scope) -> Value:
    one = truth(left)
    if one is (name == "||"):
        return one
    right = strict(second, scope)
    combine = all_of if name == "&&" else any_of
    result = combine(one, truth(right))
    return templates.unknown(left, right) if result is None else result


def _unary(name: str, value: Value) -> Value:
    by_each = by_environment(partial(_unary, name), value)
    if by_each:
        return by_each[0]
    if name == "!":
        holds = truth(value)
        return templates.unknown(value) if holds is None else not holds
    found = number(value)
    return templates.unknown(value) if found is None else -found


def _call(expression: syntax.Call, scope: Scope) -> Value:
    if expression.name == "try":
        for each in expression.inside:
            try:
                return strict(each, scope)
            except Failed:
                continue
        raise Failed("try")
    if expression.name == "can":
        if not expression.inside:
            raise Failed("can")
        try:
            value = strict(expression.inside[0], scope)
        except Failed:
            return False
        return templates.unknown(value) if isinstance(plain(value), Unknown) else True
    arguments = [strict(each, scope) for each in expression.inside]
    if expression.spread and arguments:
        last = elements(arguments.pop())
        if not complete(last):
            return _with_more(expression.name, [*arguments, *last])
        arguments += last
    if expression.name == "templatefile":
        return _templatefile(scope, arguments)
    if expression.name in files.FUNCTIONS:
        return functions.applied(partial(files.FUNCTIONS[expression.name], scope), arguments)
    return functions.call(expression.name, arguments)


def _templatefile(scope: Scope, arguments: list[Value]) -> Value:
    if len(arguments) != 2:
        raise Failed("templatefile")
    name, variables = arguments
    template = files.template(scope, name)
    if template is None or not isinstance(variables, Fields) or variables.rest:
        return files.unread("templatefile", name)
    return strict(template, scope.within(variables))


def _with_more(name: str, arguments: list[Value]) -> Value:
    """A call with an unknown number of arguments."""
    if name in ("merge", "concat"):
        return functions.call(name, arguments)
    return templates.unknown(*arguments)


def _template(expression: syntax.Template, scope: Scope) -> Value:
    return templates.joined(
        each if isinstance(each, str) else strict(each, scope) for each in expression.pieces
    )


def _template_if(expression: syntax.TemplateIf, scope: Scope) -> Value:
    condition, *branches = expression.inside
    decided = strict(condition, scope)
    holds = truth(decided)
    if holds is None:
        return templates.unknown(decided)
    if holds:
        return strict(branches[0], scope)
    return strict(branches[1], scope) if len(branches) > 1 else ""


def _template_for(expression: syntax.TemplateFor, scope: Scope) -> Value:
    found: list[Value] = []
    for key, element in scope.module.system.spend(pairs(strict(expression.collection, scope))):
        if isinstance(element, Rest):
            found.append(Unknown(*element.sources))
        else:
            inner = scope.within(_bound(expression.names, key, element))
            found.append(strict(expression.each, inner))
    return templates.joined(found)


_EVALUATED: Final[dict[type, Callable[[Any, Scope], Value]]] = {
    syntax.Literal: _literal,
    syntax.Name: _name,
    syntax.GetAttr: _get_attr,
    syntax.Index: _index,
    syntax.Splat: _splat,
    syntax.Parentheses: _parentheses,
    syntax.Tuple: _tuple,
    syntax.Object: _object,
    syntax.For: _for,
    syntax.Conditional: _conditional,
    syntax.Operation: _operation,
    syntax.Call: _call,
    syntax.Template: _template,
    syntax.TemplateIf: _template_if,
    syntax.TemplateFor: _template_for,
}
