"""Threads in the process of a function that take turns, in an order that is always the same.

One thread has the turn until it waits: for a lock, an event, a queue, another thread or the clock.
Then the next one goes on; where none can, the process waits for the clock of the emulated AWS.
Python's own locks know neither that order nor that clock, so others take their place, and with
them whatever the standard library builds on locks. Whoever has made a lock before this module was
installed has a real one: install it first.
"""

import heapq
import itertools
import queue
import threading
from collections import deque
from collections.abc import Callable
from typing import Any

from tfdr.emulator.inside.functions.sandbox.clock import clock, replace_durations

_real_lock = threading.Lock


class _Strand:
    """A thread, as far as turns go."""

    def __init__(self) -> None:
        self.baton = _real_lock()
        self.baton.acquire()
        self.waits_since = 0
        self.is_woken = False
        self.has_ended = False
        self.awaited_by: list[_Strand] = []


class Turns:
    """The order in which the threads of this process go on."""

    def __init__(self) -> None:
        self._order = itertools.count(1)
        self._ready: deque[_Strand] = deque()
        self._timers: list[tuple[float, int, _Strand]] = []
        self.current = _Strand()
        self.wait_until: Callable[[float | None], None] = _cannot_wait
        """Waits for the clock to show some time, for ever if None, and sets it."""

    def begin(self) -> "_Strand":
        """Return a strand for a new thread, which goes on when those before it wait."""
        strand = _Strand()
        self._ready.append(strand)
        return strand

    def end(self) -> None:
        """End the current strand."""
        strand = self.current
        strand.has_ended = True
        for other in strand.awaited_by:
            self.wake(other)
        self._go_on()

    def join(self, strand: "_Strand", until: float | None) -> None:
        """Wait for the end of a strand, until some time."""
        if not strand.has_ended:
            strand.awaited_by.append(self.current)
            self.block(until)

    def block(self, until: float | None) -> bool:
        """Have the current strand wait until it is woken, or until some time; say which."""
        strand = self.current
        strand.is_woken, strand.waits_since = False, next(self._order)
        if until is not None:
            until = round(until, 6)  # as the emulator does
            heapq.heappush(self._timers, (until, strand.waits_since, strand))
        self._go_on()
        self.take_turn(strand)
        return strand.is_woken

    def wake(self, strand: "_Strand") -> None:
        """Let a strand that waits go on."""
        if strand.waits_since:
            strand.is_woken, strand.waits_since = True, 0
            self._ready.append(strand)

    def take_turn(self, strand: "_Strand") -> None:
        """Wait, in the thread of a strand, for its turn."""
        strand.baton.acquire()
        self.current = strand

    def _go_on(self) -> None:
        while not self._ready:
            while self._timers and self._timers[0][1] != self._timers[0][2].waits_since:
                heapq.heappop(self._timers)
            self.wait_until(self._timers[0][0] if self._timers else None)
            while self._timers and self._timers[0][0] <= clock.now:
                _, since, strand = heapq.heappop(self._timers)
                if strand.waits_since == since:
                    strand.waits_since = 0
                    self._ready.append(strand)
        self._ready.popleft().baton.release()


def _cannot_wait(_: float | None) -> None:
    raise RuntimeError("nobody tells the time here")


turns = Turns()
"""Of this process."""


class Lock:
    """A lock whose owner gives it to whoever has waited longest."""

    def __init__(self) -> None:
        self._is_locked = False
        self._waiting: deque[_Strand] = deque()

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
        """Take it; say whether that was possible in time."""
        if not self._is_locked:
            self._is_locked = True
            return True
        if not blocking:
            return False
        strand = turns.current
        self._waiting.append(strand)
        if turns.block(None if timeout < 0 else clock.now + timeout):
            return True
        self._waiting.remove(strand)
        return False

    def release(self) -> None:
        """Give it back."""
        if not self._is_locked:
            raise RuntimeError("release unlocked lock")
        if self._waiting:
            turns.wake(self._waiting.popleft())  # whose it is now
        else:
            self._is_locked = False

    def locked(self) -> bool:
        """Say whether somebody has it."""
        return self._is_locked

    def _at_fork_reinit(self) -> None:
        self.__init__()  # type: ignore[misc]

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(self, *_: object) -> None:
        self.release()


def install() -> None:
    """Have all threads that begin from now on take turns, and all locks made from now on."""
    replace_durations(_sleep)
    module: Any = threading
    module.Lock = module._allocate_lock = Lock
    module._CRLock = None  # what is left is made of the lock above
    module._time = lambda: clock.now
    vars(queue)["SimpleQueue"] = vars(queue)["_PySimpleQueue"]
    vars(queue)["time"] = lambda: clock.now
    for name in ("_start_new_thread", "_start_joinable_thread"):
        if hasattr(module, name):
            setattr(module, name, _in_turns(getattr(module, name)))
    join, is_alive = threading.Thread.join, threading.Thread.is_alive

    def join_in_turns(self: Any, timeout: float | None = None) -> None:
        strand = vars(self).get("strand")
        if strand is not None:
            turns.join(strand, None if timeout is None else clock.now + timeout)
            if not strand.has_ended:
                return
        join(self)

    def is_alive_in_turns(self: Any) -> bool:
        strand = vars(self).get("strand")
        return is_alive(self) if strand is None else not strand.has_ended

    threading.Thread.join = join_in_turns  # type: ignore[method-assign]
    threading.Thread.is_alive = is_alive_in_turns  # type: ignore[method-assign]


def _sleep(seconds: float) -> None:
    turns.block(clock.now + seconds)


def _in_turns(start: Callable[..., Any]) -> Callable[..., Any]:
    def start_in_turns(function: Any, *given: Any, **named: Any) -> Any:
        strand = turns.begin()
        if isinstance(thread := getattr(function, "__self__", None), threading.Thread):
            vars(thread)["strand"] = strand

        def run(*args: Any, **kwargs: Any) -> None:
            turns.take_turn(strand)
            try:
                function(*args, **kwargs)
            finally:
                turns.end()

        return start(run, *given, **named)

    return start_in_turns
