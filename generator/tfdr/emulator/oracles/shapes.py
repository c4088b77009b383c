"""Holds what is sent against the shape that botocore's model of the service gives it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import regex
from moto.core.model import OperationModel, Shape

_ASTRAL = ("\\uD800\\uDC00-\\uDBFF\\uDFFF", "\\U00010000-\\U0010FFFF")
"""What lies beyond 16 bits, as Java writes it and as Python does."""


@dataclass(frozen=True)
class Fault:
    """A constraint of a model that is not kept.

    Attributes:
        kind: `required`, `length`, `items`, `range`, `enum` or `pattern`.
        shape: name of the shape in the model.
        path: where, in the words of the model, such as `AddTags` or `Rules.member.Id`.
        value: what was sent, as far as it is shown.
        must: what the member has to be, in AWS's words.
    """

    kind: str
    shape: str
    path: str
    value: str
    must: str

    @property
    def message(self) -> str:
        """What AWS says of it."""
        value = "null" if self.kind == "required" else f"'{self.value}'"
        where = f"Value {value} at '{self.path}'"
        return f"{where} failed to satisfy constraint: Member must {self.must}"


def faults(model: OperationModel, parameters: dict[str, Any]) -> Iterator[Fault]:
    """Name each constraint of an operation's model that its parameters do not keep."""
    if model.input_shape is not None:
        yield from _faults(model.input_shape, parameters, "")


def _faults(shape: Shape, value: Any, path: str) -> Iterator[Fault]:
    limits = shape.metadata
    match shape.type_name:
        case "structure":
            if isinstance(value, dict):
                yield from _of_structure(shape, value, path)
        case "list":
            if not isinstance(value, list):
                return
            yield from _of_size(shape, len(value), "items", path, value)
            for each in value:
                yield from _faults(shape.member, each, f"{path}.member")
        case "map":
            if not isinstance(value, dict):
                return
            yield from _of_size(shape, len(value), "items", path, value)
            for key, each in value.items():
                yield from _faults(shape.key, key, f"{path}.key")
                yield from _faults(shape.value, each, f"{path}.value")
        case "string":
            if limits and isinstance(value, str):
                yield from _of_string(shape, value, path)
        case "integer" | "long" | "float" | "double":
            if isinstance(value, int | float):
                yield from _of_number(shape, value, path)
        case "blob":
            if limits and isinstance(value, str | bytes):
                yield from _of_size(shape, len(value), "length", path, "...")


def _of_structure(shape: Shape, value: dict[str, Any], path: str) -> Iterator[Fault]:
    for name in shape.required_members:
        if value.get(name) is None:
            yield Fault("required", shape.name, _below(path, name), "", "not be null")
    members = shape.members
    for name, each in value.items():
        if each is not None and name in members:
            yield from _faults(members[name], each, _below(path, name))


def _of_size(shape: Shape, size: int, kind: str, path: str, value: Any) -> Iterator[Fault]:
    least, most = shape.metadata.get("min"), shape.metadata.get("max")
    if most is not None and size > most:
        must = f"have length less than or equal to {most}"
        yield Fault(kind, shape.name, path, _shown(value), must)
    if least is not None and size < least:
        must = f"have length greater than or equal to {least}"
        yield Fault(kind, shape.name, path, _shown(value), must)


def _of_string(shape: Shape, value: str, path: str) -> Iterator[Fault]:
    limits = shape.metadata
    yield from _of_size(shape, len(value), "length", path, value)
    if (known := limits.get("enum")) and value not in known:
        must = f"satisfy enum value set: [{', '.join(known)}]"
        yield Fault("enum", shape.name, path, _shown(value), must)
    if (pattern := limits.get("pattern")) and not _matches(pattern, value):
        must = f"satisfy regular expression pattern: {pattern}"
        yield Fault("pattern", shape.name, path, _shown(value), must)


def _of_number(shape: Shape, value: float, path: str) -> Iterator[Fault]:
    least, most = shape.metadata.get("min"), shape.metadata.get("max")
    if most is not None and value > most:
        must = f"have value less than or equal to {most}"
        yield Fault("range", shape.name, path, str(value), must)
    if least is not None and value < least:
        must = f"have value greater than or equal to {least}"
        yield Fault("range", shape.name, path, str(value), must)


def _matches(pattern: str, value: str) -> bool:
    compiled = _compiled(pattern)
    # Java's `matches` is for the whole; a pattern with an anchor says itself where it ends.
    found = compiled.search if pattern.startswith("^") else compiled.fullmatch
    return found(value) is not None


@cache
def _compiled(pattern: str) -> Any:
    return regex.compile(pattern.replace(*_ASTRAL))


def _below(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _shown(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 200 else f"{text[:200]}..."
