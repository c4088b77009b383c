"""The name that was probably meant."""

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name that is most like a wrong one; empty when none is alike."""
    return next(iter(get_close_matches(name, list(known), n=1, cutoff=0.6)), "")
