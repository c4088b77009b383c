"""Time and chance in the process of a function: those of the emulated AWS.

The time of day is replaced by time-machine, down to what C code of the interpreter returns. What
it leaves alone, by which durations are measured and waited for, is replaced here. Whoever has
imported such a function before this module has the real one: import it first.
"""

import random
import time
import uuid
from collections.abc import Callable
from typing import Any

_OF_DURATIONS = ("monotonic", "perf_counter")


class Clock:
    """The time in this process.

    Attributes:
        is_simulated: whether it stands still until it is set.
        now: seconds since the emulated AWS began, where it is.
    """

    def __init__(self) -> None:
        self.is_simulated = False
        self.now = self._began = 0.0
        self._traveller: Any = None

    def begin(self, now: float, began: float) -> None:
        """Let it stand still from now on.

        Args:
            now: seconds since the emulated AWS began.
            began: when that was, in seconds since 1970.
        """
        import time_machine  # which imports much that makes locks

        self.is_simulated, self.now, self._began = True, now, began
        self._traveller = time_machine.travel(began + now, tick=False).start()

    def set(self, now: float) -> None:
        """Let it be some time."""
        if now != self.now:
            self.now = now
            self._traveller.move_to(self._began + now)


clock = Clock()
"""Of this process."""


def replace_durations(sleep: Callable[[float], None]) -> None:
    """Replace what measures durations, and what waits.

    Args:
        sleep: waits for so many seconds once the time is simulated.
    """
    for name in _OF_DURATIONS:
        _replace(name, lambda: clock.now)
        _replace(f"{name}_ns", lambda: int(clock.now * 1e9))
    really_sleep = time.sleep

    def wait(seconds: float) -> None:
        if not clock.is_simulated:
            really_sleep(seconds)
        elif seconds < 0:
            raise ValueError("sleep length must be non-negative")
        else:
            sleep(seconds)

    setattr(time, "sleep", wait)  # noqa: B010 - whose parameter has a name of its own


def _replace(name: str, simulated: Callable[[], float]) -> None:
    real = getattr(time, name)
    setattr(time, name, lambda: simulated() if clock.is_simulated else real())


def fix_chance(seed: str) -> None:
    """Let what is random be the same for the same seed."""
    random.seed(seed)
    chance = random.Random(seed)  # noqa: S311 - has to be repeatable, not secret
    uuid.uuid4 = lambda: uuid.UUID(int=chance.getrandbits(128), version=4)
