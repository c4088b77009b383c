"""What `count` and `for_each` do: the keys of a block's instances, and what all of them mean."""

from typing import Final

from tfdr import hcl
from tfdr.evaluate import templates
from tfdr.evaluate.evaluator import evaluate, pairs
from tfdr.evaluate.scope import Scope
from tfdr.evaluate.values import (
    ANY,
    Fields,
    Many,
    Rest,
    Unknown,
    Value,
    is_known,
    known_text,
    number,
    plain,
)

_MOST_INSTANCES: Final = 200  # of one block; more of the same are judged as one

Key = str | int | None
"""The key of an instance: None without `count` and `for_each`, `ANY` where it cannot be known."""

Repetition = tuple[Key, dict[str, Value]]
"""The key of an instance, with what `each` and `count` mean in it."""


def repetition(block: hcl.Block) -> hcl.Expression | None:
    """What says how often a block is repeated; None for one that is not."""
    return block.expression("count") or block.expression("for_each")


def repetitions(block: hcl.Block, scope: Scope) -> list[Repetition]:
    """The keys of a block's instances, with what `each` and `count` mean in them."""
    expression = repetition(block)
    if expression is None:
        return [(None, {})]
    value = evaluate(expression, scope)
    if "count" in block.attributes:
        return _counted(value)
    return _for_each(value)


def _counted(value: Value) -> list[Repetition]:
    count = number(value)
    if count is None or not is_known(value):
        index = templates.unknown(value)
        return [(ANY, {"count": Fields({"index": index})})]
    numbers = range(min(int(count), _MOST_INSTANCES))
    return [(each, {"count": Fields({"index": each})}) for each in numbers]


def _for_each(value: Value) -> list[Repetition]:
    found: list[Repetition] = []
    inside = plain(value)
    more: Value = None
    for key, element in pairs(inside):
        # A set's keys are its elements.
        name = known_text(key if isinstance(inside, Fields) else element)
        if isinstance(element, Rest) or name is None or len(found) >= _MOST_INSTANCES:
            more = element
            continue
        found.append((name, {"each": Fields({"key": name, "value": element})}))
    if more is not None:
        why = templates.unknown(more)
        each = Unknown(*why.sources) if isinstance(more, Rest) else more
        found.append((ANY, {"each": Fields({"key": why, "value": each})}))
    return found


def repeated(block: hcl.Block, keys: list[Key], values: list[Value]) -> Value:
    """What a reference to all instances means: the only one, a list or a map of them."""
    if repetition(block) is None:
        return values[0] if values else Unknown()
    if ANY in keys:
        known = {str(key): each for key, each in zip(keys, values, strict=True) if key != ANY}
        if known:
            return Fields(known, rest=Unknown())
        return Many(values[0])
    if "count" in block.attributes:
        return values
    return Fields({str(key): each for key, each in zip(keys, values, strict=True)})


def shown(key: Key) -> str:
    """A key as addresses have it."""
    if key is None:
        return ""
    return f"[{key}]" if isinstance(key, int) or key == ANY else f'["{key}"]'


def key_of(prefix: str) -> Key:
    """The key in the last step of a prefix such as `module.a["b"].`."""
    if not prefix.endswith("]."):
        return None
    key = prefix[prefix.rindex("[") + 1 : -2]
    return key.strip('"') if key.startswith('"') or key == ANY else int(key)
