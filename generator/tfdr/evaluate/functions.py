"""Terraform's functions, as far as real code needs them and a plan is not needed for them.

A function here gets values. One that is marked `@exact` is only called when all of them are known;
the others make the best of what is. What no function here can say is unknown.
"""

import base64
import hashlib
import ipaddress
import json
import math
import posixpath
import re
from collections.abc import Callable
from typing import Any, Final

from tfdr.evaluate import templates
from tfdr.evaluate.values import (
    Fields,
    Json,
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
    truth,
)

Function = Callable[..., Value]
FUNCTIONS: Final[dict[str, Function]] = {}

# No real configuration comes near these; they keep a hostile one from hanging us.
_MOST_ELEMENTS: Final = 5000
_MOST_MATCHED: Final = 2000
_NESTED_REPEAT: Final = re.compile(r"[+*}][^()]*\)[+*?{]|\([^()]*\|[^()]*\)[+*{]")


class Failed(Exception):
    """A call that Terraform would refuse."""


def call(name: str, arguments: list[Value]) -> Value:
    """The result of a function, or what it depends on.

    Raises:
        Failed: Terraform would refuse these arguments.
    """
    function = FUNCTIONS.get(name)
    if function is None:
        return templates.unknown(*arguments) if arguments else Unknown(f"{name}()")
    try:
        return function(*arguments)
    except (TypeError, ValueError, KeyError, IndexError, ArithmeticError, AttributeError) as error:
        if all(map(is_known, arguments)):
            raise Failed(str(error)) from None
        return templates.unknown(*arguments)


def _named(*names: str) -> Callable[[Function], Function]:
    def add(function: Function) -> Function:
        FUNCTIONS.update(dict.fromkeys(names or (function.__name__.strip("_"),), function))
        return function

    return add


def exact(function: Any, *names: str) -> None:
    """Register a function of known values: plain Python in, plain Python out."""

    def called(*arguments: Value) -> Value:
        inside = [plain(each) for each in arguments]
        if not all(map(is_known, inside)):
            return templates.unknown(*arguments)
        found: Value = function(*map(_resolved, inside))
        return found

    FUNCTIONS.update(dict.fromkeys(names, called))


def _resolved(value: Value) -> Any:
    if isinstance(value, list):
        return [_resolved(plain(each)) for each in value]
    if isinstance(value, Fields):
        return Fields({key: _resolved(plain(each)) for key, each in value.items()})
    return value


# Text and numbers


def _text(value: Value) -> str:
    text = known_text(value)
    if text is None:
        raise ValueError(value)
    return text


def _numeric(value: Value) -> float:
    found = number(value)
    if found is None:
        raise ValueError(value)
    return found


def _replace(text: str, old: str, new: str) -> Value:
    if len(old) > 1 and old.startswith("/") and old.endswith("/"):
        if not _may_match(old[1:-1], text):
            return Unknown("replace()")
        return re.sub(old[1:-1], re.sub(r"\$(\d)", r"\\\1", new), text)
    return text.replace(old, new)


def _title(text: str) -> str:
    return re.sub(r"\b[a-z]", lambda found: found[0].upper(), text)


def _substr(text: str, start: int, length: int) -> str:
    return text[start:] if length < 0 else text[start : start + length]


def _may_match(pattern: str, text: str) -> bool:
    """Whether a match is sure to end soon: Python's, unlike Terraform's, may take for ever."""
    return len(text) <= _MOST_MATCHED and not _NESTED_REPEAT.search(pattern)


def _regex(pattern: str, text: str) -> Value:
    if not _may_match(pattern, text):
        return Unknown("regex()")
    found = re.search(pattern, text)
    if found is None:
        raise ValueError("no match")
    if found.groupdict():
        return Fields(found.groupdict())
    return list(found.groups()) if found.groups() else found[0]


def _regexall(pattern: str, text: str) -> Value:
    if not _may_match(pattern, text):
        return Unknown("regexall()")
    return [list(each) if isinstance(each, tuple) else each for each in re.findall(pattern, text)]


def _split(separator: str, text: str) -> list[str]:
    return text.split(separator) if separator else list(text)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def _cidrsubnet(prefix: str, more: float, index: float) -> str:
    network = ipaddress.ip_network(prefix, strict=False)
    length = network.prefixlen + int(more)
    size = 2 ** (network.max_prefixlen - length)
    return f"{network.network_address + int(index) * size}/{length}"


def _cidrsubnets(prefix: str, *more: float) -> list[str]:
    network = ipaddress.ip_network(prefix, strict=False)
    address = int(network.network_address)
    found = []
    for each in more:
        length = network.prefixlen + int(each)
        size = 2 ** (network.max_prefixlen - length)
        address = -(-address // size) * size
        found.append(f"{ipaddress.ip_address(address)}/{length}")
        address += size
    return found


def _cidrhost(prefix: str, index: float) -> str:
    network = ipaddress.ip_network(prefix, strict=False)
    return str(network[int(index)])


def _range(*limits: float) -> Value:
    found = range(*map(int, limits))
    return list(found[:_MOST_ELEMENTS]) if len(found) <= _MOST_ELEMENTS else Unknown("range()")


def _pow(base: float, power: float) -> float:
    return math.pow(base, power)


for _name, _function in {
    "upper": str.upper,
    "lower": str.lower,
    "title": _title,
    "trimspace": str.strip,
    "trim": str.strip,
    "trimprefix": str.removeprefix,
    "trimsuffix": str.removesuffix,
    "chomp": lambda text: text.rstrip("\r\n"),
    "strrev": lambda text: text[::-1],
    "indent": lambda spaces, text: text.replace("\n", "\n" + " " * int(spaces)),
    "startswith": str.startswith,
    "endswith": str.endswith,
    "strcontains": str.__contains__,
    "replace": lambda *each: _replace(*map(_text, each)),
    "substr": lambda text, start, length: _substr(_text(text), int(start), int(length)),
    "regex": _regex,
    "regexall": _regexall,
    "split": _split,
    "base64encode": _base64,
    "base64decode": lambda text: base64.b64decode(text).decode(),
    "urlencode": lambda text: __import__("urllib.parse").parse.quote_plus(text),
    "sha256": _sha256,
    "md5": _md5,
    "max": lambda *each: max(map(_numeric, each)),
    "min": lambda *each: min(map(_numeric, each)),
    "abs": abs,
    "floor": lambda each: math.floor(_numeric(each)),
    "ceil": lambda each: math.ceil(_numeric(each)),
    "pow": _pow,
    "log": lambda each, base: math.log(each, base),
    "signum": lambda each: (each > 0) - (each < 0),
    "parseint": lambda text, base: int(text, int(base)),
    "sum": lambda each: sum(map(_numeric, each)),
    "range": _range,
    "cidrsubnet": _cidrsubnet,
    "cidrsubnets": _cidrsubnets,
    "cidrhost": _cidrhost,
    "cidrnetmask": lambda prefix: str(ipaddress.ip_network(prefix, strict=False).netmask),
    "basename": posixpath.basename,
    "dirname": posixpath.dirname,
    "alltrue": lambda each: all(truth(one) for one in each),
    "anytrue": lambda each: any(truth(one) for one in each),
    "chunklist": lambda each, size: [
        each[at : at + int(size)] for at in range(0, len(each), int(size))
    ],
}.items():
    exact(_function, _name)


@_named("tostring")
def _tostring(value: Value) -> Value:
    return templates.as_text(value)


@_named("tonumber")
def _tonumber(value: Value) -> Value:
    found = number(value)
    return value if found is None and not is_known(value) else found


@_named("tobool")
def _tobool(value: Value) -> Value:
    found = truth(value)
    return value if found is None or plain(value) is None else found


@_named("nonsensitive", "sensitive", "ephemeralasnull", "abspath", "pathexpand", "issensitive")
def _same(value: Value) -> Value:
    return value


@_named("join")
def _join(separator: Value, *lists: Value) -> Value:
    between = _text(separator)
    parts: list[Value] = []
    for each in (element for one in lists for element in elements(one)):
        parts += [between, each] if parts else [each]
    return templates.joined(parts)


_VERBS: Final = re.compile(r"((?:[^%]|%%)+)|(%[-+# 0]*\d{0,3}(?:\.\d{0,2})?[a-zA-Z])")


@_named("format")
def _format(pattern: Value, *arguments: Value) -> Value:
    left = list(arguments)
    parts: list[Value] = []
    for text, verb in _VERBS.findall(_text(pattern)):
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
            exactly = _numeric(value) if verb[-1] in "dfgexXob" else found
            parts.append(verb.replace("v", "s") % (int(exactly) if verb[-1] == "d" else exactly))
    return templates.joined(parts)


@_named("formatlist")
def _formatlist(pattern: Value, *arguments: Value) -> Value:
    lists = [each for each in map(plain, arguments) if isinstance(each, list)]
    found: list[Value] = []
    for at in range(max(map(len, lists))):
        row = [each[at] if isinstance(each, list) else each for each in map(plain, arguments)]
        found.append(_format(pattern, *row))
    return found


@_named("jsonencode", "yamlencode")
def _jsonencode(value: Value) -> Value:
    return Json(value)


@_named("jsondecode", "yamldecode")
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


# Collections


def elements(value: Value) -> list[Value]:
    """The elements of a list, or the values of a map; with a `Rest` where there may be more."""
    value = plain(value)
    if isinstance(value, list):
        return value
    if isinstance(value, Fields):
        return [*value.values(), *([Rest(*value.rest.sources)] if value.rest else [])]
    if isinstance(value, Many):
        return [value.each, Rest()]
    if isinstance(value, Special):
        return [Rest(*templates.unknown(value).sources)]
    return []


def complete(values: list[Value]) -> bool:
    """Whether a list is all that there is."""
    return not any(isinstance(each, Rest) for each in values)


@_named("concat")
def _concat(*lists: Value) -> Value:
    found: list[Value] = []
    for one in lists:
        found += elements(one)
        if len(found) > _MOST_ELEMENTS:
            return [*found[:_MOST_ELEMENTS], Rest()]
    return found


@_named("merge")
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


@_named("keys")
def _keys(value: Value) -> Value:
    value = plain(value)
    if not isinstance(value, Fields):
        return templates.unknown(value)
    return [*sorted(value), *([Rest(*value.rest.sources)] if value.rest else [])]


@_named("values")
def _values(value: Value) -> Value:
    value = plain(value)
    if isinstance(value, Many):
        return elements(value)
    if not isinstance(value, Fields):
        return templates.unknown(value)
    ordered: list[Value] = [value[key] for key in sorted(value)]
    return [*ordered, *([Rest(*value.rest.sources)] if value.rest else [])]


@_named("lookup")
def _lookup(value: Value, key: Value, *default: Value) -> Value:
    value, name = plain(value), known_text(key)
    if not isinstance(value, Fields) or name is None:
        return templates.unknown(value, key, *default)
    if name in value:
        return value[name]
    if value.rest is not None:
        return templates.unknown(value.rest, *default)
    return default[0]


@_named("element")
def _element(value: Value, index: Value) -> Value:
    found = elements(value)
    at = number(index)
    if at is None or not complete(found):
        return templates.unknown(value, index)
    return found[int(at) % len(found)]


@_named("index")
def _index(value: Value, wanted: Value) -> Value:
    for at, each in enumerate(elements(value)):
        equal = same(each, wanted)
        if equal is None or isinstance(each, Rest):
            return templates.unknown(value, wanted)
        if equal:
            return at
    raise ValueError(wanted)


@_named("slice")
def _slice(value: Value, start: Value, end: Value) -> Value:
    found, first, last = elements(value), number(start), number(end)
    if first is None or last is None or not complete(found):
        return templates.unknown(value, start, end)
    return found[int(first) : int(last)]


@_named("length")
def _length(value: Value) -> Value:
    value = plain(value)
    if isinstance(value, str):
        return len(value)
    if isinstance(value, Special):
        return templates.unknown(value)
    found = elements(value)
    return len(found) if complete(found) else templates.unknown(value)


@_named("one")
def _one(value: Value) -> Value:
    found = elements(value)
    if not complete(found):
        known = [each for each in found if not isinstance(each, Rest)]
        return known[0] if known else templates.unknown(value)
    return found[0] if found else None


@_named("toset", "distinct", "setunion")
def _toset(*lists: Value) -> Value:
    found: list[Value] = []
    for each in (element for one in lists for element in elements(one)):
        if not any(same(each, other) for other in found):
            found.append(each)
    return found


@_named("sort")
def _sort(value: Value) -> Value:
    found = elements(value)
    if not all(map(is_known, found)):
        return found
    return [*map(known_text, sorted(found, key=_text))]


@_named("reverse")
def _reverse(value: Value) -> Value:
    found = elements(value)
    return found[::-1] if complete(found) else templates.unknown(value)


@_named("setsubtract")
def _setsubtract(value: Value, without: Value) -> Value:
    kept: list[Value] = []
    for each in elements(value):
        among = _contains(without, each)
        if among is not True:
            kept.append(each if among is False else Rest(*templates.unknown(each).sources))
    return kept


@_named("setintersection")
def _setintersection(value: Value, *others: Value) -> Value:
    kept = elements(value)
    for other in others:
        kept = [each for each in kept if _contains(other, each) is True]
    return kept


@_named("setproduct")
def _setproduct(*lists: Value) -> Value:
    found: list[list[Value]] = [[]]
    for one in lists:
        inside = elements(one)
        if not complete(inside):
            return templates.unknown(*lists)
        if len(found) * len(inside) > _MOST_ELEMENTS:
            return templates.unknown(*lists)
        found = [[*each, more] for each in found for more in inside]
    return list(found)


@_named("tolist")
def _tolist(value: Value) -> Value:
    return elements(value)


@_named("tomap")
def _tomap(value: Value) -> Value:
    return value


@_named("zipmap")
def _zipmap(keys: Value, values: Value) -> Value:
    names, inside = elements(keys), elements(values)
    if not complete(names) or not all(map(is_known, names)):
        return templates.unknown(keys, values)
    if not complete(inside):
        return Fields({_text(name): templates.unknown(values) for name in names})
    return Fields(dict(zip(map(_text, names), inside, strict=True)))


@_named("flatten")
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


@_named("compact")
def _compact(value: Value) -> Value:
    return [each for each in elements(value) if plain(each) not in (None, "")]


@_named("contains")
def _contains(value: Value, wanted: Value) -> Value:
    results = [None if isinstance(each, Rest) else same(each, wanted) for each in elements(value)]
    if True in results:
        return True
    return templates.unknown(value, wanted) if None in results else False


@_named("matchkeys")
def _matchkeys(values: Value, keys: Value, wanted: Value) -> Value:
    pairs = zip(elements(values), elements(keys), strict=False)
    return [each for each, key in pairs if _contains(wanted, key) is True]


@_named("transpose")
def _transpose(value: Value) -> Value:
    value = plain(value)
    if not isinstance(value, Fields) or not is_known(value):
        return templates.unknown(value)
    found: dict[str, Value] = {}
    for key in sorted(value):
        for each in elements(value[key]):
            inside = found.setdefault(_text(each), [])
            if isinstance(inside, list):
                inside.append(key)
    return Fields(found)


@_named("coalesce")
def _coalesce(*values: Value) -> Value:
    for at, value in enumerate(values):
        inside = plain(value)
        if isinstance(inside, Unknown | Pointer):
            # A reference to a resource is never null; anything else unknown may be.
            return value if isinstance(inside, Pointer) else templates.unknown(*values[at:])
        if inside is not None and inside != "":
            return value
    raise ValueError("nothing but null")


@_named("coalescelist")
def _coalescelist(*values: Value) -> Value:
    for at, value in enumerate(values):
        inside = elements(value)
        if not complete(inside):
            return templates.unknown(*values[at:])
        if inside:
            return value
    raise ValueError("nothing but empty lists")
