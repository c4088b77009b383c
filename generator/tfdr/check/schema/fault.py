"""What is wrong with a block, before it is said for which versions of the provider."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tfdr.messages import nearest

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
    """

    id: str
    line: int
    message: str
    fix: str = ""


Faults = Iterator[Fault]


def did_you_mean(name: str, known: Iterable[str], otherwise: str = "") -> str:
    """A question for the name that was probably meant."""
    close = nearest(name, known)
    return f"Did you mean {close}?" if close else otherwise
