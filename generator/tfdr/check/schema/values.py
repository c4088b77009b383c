"""Whether a value can be of the type that is wanted; what cannot be known is right."""

import re

from tfdr import hcl
from tfdr.provider import Type

_NUMBER = re.compile(r"^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$")
_LISTS = ("list", "set")
_OF_A_RESOURCE = re.compile(r"(data\.)?[a-z0-9]+_\w+\.[\w.-]+")
# Functions that always return text.
_TEXT = re.compile(r"(jsonencode|yamlencode|format|join|lower|upper|trimspace|base64encode)\(")


def is_null(expression: hcl.Expression) -> bool:
    """Whether an expression is the literal `null`."""
    return expression.value is None and expression.text == "null"


def is_given(expression: hcl.Expression) -> bool:
    """Whether an expression certainly is not null: a literal, or what a resource or AWS sets."""
    if expression.value is not None or _given(expression):
        return True
    text = expression.text
    return text.startswith(('"', "<<")) or _OF_A_RESOURCE.fullmatch(text) is not None


def mismatch(expression: hcl.Expression, wanted: Type) -> tuple[int, str]:
    """The line of a value that certainly is of another type, and what is wrong.

    0 and nothing where it is right, or not known.
    """
    if wanted.kind == "any" or is_null(expression):
        return 0, ""
    if wanted.kind in _LISTS and expression.elements is not None and wanted.element:
        inner = [mismatch(each, wanted.element) for each in expression.elements]
        return next((each for each in inner if each[0]), (0, ""))
    if wanted.kind == "map" and expression.items is not None and wanted.element:
        inner = [mismatch(value, wanted.element) for _, value in expression.items]
        return next((each for each in inner if each[0]), (0, ""))
    if wanted.kind == "object" and expression.items is not None:
        return _object(expression, wanted)
    given = _given(expression)
    if given and not _converts(given, expression, wanted.kind):
        return expression.line, f"needs a {wanted}, not {_shown(given, expression)}"
    return 0, ""


def _object(expression: hcl.Expression, wanted: Type) -> tuple[int, str]:
    items = expression.items or []
    if not all(re.fullmatch(r"[\w-]+", name) for name, _ in items):
        return 0, ""  # a name that is computed
    given = {name for name, _ in items}
    for name, value in items:
        if name in wanted.fields:
            line, message = mismatch(value, wanted.fields[name])
            if line:
                return line, f"{name} {message}"
    missing = sorted(wanted.fields.keys() - given)
    if missing:
        return expression.line, f"lacks {', '.join(missing)}: an object has to have them all"
    return 0, ""


def _given(expression: hcl.Expression) -> str:
    """The kind of a literal, or empty."""
    if expression.elements is not None:
        return "list"
    if expression.items is not None:
        return "object"
    value = expression.value
    if isinstance(value, bool):
        return "bool"
    text = expression.text
    if isinstance(value, str):
        return "string" if text.startswith(('"', "<<")) else "number"
    if text.startswith("<<") or (_TEXT.match(text) and _is_one_call(text)):
        return "text"
    return ""


def _is_one_call(text: str) -> bool:
    """Whether the first bracket is closed by the last character, not before."""
    depth = 0
    for at, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if character == ")" and not depth:
            return at == len(text) - 1
    return False


def _converts(given: str, expression: hcl.Expression, wanted: str) -> bool:
    value = expression.value
    match given:
        case "list":
            return wanted in _LISTS
        case "object":
            return wanted in ("map", "object")
        case "bool":
            return wanted in ("bool", "string")
        case "number":
            return wanted in ("number", "string")
        case "string" if wanted == "number":
            return isinstance(value, str) and bool(_NUMBER.match(value))
        case "string" if wanted == "bool":
            return value in ("true", "false", "1", "0")
    return wanted in ("string", "number", "bool")


def _shown(given: str, expression: hcl.Expression) -> str:
    if given == "text":
        return "text"
    if given in ("list", "object"):
        return f"a {given}" if given == "list" else "an object"
    shown = expression.text.split("\n")[0]
    return shown if len(shown) <= 40 else f"{shown[:37]}..."
