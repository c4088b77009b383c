"""Strings that are put together of known and unknown parts."""

from collections.abc import Iterable
from typing import Final

from tfdr.evaluate.values import (
    Json,
    Many,
    Moved,
    Pointer,
    Special,
    Text,
    Unknown,
    Value,
    is_known,
    known_text,
    plain,
    pointers,
    sources,
)

_LONGEST: Final = 512 * 1024


def joined(values: Iterable[Value]) -> Value:
    """One string of several values: as much of it as is known."""
    parts: list[str | Pointer | Unknown] = []
    for value in values:
        _add(parts, value)
    if sum(len(part) for part in parts if isinstance(part, str)) > _LONGEST:
        return Unknown("a very long text")
    merged: list[str | Pointer | Unknown] = []
    for part in parts:
        if isinstance(part, str) and merged and isinstance(merged[-1], str):
            merged[-1] += part
        elif part != "":
            merged.append(part)
    if not merged:
        return ""
    if len(merged) == 1 and isinstance(merged[0], str):
        return merged[0]
    return Text(tuple(merged))


def _add(parts: list[str | Pointer | Unknown], value: Value) -> None:
    inside = plain(value)
    text = known_text(inside)
    if text is not None:
        parts.append(text)
    elif isinstance(inside, Text):
        parts.extend(inside.parts)
    elif isinstance(inside, Moved):
        parts.extend(inside.text.parts)
    elif isinstance(inside, Pointer | Unknown):
        parts.append(inside)
    elif inside is not None:  # a list or an object: Terraform will refuse it
        parts.append(Unknown(*sources(inside)))


def unknown(*values: Value) -> Unknown:
    """An unknown value that depends on what these depend on; null among them counts for nothing."""
    found: list[str | Pointer] = []
    for value in values:
        found.extend(pointers(value))
        found.extend(each for each in sources(value) if each not in map(str, found))
    return Unknown(*found)


def encoded(value: Value) -> Value:
    """What `jsonencode` makes of a value."""
    return Json(value)


def as_text(value: Value) -> Value:
    """A value as a string, as far as that is known."""
    if isinstance(value, Json | Text | Many) or is_known(value):
        text = known_text(value)
        return text if text is not None else value
    return value if isinstance(value, Special) else unknown(value)
