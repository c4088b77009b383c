"""How the value of an attribute differs from the one that was generated."""

from collections.abc import Iterator
from typing import Any, Final

from tfdr.controls.reference import weaker
from tfdr.controls.reference.content import content, shown
from tfdr.controls.reference.difference import Difference
from tfdr.evaluate import Body, Ref, Truth, known_text, plain
from tfdr.evaluate.values import Unknown, Value

ASKED: Final = "the answers come to"
_NARROWED_BY_KEYS: Final = "event_pattern"


def of_attribute(name: str, old: Body, new: Body, where: str) -> Iterator[Difference]:
    """What is different about an attribute of a body."""
    before, after = old.get(name), new.get(name)
    was, now = content(before), content(after)
    if was == now:
        return
    if isinstance(plain(after), Unknown) and not isinstance(plain(before), Unknown):
        yield Difference(where, None, _message(where, was, now))
    elif isinstance(before, Ref) and after is not None and not isinstance(now, bool):
        yield Difference(where, _is_alike(before, after), _message(where, was, now))
    else:
        operator = known_text(new.get("comparison_operator")) or ""
        yield from of_content(name, was, now, where, operator)


def of_content(
    name: str, was: Any, now: Any, where: str, operator: str = ""
) -> Iterator[Difference]:
    """What is different about content, at any depth of it."""
    if was == now:
        return
    if isinstance(was, dict) and isinstance(now, dict) and "unknown" not in now:
        for key in dict.fromkeys([*was, *now]):
            inner = where if key == "json" else f"{where}.{key}"
            if key not in was and _NARROWED_BY_KEYS in where:
                yield Difference(where, False, f"hears of less: {inner} is asked for besides")
            else:
                # Dimensions, say, are what an alarm is about, whatever their names are.
                kind = name if name in weaker.EXACT else key
                yield from of_content(kind, was.get(key), now.get(key), inner, operator)
    elif isinstance(was, list) and isinstance(now, list):
        yield from _of_lists(name, was, now, where)
    elif now is None:
        if was is not (name in weaker.ON_BY_DEFAULT):
            yield Difference(where, False, f"sets no {where}; {ASKED} {shown(was)}")
    elif _is_switch(was) and _is_switch(now):
        on = was if was is not None else name in weaker.ON_BY_DEFAULT
        if str(on).lower() != str(now).lower():
            yield Difference(where, False, _message(where, was, now))
        elif was is None and not on and now is not None and name not in weaker.OFF_BY_DEFAULT:
            yield Difference(where, None, _message(where, was, now))  # it may be on by default
    else:
        yield Difference(where, weaker.holds(name, was, now, operator), _message(where, was, now))


def _of_lists(name: str, was: list[Any], now: list[Any], where: str) -> Iterator[Difference]:
    lost, more = _without(was, now), _without(now, was)
    if len(lost) == len(more) and lost and all(isinstance(each, dict) for each in (*lost, *more)):
        for one, other in zip(lost, more, strict=True):
            yield from of_content(name, one, other, where)
        return
    known = not any(isinstance(each, dict) and "unknown" in each for each in more)
    if lost:
        holds: Truth = False if known else None
        yield Difference(where, holds, f"has lost {shown(lost)} of {where}")
    elif more and name not in weaker.MORE_IS_FINE:
        yield Difference(where, None, f"has {shown(more)} more in {where} than {ASKED}")


def _without(one: list[Any], other: list[Any]) -> list[Any]:
    """What is in one list, and not as often in another."""
    left = list(other)
    found = []
    for each in one:
        if each in left:
            left.remove(each)
        else:
            found.append(each)
    return found


def _is_switch(found: Any) -> bool:
    return found is None or isinstance(found, bool) or found in ("true", "false")


def _is_alike(old: Ref, new: Value) -> Truth:
    """Whether something else is named in the place of one of the repository's own resources."""
    if not isinstance(new, Ref):
        return False if known_text(new) is not None else None
    same_type = old.target.owner.type == new.target.owner.type
    return None if same_type or new.target.owner.is_data else False


def _message(where: str, was: Any, now: Any) -> str:
    return f"has {where} = {shown(now)}; {ASKED} {shown(was)}"
