"""Type constraints of variables, as far as they change values: defaults and plain conversions."""

from tfdr.evaluate.evaluator import evaluate
from tfdr.evaluate.functions import elements
from tfdr.evaluate.scope import Scope
from tfdr.evaluate.values import Chosen, Fields, Special, Value, known_text, number, plain, truth
from tfdr.hcl import expressions as syntax


def converted(value: Value, constraint: syntax.Expression | None, scope: Scope) -> Value:
    """A value as a variable with this type holds it."""
    inside = plain(value)
    if isinstance(inside, Chosen) and constraint is not None:
        values = (converted(each, constraint, scope) for each in inside.values)
        return Chosen(values, *inside.sources)
    if constraint is None or inside is None or isinstance(inside, Special):
        return value
    if isinstance(constraint, syntax.Call) and constraint.inside:
        return _collection(value, inside, constraint, scope)
    name = constraint.text
    if isinstance(inside, list | Fields):
        return value
    found: Value = value
    if name == "string":
        found = known_text(inside)
    elif name == "number":
        found = number(inside)
    elif name == "bool":
        found = truth(inside)
    return value if found is None else found


def _collection(value: Value, inside: Value, constraint: syntax.Call, scope: Scope) -> Value:
    of = constraint.inside[0]
    if constraint.name in ("list", "set") and isinstance(inside, list):
        return [converted(each, of, scope) for each in elements(inside)]
    if not isinstance(inside, Fields):
        return value
    if constraint.name == "map":
        pairs = {key: converted(each, of, scope) for key, each in inside.items()}
        return Fields(pairs, inside.rest, inside.origin)
    if constraint.name == "object" and isinstance(of, syntax.Object):
        return _object(inside, of, scope)
    return value


def _object(inside: Fields, of: syntax.Object, scope: Scope) -> Value:
    found = Fields(rest=inside.rest, origin=inside.origin)
    for name, constraint in of.items:
        default: syntax.Expression | None = None
        of_it = constraint
        if isinstance(constraint, syntax.Call) and constraint.name == "optional":
            of_it = constraint.inside[0]
            default = constraint.inside[1] if len(constraint.inside) > 1 else None
        if name in inside and (plain(inside[name]) is not None or default is None):
            found[name] = converted(inside[name], of_it, scope)
        elif inside.rest is None:
            found[name] = evaluate(default, scope) if default is not None else None
    return found
