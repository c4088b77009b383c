"""State machines of Step Functions: which of them fail over, and their tasks."""

import json
import re
from collections.abc import Iterator
from typing import Final

from tfdr.evaluate import Fields, Json, Resource, System, Value, known_text, plain

_NAMED: Final = re.compile(r"fail-?_?over|switch-?_?over|promote|recover", re.IGNORECASE)
_DEEPEST: Final = 8


def failing_over(system: System) -> list[Resource]:
    """Those that fail over, as their names say."""
    return [
        each
        for each in system.resources("aws_sfn_state_machine")
        if _NAMED.search(f"{each.text('name') or ''} {each.name}")
    ]


def definition(machine: Resource) -> Value:
    """What it does, as an object; anything else where that is not known."""
    value = plain(machine.get("definition"))
    if isinstance(value, Json):
        return plain(value.content)
    text = known_text(value)
    if text is None:
        return value
    try:
        return _value(json.loads(text))
    except (ValueError, RecursionError):
        return value


def _value(content: object) -> Value:
    if isinstance(content, dict):
        return Fields({str(key): _value(each) for key, each in content.items()})
    if isinstance(content, list):
        return [_value(each) for each in content]
    return content if isinstance(content, str | int | float | bool) else None


def tasks(states: Value, depth: int = _DEEPEST) -> Iterator[tuple[str, Fields]]:
    """The tasks in a definition, by name; those of branches and maps too."""
    inside = plain(states)
    if not depth:
        return
    if isinstance(inside, list):
        for each in inside:
            yield from tasks(each, depth - 1)
    elif isinstance(inside, Fields):
        for name, each in inside.items():
            state = plain(each)
            if isinstance(state, Fields) and known_text(state.get("Type")) == "Task":
                yield name, state
            else:
                yield from tasks(state, depth - 1)
