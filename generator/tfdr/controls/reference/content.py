"""Values and bodies as plain content, so that two of them can be compared."""

from typing import Any, Final

from tfdr.evaluate import Body, Fields, Json, Ref, Text, Unknown, Value, plain
from tfdr.evaluate.values import Many, Pointer

IMMATERIAL: Final = frozenset(
    {
        "alarm_description",
        "comment",
        "description",
        "lifecycle",  # compared apart
        "source_code_hash",  # told by the package beside it
        "tags",
        "tags_all",
        "timeouts",
    }
)
"""What changes nothing of what a resource does."""


def content(value: Value) -> Any:
    """A value as text, numbers, lists and dictionaries."""
    inside = plain(value)
    if isinstance(inside, bool) or inside is None:
        return inside
    if isinstance(inside, int | float):
        return f"{inside:g}"
    if isinstance(inside, Ref | Pointer):
        return f"${{{inside}}}"
    if isinstance(inside, Unknown):
        return {"unknown": sorted(map(str, inside.sources))}
    if isinstance(inside, Text):
        return [content(each) for each in inside.parts]
    if isinstance(inside, Json):
        return {"json": content(inside.content)}
    if isinstance(inside, Many):
        return {"each": content(inside.each)}
    if isinstance(inside, Fields):
        found = {key: content(each) for key, each in inside.items()}
        return found if inside.rest is None else {**found, "": content(inside.rest)}
    if isinstance(inside, list):
        return [content(each) for each in inside]
    return inside


def names(body: Body) -> list[str]:
    """The names of what is set in a body and counts."""
    found = dict.fromkeys(body.names())
    return [each for each in found if each not in IMMATERIAL]


def of_body(body: Body) -> dict[str, Any]:
    """All that is set in a body, with the blocks in it."""
    found: dict[str, Any] = {}
    for name in names(body):
        value = body.get(name)
        inner = content(value) if value is not None else None
        if value is None:
            inner = [of_body(each) for each in body.blocks(name)] or None
        if inner is not None:
            found[name] = inner
    if body.maybe:
        found["maybe"] = True
    return found


def shown(found: Any) -> str:
    """Content for a message."""
    if isinstance(found, str):
        return f'"{found}"' if not found.startswith("${") else found[2:-1]
    if isinstance(found, bool):
        return "true" if found else "false"
    if isinstance(found, dict) and "unknown" in found:
        return f"something that depends on {', '.join(found['unknown'][:2]) or 'a plan'}"
    if isinstance(found, list) and all(isinstance(each, str) for each in found):
        several = ", ".join(map(shown, found[:3]))
        return f"[{several}{', ...' if len(found) > 3 else ''}]"
    return "something else" if found is not None else "nothing"
