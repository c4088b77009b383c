"""Containers of ECS's task definitions."""

from typing import Final

from tfdr.evaluate import Json, Resource, Value, plain

AT: Final = "container_definitions"


def content(task: Resource) -> Value:
    """What a task definition says of its containers, decoded; text where it is from a file."""
    value = plain(task.get(AT))
    return plain(value.content) if isinstance(value, Json) else value


def of(task: Resource) -> list[Value] | None:
    """The containers of a task definition; None where these are not known.

    Each is a `Fields`, or something of which nothing is known.
    """
    found = content(task)
    return [plain(each) for each in found] if isinstance(found, list) else None
