"""What is left to chance in the emulated AWS, and can be had again by its seed."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from moto.moto_api._internal import mock_random


class Chance:
    """The chance of one process.

    A function gets a seed for each time that it runs, so that what one does is no matter of what
    others did before.
    """

    def __init__(self) -> None:
        self._seed = 0
        self._runs: Counter[str] = Counter()

    def set(self, seed: int) -> None:
        """Begin anew from a seed."""
        self._seed = seed
        self._runs.clear()
        mock_random.seed(seed)

    @contextmanager
    def untouched(self) -> Iterator[None]:
        """Let what is drawn meanwhile change nothing of what is drawn afterwards."""
        before = mock_random.getstate()
        try:
            yield
        finally:
            mock_random.setstate(before)

    def seed_of(self, name: str) -> str:
        """Return a seed that nobody else gets, always the same for the same name and number."""
        self._runs[name] += 1
        return f"{self._seed}/{name}/{self._runs[name]}"


chance = Chance()
"""Of this process."""
