"""The one clock of the emulated AWS, and whose turn it is.

Time passes only while somebody outside waits for something: for a minute to be over, a function to
end. Nothing happens by the clock on the wall, so that the same order of events comes of the same
requests on any machine.

Whatever takes time is a task: a function that runs, an event in its queue, a minute with its
schedules and alarms. Of all tasks one has its turn, until it waits; then the clock moves on to
what is due next, in the order of time and, at the same time, of asking. While a task has its turn
the clock stands still.

Terraform and others outside are no tasks: what they ask is done at once and takes no time. Where
an answer is worth waiting for, such as that of a function, they wait until it is there.
"""

import heapq
import itertools
import threading
import traceback
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

BEGINS = datetime(2030, 1, 1, tzinfo=UTC).timestamp()
"""When the emulated AWS comes to be, in seconds since 1970: always the same, and not in the past,
as clients look at what expires by their own clock."""


class Dropped(Exception):
    """Raised where a task waits that is not to go on."""


@dataclass(eq=False)
class Task:
    """Something that takes time.

    Attributes:
        id: by which a request can name it.
        name: what it is, for those who look for what does not end.
        ended: whether it is over.
        is_dropped: whether it is not to go on.
    """

    id: str
    name: str
    ended: bool = False
    is_dropped: bool = False
    _turn: threading.Event = field(default_factory=threading.Event)
    _due: "_Due | None" = None
    _awaited_by: list["Task"] = field(default_factory=list)


@dataclass(eq=False)
class _Due:
    """What is to happen at some time: a task gets its turn, or an action is done."""

    task: Task | None = None
    action: Callable[[], None] | None = None
    is_off: bool = False


@dataclass(eq=False)
class _Goal:
    """What somebody outside waits for."""

    reached: Callable[[], bool]
    until: float
    over: threading.Event = field(default_factory=threading.Event)
    was_reached: bool = False


class Alarm:
    """An action that is due later, until it is called off."""

    def __init__(self, due: _Due) -> None:
        self._due = due

    def call_off(self) -> None:
        """Have it not done."""
        self._due.is_off = True


class Signal:
    """Something that tasks wait for, and that happens again and again."""

    def __init__(self, simulation: "Simulation") -> None:
        self._simulation = simulation
        self._waiting: deque[Task] = deque()

    def wait(self, seconds: float) -> None:
        """Have the current task wait until it happens, or for so many seconds."""
        task = self._simulation.current
        if task is None:
            raise RuntimeError("only a task can wait for a signal")
        self._waiting.append(task)
        self._simulation.sleep(seconds)
        if task in self._waiting:
            self._waiting.remove(task)

    def happen(self) -> None:
        """Let all who wait go on."""
        while self._waiting:
            self._simulation.wake(self._waiting.popleft())


class Simulation:
    """Clock and turns of one process.

    Args:
        show: called with the time whenever it has moved, in seconds since 1970.

    All other times are in seconds since the beginning, where fractions are exact enough to compare.
    """

    def __init__(self, show: Callable[[float], None] = lambda _: None) -> None:
        self.show = show
        self._passed = 0.0
        self._lock = threading.RLock()
        self._order = itertools.count()
        self._numbers = itertools.count(1)
        self._due: list[tuple[float, bool, int, _Due]] = []
        self._tasks: dict[str, Task] = {}
        self._running: Task | _Due | None = None
        self._goals: list[_Goal] = []
        self._mine = threading.local()

    @property
    def now(self) -> float:
        """The time, in seconds since the beginning."""
        return self._passed

    @property
    def time(self) -> float:
        """The time, in seconds since 1970."""
        return BEGINS + self._passed

    @property
    def minute(self) -> int:
        """How many minutes have passed since the beginning."""
        return int(self._passed // 60)

    @property
    def current(self) -> Task | None:
        """The task for which this thread works, None for somebody outside."""
        task: Task | None = getattr(self._mine, "task", None)
        return task

    @property
    def tasks(self) -> list[str]:
        """Names of the tasks that have not ended."""
        with self._lock:
            return [task.name for task in self._tasks.values()]

    def find(self, task_id: str) -> Task | None:
        """Return a task that has not ended."""
        return self._tasks.get(task_id)

    def at_rest(self) -> bool:
        """Say whether nothing goes on, and nothing waits to go on, but what begins later."""
        with self._lock:
            return not self._tasks and self._running is None

    def begin_anew(self, now: float) -> None:
        """Drop all tasks and all that is due, and let it be some time."""
        with self._lock:
            for task in self._tasks.values():
                task.is_dropped = True
                self.wake(task)
        self.pass_until(lambda: not self._tasks, self._passed)
        with self._lock:
            self._due.clear()
            self._move(now)

    @contextmanager
    def acting_for(self, task: Task | None) -> Iterator[None]:
        """Have this thread work for a task, in whose turn it was asked to."""
        before = self.current
        self._mine.task = task
        try:
            yield
        finally:
            self._mine.task = before

    def begin(self, name: str, work: Callable[[], None]) -> Task:
        """Begin a task: its work is done in a thread of its own, from its first turn on."""
        task = Task(f"task-{next(self._numbers)}", name)
        with self._lock:
            self._tasks[task.id] = task
            self._put(self._passed, _Due(task))
        threading.Thread(target=self._work, args=(task, work), name=name, daemon=True).start()
        return task

    def call_at(self, time: float, action: Callable[[], None]) -> Alarm:
        """Have something done at some time that itself takes none and waits for nothing."""
        due = _Due(action=action)
        with self._lock:
            self._put(max(time, self._passed), due)
        return Alarm(due)

    def sleep(self, seconds: float) -> None:
        """Let so many seconds pass: for the current task, or for all while somebody waits.

        Raises:
            Dropped: the task is not to go on.
        """
        task = self.current
        if task is None:
            self.pass_until(lambda: False, self._passed + seconds)
            return
        with self._lock:
            if self._running is not task:
                return  # it was ended while somebody still worked for it
            self._put(self._passed + max(0.0, seconds), _Due(task))
            self._give_up(task)
        self._take_turn(task)

    def wait_for(self, other: Task) -> None:
        """Wait until a task has ended: for the current task, or for somebody outside.

        Raises:
            Dropped: the current task is not to go on.
        """
        task = self.current
        if task is None:
            self.pass_until(lambda: other.ended)
            return
        with self._lock:
            if other.ended or self._running is not task:
                return
            other._awaited_by.append(task)
            self._give_up(task)
        self._take_turn(task)

    def wake(self, task: Task) -> None:
        """Have a task go on now, whatever it waits for, before anything else that is due now."""
        with self._lock:
            if task.ended or self._running is task:
                return
            if task._due is not None:
                task._due.is_off = True
            self._put(self._passed, _Due(task), is_timed=False)

    def pass_until(self, reached: Callable[[], bool], until: float = float("inf")) -> bool:
        """Have somebody outside wait until something is so, and let time pass meanwhile.

        Args:
            reached: says whether it is so; asked whenever nobody has a turn.
            until: the time after which it is not waited for; what is due then has not begun.

        Returns:
            Whether it came to be so in time.
        """
        goal = _Goal(reached, until)
        with self._lock:
            self._goals.append(goal)
            if self._running is None:
                self._go_on()
        goal.over.wait()
        return goal.was_reached

    def _take_turn(self, task: Task) -> None:
        task._turn.wait()
        if task.is_dropped:
            raise Dropped(task.name)

    def _work(self, task: Task, work: Callable[[], None]) -> None:
        self._mine.task = task
        try:
            self._take_turn(task)
            work()
        except Dropped:
            pass
        except Exception:
            traceback.print_exc()
        finally:
            self._end(task)

    def _end(self, task: Task) -> None:
        task._turn.wait()  # what was ended from outside has its turn to end
        with self._lock:
            task.ended = True
            del self._tasks[task.id]
            for other in task._awaited_by:
                self.wake(other)
            self._give_up(task)

    def _give_up(self, task: Task) -> None:
        task._turn.clear()
        self._running = None
        self._go_on()

    def _put(self, time: float, due: _Due, *, is_timed: bool = True) -> None:
        if due.task is not None:
            due.task._due = due
        # Sums of fractions have to be equal where they are meant to be.
        heapq.heappush(self._due, (round(time, 6), is_timed, next(self._order), due))

    def _go_on(self) -> None:
        """Give the turn to what is due next, as long as somebody outside waits for something."""
        while self._running is None and self._leave_reached():
            while self._due and self._due[0][-1].is_off:
                heapq.heappop(self._due)
            time, is_timed = self._due[0][:2] if self._due else (float("inf"), True)
            last = min(self._goals, key=lambda goal: goal.until)
            if last.until <= time and is_timed:
                if last.until < float("inf"):
                    self._move(max(self._passed, last.until))
                self._leave(last)
                continue
            due = heapq.heappop(self._due)[-1]
            self._move(time)
            if due.task is not None:
                due.task._due, self._running = None, due.task
                due.task._turn.set()
            elif due.action is not None:
                self._running = due
                try:
                    due.action()
                except Exception:
                    traceback.print_exc()
                finally:
                    self._running = None

    def _leave_reached(self) -> bool:
        """Let those go who have waited for what is so; say whether others still wait."""
        for goal in list(self._goals):
            if goal.reached():
                goal.was_reached = True
                self._leave(goal)
        return bool(self._goals)

    def _leave(self, goal: _Goal) -> None:
        self._goals.remove(goal)
        goal.over.set()

    def _move(self, time: float) -> None:
        if time != self._passed:
            self._passed = time
            self.show(self.time)


simulation = Simulation()
"""Of this process, which has one emulated AWS."""
