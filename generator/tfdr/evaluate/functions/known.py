"""Functions of known values only: text, numbers, addresses, hashes."""

import base64
import hashlib
import ipaddress
import math
import posixpath
import re
from typing import Final
from urllib.parse import quote_plus

from tfdr.evaluate.functions.registry import (
    MOST_ELEMENTS,
    exact,
    numeric,
    text_of,
)
from tfdr.evaluate.values import (
    Fields,
    Unknown,
    Value,
    truth,
)

# No real configuration comes near these; they keep a hostile one from hanging us.
_MOST_MATCHED: Final = 2000
_NESTED_REPEAT: Final = re.compile(r"[+*}][^()]*\)[+*?{]|\([^()]*\|[^()]*\)[+*{]")


def is_pattern(old: str) -> bool:
    """Whether what `replace` looks for is a regular expression."""
    return len(old) > 1 and old.startswith("/") and old.endswith("/")


def replaced(text: str, old: str, new: str) -> Value:
    """What `replace` makes of a text that is known."""
    if is_pattern(old):
        if not _may_match(old[1:-1], text):
            return Unknown("replace()")
        return re.sub(old[1:-1], re.sub(r"\$(\d)", r"\\\1", new), text)
    return text.replace(old, new)


def _basename(path: str) -> Value:
    """The last part of a path; what the directory of the root is called depends on the checkout."""
    name = posixpath.basename(path.rstrip("/"))
    return Unknown("the name of the directory") if name in ("", ".", "..") else name


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
    return list(found[:MOST_ELEMENTS]) if len(found) <= MOST_ELEMENTS else Unknown("range()")


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
    "substr": lambda text, start, length: _substr(text_of(text), int(start), int(length)),
    "regex": _regex,
    "regexall": _regexall,
    "split": _split,
    "base64encode": _base64,
    "base64decode": lambda text: base64.b64decode(text).decode(),
    "urlencode": quote_plus,
    "sha256": _sha256,
    "md5": _md5,
    "max": lambda *each: max(map(numeric, each)),
    "min": lambda *each: min(map(numeric, each)),
    "abs": abs,
    "floor": lambda each: math.floor(numeric(each)),
    "ceil": lambda each: math.ceil(numeric(each)),
    "pow": _pow,
    "log": lambda each, base: math.log(each, base),
    "signum": lambda each: (each > 0) - (each < 0),
    "parseint": lambda text, base: int(text, int(base)),
    "sum": lambda each: sum(map(numeric, each)),
    "range": _range,
    "cidrsubnet": _cidrsubnet,
    "cidrsubnets": _cidrsubnets,
    "cidrhost": _cidrhost,
    "cidrnetmask": lambda prefix: str(ipaddress.ip_network(prefix, strict=False).netmask),
    "basename": _basename,
    "dirname": posixpath.dirname,
    "alltrue": lambda each: all(truth(one) for one in each),
    "anytrue": lambda each: any(truth(one) for one in each),
    "chunklist": lambda each, size: [
        each[at : at + int(size)] for at in range(0, len(each), int(size))
    ],
}.items():
    exact(_function, _name)
