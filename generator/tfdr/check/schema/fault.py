"""What is wrong with a block, before it is said for which versions of the provider."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tfdr.messages import nearest

_DIGIT = re.compile(r"\d")
_LONG = 8  # letters of a name in which two slips are likelier than a new name
SCHEMA, CMP02, CMP07 = "SCHEMA", "CMP02", "CMP07"
DEPRECATED, REMOVED = " is deprecated", " is removed"  # how such messages end


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong.

    Attributes:
        id: the rule: SCHEMA, CMP02 or CMP07.
        line: where, counted from 1.
        message: what is wrong.
        fix: what would be right, or empty.
        is_sure: whether it is wrong; else a newer version of the provider may have it.
    """

    id: str
    line: int
    message: str
    fix: str = ""
    is_sure: bool = True


Faults = Iterator[Fault]


def did_you_mean(name: str, known: Iterable[str], otherwise: str = "") -> str:
    """A question for the name that was probably meant."""
    close = nearest(name, known)
    return f"Did you mean {close}?" if close else otherwise


def is_misspelt(name: str, known: Iterable[str]) -> bool:
    """Whether a name is a slip of the hand away from a known one, not a new name.

    One letter too many, too few, wrong or swapped with the next, or two of them in a long name.
    Digits do not slip (`ipv6_address`), and a type with an s is a data source of many.
    """
    return any(_is_slip(name, each) for each in known)


def _is_slip(name: str, meant: str) -> bool:
    if _DIGIT.findall(name) != _DIGIT.findall(meant):
        return False
    if name.startswith("aws_") and name.rstrip("s") == meant.rstrip("s"):
        return False
    most = 2 if len(name) >= _LONG else 1
    return abs(len(name) - len(meant)) <= most and _slips(name, meant) <= most


def _slips(one: str, other: str) -> int:
    """The least number of such slips that lead from one name to another."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        here = [at]
        for to, wanted in enumerate(other, 1):
            least = min(last[to] + 1, here[-1] + 1, last[to - 1] + (letter != wanted))
            if at > 1 and to > 1 and one[at - 2 : at] == wanted + other[to - 2]:
                least = min(least, before[to - 2] + 1)
            here.append(least)
        before, last = last, here
    return last[-1]
