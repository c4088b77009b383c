"""What happened in a drill, when, how long it took, and what was checked.

All times are those of the emulated AWS, so that a drill comes out the same on any machine.
"""

from collections.abc import Callable, Iterator
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
        at: seconds since the scenario began.
        minute: full minutes of them.
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
        quiet: show nothing, for machines.
        scenario: the one that is played now; empty before and after.
        clock: what tells the time, in seconds since the emulated AWS began.
        began: when the scenario did.
    """

    quiet: bool = False
    scenario: str = ""
    clock: Callable[[], float] = lambda: 0.0
    began: float = 0.0
    entries: list[Entry] = field(default_factory=list)

    def begin(self, scenario: str) -> None:
        """Begin a scenario, now."""
        self.scenario, self.began = scenario, self.clock()

    @property
    def at(self) -> float:
        """Seconds since the scenario began."""
        return round(self.clock() - self.began, 1)

    @property
    def minute(self) -> int:
        """Full minutes since the scenario began."""
        return int(self.at // 60)

    @contextmanager
    def step(self, text: str) -> Iterator[list[str]]:
        """Record something that is done; what is put into the list says how it ended."""
        at, said = self.at, list[str]()
        with console.progress(text):
            yield said
        took, minute = round(self.at - at, 1), int(at // 60)
        self._add(Entry(self.scenario, STEP, at, minute, text, took, None, " ".join(said)))

    def check(self, text: str, holds: bool, found: object = "") -> bool:
        """Record whether something that has to hold does, and return it."""
        at = self.at
        self._add(Entry(self.scenario, CHECK, at, int(at // 60), text, 0.0, holds, str(found)))
        return holds

    @property
    def checks(self) -> list[Entry]:
        """Everything that was looked at, in scenarios and around them."""
        return [entry for entry in self.entries if entry.holds is not None]

    @property
    def broken(self) -> list[Entry]:
        """The checks that did not hold."""
        return [entry for entry in self.entries if entry.holds is False]

    def as_json(self) -> list[dict[str, object]]:
        """The entries for a report."""
        return [asdict(entry) for entry in self.entries]

    def heading(self, text: str) -> None:
        """Begin a part of the drill."""
        if not self.quiet:
            console.out.print(f"\n[bold]{escape(text)}[/]" if _colour() else f"\n{text}")

    def _add(self, entry: Entry) -> None:
        self.entries.append(entry)
        if not self.quiet:
            _show(entry)


def clock_face(seconds: float) -> str:
    """Return a time as minutes and seconds."""
    return f"{int(seconds // 60)}:{int(seconds % 60):02}"


def _colour() -> bool:
    return console.out.is_terminal


def _show(entry: Entry) -> None:
    mark = {None: " ", True: "ok", False: "BROKEN"}[entry.holds]
    style = {None: "", True: "green", False: "bold red"}[entry.holds]
    took = f"{entry.seconds:5.1f} s" if entry.seconds else " " * 7
    # What held needs no explanation; a fault does.
    found = f": {entry.found}" if entry.found and entry.holds is not True else ""
    line = f"{clock_face(entry.at):>6}  {took}  "
    if _colour():
        marked = f"[{style}]{mark:6}[/]" if style else f"{mark:6}"
        console.out.print(f"[dim]{line}[/]{marked}  {escape(entry.text + found)}")
    else:
        console.out.print(f"{line}{mark:6}  {entry.text}{found}", markup=False)
