"""What was found: each finding is one sentence and what it means."""

from typing import NamedTuple

OK = "ok"
NOTE = "note"  # true, and worth knowing; not wrong by itself
WRONG = "WRONG"
UNKNOWN = "unknown"  # AWS did not respond, or did not allow the question


class Finding(NamedTuple):
    """One answer to a question about a region."""

    status: str
    says: str


def ok(says):
    """Something that is as it has to be."""
    return Finding(OK, says)


def note(says):
    """Something that a person may want to know."""
    return Finding(NOTE, says)


def wrong(says):
    """Something that has to be mended."""
    return Finding(WRONG, says)


def unknown(says):
    """Something that nobody can say at the moment."""
    return Finding(UNKNOWN, says)


def check(holds, right, otherwise):
    """Return one of two sentences, by whether something holds."""
    return ok(right) if holds else wrong(otherwise)
