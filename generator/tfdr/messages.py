"""What messages say of what a person wrote: it, in a few safe characters, and what was meant."""

import json
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name that is most like a wrong one; empty when none is alike."""
    return next(iter(get_close_matches(name, list(known), n=1, cutoff=0.6)), "")


def shown(value: Any, longest: int = 60) -> str:
    """Return a value fit for a message: on one line, short, and without control characters."""
    text = value if isinstance(value, str) else str(value)
    if len(text) > longest:
        text = text[: longest - 3] + "..."
    if not isinstance(value, str):
        return text
    # JSON escapes quotes, and everything that a terminal or a log would take as a command.
    return json.dumps(text, ensure_ascii=not text.isprintable())
