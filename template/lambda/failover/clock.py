"""Time and chance, in one place, so that a test or a drill can put its own here."""

import random
import time
import uuid


def now():
    """Return the time of day in seconds since 1970, as other regions know it too."""
    return time.time()


def monotonic():
    """Return seconds that never go back, for durations in this process."""
    return time.monotonic()


def sleep(seconds):
    """Do nothing for a while."""
    time.sleep(seconds)


def jitter(limit):
    """Return a chance share of a limit, so that callers who failed together return apart."""
    return random.uniform(0, limit)  # noqa: S311 - nobody gains from guessing it


def nonce():
    """Return a few letters that no other run has."""
    return uuid.uuid4().hex[:8]
