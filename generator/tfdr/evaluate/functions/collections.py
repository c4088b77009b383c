"""Functions of lists, sets and maps, of which there may be more than is known."""

from tfdr.evaluate import templates
from tfdr.evaluate.functions.registry import MOST_ELEMENTS, complete, elements, named, text_of
from tfdr.evaluate.values import (
    Fields,
    Many,
    Pointer,
    Rest,
    Special,
    Unknown,
    Value,
    is_known,
    known_text,
    number,
    plain,
    same,
)


@named("concat")
def _concat(*lists: Value) -> Value:
    found: list[Value] = []
    for one in lists:
        found += elements(one)
        if len(found) > MOST_ELEMENTS:
            return [*found[:MOST_ELEMENTS], Rest()]
    return found


@named("merge")
def _merge(*maps: Value) -> Value:
    found = Fields()
    for each in map(plain, maps):
        if isinstance(each, Fields):
            found.update(each)
            rest = each.rest
        elif each is None:
            continue
        else:
            rest = templates.unknown(each)
        if rest is not None:  # it may hold any of the keys so far
            found.rest = templates.unknown(found.rest, rest)
            if not isinstance(each, Fields):
                found.update({key: templates.unknown(old, rest) for key, old in found.items()})
    if len(maps) == 1 and isinstance(single := plain(maps[0]), Fields):
        found.origin = single.origin
    return found


@named("keys")
def _keys(value: Value) -> Value:
    value = plain(value)
    if not isinstance(value, Fields):
        return templates.unknown(value)
    return [*sorted(value), *([Rest(*value.rest.sources)] if value.rest else [])]


@named("values")
def _values(value: Value) -> Value:
    value = plain(value)
    if isinstance(value, Many):
        return elements(value)
    if not isinstance(value, Fields):
        return templates.unknown(value)
    ordered: list[Value] = [value[key] for key in sorted(value)]
    return [*ordered, *([Rest(*value.rest.sources)] if value.rest else [])]


@named("lookup")
def _lookup(value: Value, key: Value, *default: Value) -> Value:
    value, name = plain(value), known_text(key)
    if not isinstance(value, Fields) or name is None:
        return templates.unknown(value, key, *default)
    if name in value:
        return value[name]
    if value.rest is not None:
        return templates.unknown(value.rest, *default)
    return default[0]


@named("element")
def _element(value: Value, index: Value) -> Value:
    found = elements(value)
    at = number(index)
    if at is None or not complete(found):
        return templates.unknown(value, index)
    return found[int(at) % len(found)]


@named("index")
def _index(value: Value, wanted: Value) -> Value:
    for at, each in enumerate(elements(value)):
        equal = same(each, wanted)
        if equal is None or isinstance(each, Rest):
            return templates.unknown(value, wanted)
        if equal:
            return at
    raise ValueError(wanted)


@named("slice")
def _slice(value: Value, start: Value, end: Value) -> Value:
    found, first, last = elements(value), number(start), number(end)
    if first is None or last is None or not complete(found):
        return templates.unknown(value, start, end)
    return found[int(first) : int(last)]


@named("length")
def _length(value: Value) -> Value:
    value = plain(value)
    if isinstance(value, str):
        return len(value)
    if isinstance(value, Special):
        return templates.unknown(value)
    found = elements(value)
    return len(found) if complete(found) else templates.unknown(value)


@named("one")
def _one(value: Value) -> Value:
    found = elements(value)
    if not complete(found):
        known = [each for each in found if not isinstance(each, Rest)]
        return known[0] if known else templates.unknown(value)
    return found[0] if found else None


@named("toset", "distinct", "setunion")
def _toset(*lists: Value) -> Value:
    found: list[Value] = []
    for each in (element for one in lists for element in elements(one)):
        if not any(same(each, other) for other in found):
            found.append(each)
    return found


@named("sort")
def _sort(value: Value) -> Value:
    found = elements(value)
    if not all(map(is_known, found)):
        return found
    return [*map(known_text, sorted(found, key=text_of))]


@named("reverse")
def _reverse(value: Value) -> Value:
    found = elements(value)
    return found[::-1] if complete(found) else templates.unknown(value)


@named("setsubtract")
def _setsubtract(value: Value, without: Value) -> Value:
    kept: list[Value] = []
    for each in elements(value):
        among = _contains(without, each)
        if among is not True:
            kept.append(each if among is False else Rest(*templates.unknown(each).sources))
    return kept


@named("setintersection")
def _setintersection(value: Value, *others: Value) -> Value:
    kept = elements(value)
    for other in others:
        kept = [each for each in kept if _contains(other, each) is True]
    return kept


@named("setproduct")
def _setproduct(*lists: Value) -> Value:
    found: list[list[Value]] = [[]]
    for one in lists:
        inside = elements(one)
        if not complete(inside):
            return templates.unknown(*lists)
        if len(found) * len(inside) > MOST_ELEMENTS:
            return templates.unknown(*lists)
        found = [[*each, more] for each in found for more in inside]
    return list(found)


@named("tolist")
def _tolist(value: Value) -> Value:
    return elements(value)


@named("tomap")
def _tomap(value: Value) -> Value:
    return value


@named("zipmap")
def _zipmap(keys: Value, values: Value) -> Value:
    names, inside = elements(keys), elements(values)
    if not complete(names) or not all(map(is_known, names)):
        return templates.unknown(keys, values)
    if not complete(inside):
        return Fields({text_of(name): templates.unknown(values) for name in names})
    return Fields(dict(zip(map(text_of, names), inside, strict=True)))


@named("flatten")
def _flatten(value: Value) -> Value:
    found: list[Value] = []
    for each in elements(value):
        inside = plain(each)
        if isinstance(inside, list):
            found.extend(elements(_flatten(inside)))
        elif isinstance(inside, Unknown):
            found.append(Rest(*inside.sources))
        else:
            found.append(each)
    return found


@named("compact")
def _compact(value: Value) -> Value:
    return [each for each in elements(value) if plain(each) not in (None, "")]


@named("contains")
def _contains(value: Value, wanted: Value) -> Value:
    results = [None if isinstance(each, Rest) else same(each, wanted) for each in elements(value)]
    if True in results:
        return True
    return templates.unknown(value, wanted) if None in results else False


@named("matchkeys")
def _matchkeys(values: Value, keys: Value, wanted: Value) -> Value:
    pairs = zip(elements(values), elements(keys), strict=False)
    return [each for each, key in pairs if _contains(wanted, key) is True]


@named("transpose")
def _transpose(value: Value) -> Value:
    value = plain(value)
    if not isinstance(value, Fields) or not is_known(value):
        return templates.unknown(value)
    found: dict[str, Value] = {}
    for key in sorted(value):
        for each in elements(value[key]):
            inside = found.setdefault(text_of(each), [])
            if isinstance(inside, list):
                inside.append(key)
    return Fields(found)


@named("coalesce")
def _coalesce(*values: Value) -> Value:
    for at, value in enumerate(values):
        inside = plain(value)
        if isinstance(inside, Unknown | Pointer):
            # A reference to a resource is never null; anything else unknown may be.
            return value if isinstance(inside, Pointer) else templates.unknown(*values[at:])
        if inside is not None and inside != "":
            return value
    raise ValueError("nothing but null")


@named("coalescelist")
def _coalescelist(*values: Value) -> Value:
    for at, value in enumerate(values):
        inside = elements(value)
        if not complete(inside):
            return templates.unknown(*values[at:])
        if inside:
            return value
    raise ValueError("nothing but empty lists")
