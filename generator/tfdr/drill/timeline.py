"""What happened in a drill, when, how long it took, and what was checked."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field

from rich.markup import escape

from tfdr.terminal import console

STEP, CHECK = "step", "check"


@dataclass(frozen=True)
class Entry:
    """One line of a timeline.

    Attributes:
        scenario: which one was played.
        kind: `step` for what was done, `check` for what was looked at.
        at: seconds since the drill began.
        minute: minutes of the emulated AWS by then.
        text: what was done or looked at.
        seconds: how long a step took; 0 for a check.
        holds: whether a check held; None for a step.
        found: what a check found, or how a step ended.
    """

    scenario: str
    kind: str
    at: float
    minute: int
    text: str
    seconds: float = 0.0
    holds: bool | None = None
    found: str = ""


@dataclass
class Timeline:
    """The entries of a drill, shown as they come.

    Attributes:
        scenario: the one that is played now.
        minute: minutes of the emulated AWS so far.
        quiet: show nothing, for machines.
    """

    quiet: bool = False
    scenario: str = ""
    minute: int = 0
    entries: list[Entry] = field(default_factory=list)
    _began: float = field(default_factory=time.monotonic)

    @contextmanager
    def step(self, text: str) -> Iterator[list[str]]:
        """Record something that is done; what is put into the list says how it ended."""
        at, said = self._now(), list[str]()
        with console.progress(text):
            yield said
        took = self._now() - at
        self._add(Entry(self.scenario, STEP, at, self.minute, text, took, None, " ".join(said)))

    def check(self, text: str, holds: bool, found: object = "") -> bool:
        """Record whether something that has to hold does, and return it."""
        self._add(
            Entry(self.scenario, CHECK, self._now(), self.minute, text, 0.0, holds, str(found))
        )
        return holds

    @property
    def broken(self) -> list[Entry]:
        """The checks that did not hold."""
        return [entry for entry in self.entries if entry.holds is False]

    def as_json(self) -> list[dict[str, object]]:
        """The entries for a report, times rounded to tenths of a second."""
        return [
            {**asdict(entry), "at": round(entry.at, 1), "seconds": round(entry.seconds, 1)}
            for entry in self.entries
        ]

    def heading(self, text: str) -> None:
        """Begin a part of the drill."""
        if not self.quiet:
            console.out.print(f"\n[bold]{escape(text)}[/]" if _colour() else f"\n{text}")

    def _now(self) -> float:
        return time.monotonic() - self._began

    def _add(self, entry: Entry) -> None:
        self.entries.append(entry)
        if not self.quiet:
            _show(entry)


def _colour() -> bool:
    return console.out.is_terminal


def _show(entry: Entry) -> None:
    mark = {None: " ", True: "ok", False: "BROKEN"}[entry.holds]
    style = {None: "", True: "green", False: "bold red"}[entry.holds]
    took = f"{entry.seconds:5.1f} s" if entry.kind == STEP else " " * 7
    # What held needs no explanation; a fault does.
    found = f": {entry.found}" if entry.found and entry.holds is not True else ""
    line = f"{entry.at:6.1f} s  {took}  "
    if _colour():
        marked = f"[{style}]{mark:6}[/]" if style else f"{mark:6}"
        console.out.print(f"[dim]{line}[/]{marked}  {escape(entry.text + found)}")
    else:
        console.out.print(f"{line}{mark:6}  {entry.text}{found}", markup=False)
