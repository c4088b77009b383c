"""Functions that make text, or a value of text, as far as that is known."""

import json
import re
from typing import Any, Final

from tfdr.evaluate import templates
from tfdr.evaluate.functions.known import is_pattern, replaced
from tfdr.evaluate.functions.registry import elements, named, numeric, text_of
from tfdr.evaluate.values import (
    Fields,
    Json,
    Moved,
    Pointer,
    Text,
    Value,
    is_known,
    known_text,
    number,
    plain,
    pointers,
    truth,
)


@named("tostring")
def _tostring(value: Value) -> Value:
    return templates.as_text(value)


@named("tonumber")
def _tonumber(value: Value) -> Value:
    found = number(value)
    return value if found is None and not is_known(value) else found


@named("tobool")
def _tobool(value: Value) -> Value:
    found = truth(value)
    return value if found is None or plain(value) is None else found


@named("replace")
def _replace(value: Value, old: Value, new: Value) -> Value:
    known = (known_text(value), known_text(old), known_text(new))
    if None not in known:
        return replaced(*map(text_of, (value, old, new)))
    spelled = value.spelled if isinstance(value, Pointer) else None
    if spelled is None or not known[1] or known[2] is None or is_pattern(known[1]):
        return templates.unknown(value, old, new)
    parts = tuple(
        part.replace(known[1], known[2]) if isinstance(part, str) else part
        for part in spelled.parts
    )
    if parts == spelled.parts:
        return value
    return Moved(Text(parts), *pointers(value))


@named("nonsensitive", "sensitive", "ephemeralasnull", "abspath", "pathexpand", "issensitive")
def _same(value: Value) -> Value:
    return value


@named("join")
def _join(separator: Value, *lists: Value) -> Value:
    between = text_of(separator)
    parts: list[Value] = []
    for each in (element for one in lists for element in elements(one)):
        parts += [between, each] if parts else [each]
    return templates.joined(parts)


_VERBS: Final = re.compile(r"((?:[^%]|%%)+)|(%[-+# 0]*\d{0,3}(?:\.\d{0,2})?[a-zA-Z])")


@named("format")
def _format(pattern: Value, *arguments: Value) -> Value:
    left = list(arguments)
    parts: list[Value] = []
    for text, verb in _VERBS.findall(text_of(pattern)):
        if text:
            parts.append(text.replace("%%", "%"))
            continue
        value = left.pop(0)
        found = known_text(value)
        if verb[-1] in "sv" and len(verb) == 2:
            parts.append(value if found is None else found)
        elif found is None:
            parts.append(templates.unknown(value))
        elif verb[-1] == "q":
            parts.append(json.dumps(found))
        elif verb[-1] == "t":
            parts.append(found)
        else:
            exactly = numeric(value) if verb[-1] in "dfgexXob" else found
            parts.append(verb.replace("v", "s") % (int(exactly) if verb[-1] == "d" else exactly))
    return templates.joined(parts)


@named("formatlist")
def _formatlist(pattern: Value, *arguments: Value) -> Value:
    lists = [each for each in map(plain, arguments) if isinstance(each, list)]
    found: list[Value] = []
    for at in range(max(map(len, lists))):
        row = [each[at] if isinstance(each, list) else each for each in map(plain, arguments)]
        found.append(_format(pattern, *row))
    return found


@named("jsonencode", "yamlencode")
def _jsonencode(value: Value) -> Value:
    return Json(value)


@named("jsondecode", "yamldecode")
def _jsondecode(value: Value) -> Value:
    value = plain(value)
    if isinstance(value, Json):
        return value.content
    return decoded(json.loads(value)) if isinstance(value, str) else templates.unknown(value)


def decoded(content: Any) -> Value:
    """What Python's json made, as a value."""
    if isinstance(content, dict):
        return Fields({str(key): decoded(each) for key, each in content.items()})
    return list(map(decoded, content)) if isinstance(content, list) else content
