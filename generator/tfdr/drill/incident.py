"""A scenario as a page of data: what is wrong from when to when, and what would be right to do.

Fourteen pages made of outages that really happened are in `incidents/`; anybody can write another.
`docs/scenarios.md` says what a page has.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import yaml

from tfdr.drill.system import System
from tfdr.emulator.kinds import CHECKERS, CLIENTS, KINDS, PRIVATE, Fault, fault_of
from tfdr.errors import TfdrError
from tfdr.messages import nearest

STAY, ENLARGE, SWITCHOVER, FAILOVER = "stay", "enlarge", "switchover", "failover"
MOVES: Final = (STAY, ENLARGE, SWITCHOVER, FAILOVER)
MOVING: Final = (SWITCHOVER, FAILOVER, "failback")
"""What moves the service to another region; a page cannot ask for the last one."""
NOTICED, DECIDED, SERVED = "noticed", "decided", "served"
BY: Final = (NOTICED, DECIDED, SERVED)

PRIMARY, STANDBY, OTHERS, EVERYWHERE, GLOBAL = "primary", "standby", "standbys", "all", "global"
PLACES: Final = (PRIMARY, STANDBY, OTHERS, EVERYWHERE, GLOBAL)
"""Where something is wrong: by role, everywhere, or where AWS's global services are run."""

HOME: Final = "us-east-1"
"""Where the control planes of Route 53 and IAM are."""

LONGEST: Final = 1440  # minutes
_ENDING: Final = ".yml"


@dataclass(frozen=True)
class Event:
    """Something that is wrong for a while.

    Attributes:
        minute: when it begins.
        until: when it is over; None if it lasts to the end.
        where: one of `PLACES`.
        fault: what; its region is that of `where`.
        source: how it is known.
    """

    minute: int
    until: int | None
    where: str
    fault: Fault
    source: str

    def faults(self, regions: Mapping[str, str]) -> Iterator[Fault]:
        """Yield the fault for each region of a system that it concerns."""
        origin = regions.get(_role(self.fault.origin, regions), self.fault.origin)
        for region in _regions(self.where, regions):
            yield Fault(**{**vars(self.fault), "region": region, "origin": origin})


@dataclass(frozen=True)
class Rise:
    """A change of the load: from a minute on there are so many times as many requests."""

    minute: int
    times: float


@dataclass(frozen=True)
class Load:
    """The made-up load.

    Attributes:
        per_minute: requests.
        writes: the share of them that write.
        rises: when it changes.
    """

    per_minute: int = 1000
    writes: float = 0.3
    rises: Sequence[Rise] = ()


@dataclass(frozen=True)
class Right:
    """What is right to do for some systems.

    Attributes:
        needs: what those have, of `HAS`; all of it.
        moves: of `MOVES`: one of them is right.
        by: the minute by which, for each of `BY` that matters.
        lost: how many writes may be lost.
        because: why.
    """

    needs: Sequence[str]
    moves: Sequence[str]
    by: Mapping[str, int]
    lost: int
    because: str

    def is_for(self, system: System, *, automatic: bool) -> bool:
        """Say whether it is for a system."""
        return all(HAS[each](system, automatic) for each in self.needs)


HAS: Final[Mapping[str, Callable[[System, bool], bool]]] = {
    "sessions": lambda system, _: bool(system.sessions_table),
    "storage": lambda system, _: bool(system.bucket(PRIMARY)),
    "database": lambda system, _: bool(system.global_cluster),
    "ecs": lambda system, _: bool(system.service(PRIMARY)[0]),
    "ec2": lambda system, _: bool(system.autoscaling_group(PRIMARY)),
    "api": lambda system, _: (
        not system.service(PRIMARY)[0] and not system.autoscaling_group(PRIMARY)
    ),
    "three-regions": lambda system, _: len(system.regions) > 2,
    "automatic": lambda _, automatic: automatic,
}
"""What a system may have, by the words of a page."""


@dataclass(frozen=True)
class Incident:
    """A scenario.

    Attributes:
        name: of its page.
        title: what happens.
        happened: when and where something like it really did; empty if it is made up.
        sources: how that is known.
        minutes: for which it is played.
        load: the made-up load.
        begins: which region serves at the beginning, `primary` or `standby`.
        events: what is wrong.
        right: what is right: the first that is for a system counts.
        wrong: what would be wrong, in words.
    """

    name: str
    title: str
    happened: str
    sources: Sequence[str]
    minutes: int
    load: Load
    begins: str
    events: Sequence[Event]
    right: Sequence[Right]
    wrong: str

    def right_for(self, system: System, *, automatic: bool) -> Right:
        """Return what is right for a system."""
        return next(each for each in self.right if each.is_for(system, automatic=automatic))

    @property
    def over(self) -> int:
        """The minute in which the last thing that was wrong is over, or the last one."""
        return max([0, *(each.until or self.minutes for each in self.events)])


def names() -> list[str]:
    """Return the names of the pages that come with the package."""
    folder = files("tfdr.drill").joinpath("incidents")
    return sorted(each.name[: -len(_ENDING)] for each in folder.iterdir() if _is_page(each.name))


def shipped(name: str) -> Incident:
    """Return a page that comes with the package."""
    text = files("tfdr.drill").joinpath(f"incidents/{name}{_ENDING}").read_text("utf-8")
    return of_text(name, text, name)


def is_file(name: str) -> bool:
    """Say whether what is asked for is a file with a page, not a name."""
    return name.endswith((_ENDING, ".yaml")) or "/" in name


def of_file(path: Path) -> Incident:
    """Read a page from a file.

    Raises:
        TfdrError: it cannot be read, or is not as a page has to be.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise TfdrError(f"--scenario {path}: cannot be read: {reason}") from error
    return of_text(path.stem, text, str(path))


def of_text(name: str, text: str, where: str) -> Incident:
    """Read a page.

    Args:
        name: of the scenario.
        text: YAML.
        where: how the page is called in messages.

    Raises:
        TfdrError: it is not as a page has to be.
    """
    try:
        said = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise TfdrError(f"{where}: is not YAML: {error}") from error
    try:
        return _incident(name, _Reader(said, ""))
    except _Wrong as error:
        raise TfdrError(f"{where}: {error}") from error


class _Wrong(Exception):
    """What is wrong with a page, and where."""


@dataclass
class _Reader:
    """A mapping of a page, of which each field is read once.

    Attributes:
        said: the mapping.
        at: where it is, for messages.
    """

    said: Any
    at: str
    read: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        if not isinstance(self.said, dict):
            raise _Wrong(f"{self.at or 'a page'}: cannot be {self.said!r}: give fields with values")

    def wrong(self, name: str, says: str) -> _Wrong:
        """Return an error about a field."""
        return _Wrong(f"{f'{self.at}.' if self.at else ''}{name}: {says}")

    def get(self, name: str, kind: type | tuple[type, ...], right: str, default: Any = None) -> Any:
        """Return the value of a field, which has to be there unless it has a default."""
        self.read.add(name)
        value = self.said.get(name, default)
        if value is None:
            raise self.wrong(name, f"is missing: give {right}")
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise self.wrong(name, f"cannot be {value!r}: give {right}")
        return value

    def one_of(self, name: str, values: Sequence[str], default: str | None = None) -> str:
        """Return a field that has one of some values."""
        value = self.get(name, str, f"one of {', '.join(values)}", default)
        if value not in values:
            raise self.wrong(name, f"cannot be {value}: give one of {', '.join(values)}")
        return str(value)

    def minute(self, name: str, default: int | None = None, least: int = 0) -> int:
        """Return a field that is a minute."""
        right = f"a whole number from {least} to {LONGEST}"
        value = self.get(name, int, right, default)
        if not least <= value <= LONGEST:
            raise self.wrong(name, f"cannot be {value}: give {right}")
        return int(value)

    def each(self, name: str, right: str, *, needed: bool = False) -> list["_Reader"]:
        """Return the mappings of a list."""
        listed = self.get(name, list, right, None if needed else [])
        if needed and not listed:
            raise self.wrong(name, f"is empty: give {right}")
        return [_Reader(each, f"{name}[{number}]") for number, each in enumerate(listed)]

    def texts(self, name: str, right: str) -> list[str]:
        """Return a list of texts."""
        listed: list[str] = self.get(name, list, right, [])
        if not all(isinstance(each, str) for each in listed):
            raise self.wrong(name, f"cannot be {listed!r}: give {right}")
        return listed

    def rest(self) -> dict[str, Any]:
        """Return the fields that were not read."""
        return {name: value for name, value in self.said.items() if name not in self.read}

    def end(self) -> None:
        """Refuse fields that nobody knows."""
        for name in self.rest():
            close = nearest(str(name), sorted(self.read))
            hint = f"did you mean {close}?" if close else f"give {', '.join(sorted(self.read))}"
            raise self.wrong(str(name), f"there is no such field: {hint}")


def _incident(name: str, page: _Reader) -> Incident:
    minutes = page.minute("minutes", least=1)
    found = Incident(
        name=name,
        title=page.get("title", str, "a sentence that says what happens"),
        happened=page.get("happened", str, "when and where it really happened", ""),
        sources=page.texts("sources", "a list of texts"),
        minutes=minutes,
        load=_load(page.get("load", dict, "per_minute, writes and rises", {})),
        begins=page.one_of("begins", (PRIMARY, STANDBY), PRIMARY),
        events=[
            _event(each, minutes)
            for each in page.each("events", "a list of what is wrong", needed=True)
        ],
        right=[_right(each) for each in page.each("right", "what is right to do", needed=True)],
        wrong=page.get("wrong", str, "what would be wrong, in words", ""),
    )
    page.end()
    if found.right[-1].needs:
        raise page.wrong("right", "the last one has a `for`: leave it out, for all other systems")
    return found


def _load(said: Any) -> Load:
    load = _Reader(said, "load")
    writes = load.get("writes", (int, float), "a share from 0 to 1", 0.3)
    if not 0 <= writes <= 1:
        raise load.wrong("writes", f"cannot be {writes}: give a share from 0 to 1")
    per_minute = load.get("per_minute", int, "a whole number of requests", 1000)
    if per_minute < 1:
        raise load.wrong("per_minute", f"cannot be {per_minute}: give 1 or more")
    rises = []
    for each in load.each("rises", "a list, each with minute and times"):
        times = each.get("times", (int, float), "a number above 0")
        if times <= 0:
            raise each.wrong("times", f"cannot be {times}: give a number above 0")
        rises.append(Rise(each.minute("minute"), float(times)))
        each.end()
    load.end()
    return Load(per_minute, float(writes), rises)


def _event(event: _Reader, minutes: int) -> Event:
    minute = event.minute("minute")
    if minute >= minutes:
        raise event.wrong("minute", f"cannot be {minute}: the page is played for {minutes}")
    until = event.minute("until", default=-1) if "until" in event.said else None
    if until is not None and until <= minute:
        raise event.wrong("until", f"cannot be {until}: give a minute after {minute}")
    kind = event.one_of("fault", tuple(KINDS))
    where = event.one_of("where", PLACES, PRIMARY)
    source = event.get("source", str, "how it is known, or that it is made up")
    given = event.rest()
    if "from" in given:
        given["origin"] = given.pop("from")
        right = (CLIENTS, CHECKERS, PRIVATE, PRIMARY, STANDBY)
        if given["origin"] not in right:
            raise event.wrong(
                "from", f"cannot be {given['origin']}: give one of {', '.join(right)}"
            )
    if "region" in given:
        raise event.wrong(
            "region", f"there is no such field: give where, one of {', '.join(PLACES)}"
        )
    region = {"region": where} if "region" in KINDS[kind].needs or KINDS[kind].takes else {}
    try:
        fault = fault_of(kind, **region, **given)
    except ValueError as error:
        name, _, says = str(error).partition(": ")
        name = {"region": "where", "origin": "from"}.get(name, name)
        raise event.wrong(name, says.replace("region, ", "").replace("origin", "from")) from error
    return Event(minute, until, where, fault, source)


def _right(right: _Reader) -> Right:
    needs = right.texts("for", f"a list of {', '.join(HAS)}")
    for each in needs:
        if each not in HAS:
            raise right.wrong("for", f"cannot be {each}: give some of {', '.join(HAS)}")
    moves = right.get("move", (str, list), f"one or more of {', '.join(MOVES)}")
    moves = [moves] if isinstance(moves, str) else moves
    for each in moves:
        if each not in MOVES:
            raise right.wrong("move", f"cannot be {each}: give one or more of {', '.join(MOVES)}")
    by = _Reader(
        right.get("by", dict, "minutes by noticed, decided and served", {}), f"{right.at}.by"
    )
    found = Right(
        needs=needs,
        moves=moves,
        by={name: by.minute(name) for name in BY if name in by.said},
        lost=right.get("lost", int, "how many writes may be lost", 0),
        because=right.get("because", str, "the reason, in words"),
    )
    by.end()
    right.end()
    return found


def _role(name: str, regions: Mapping[str, str]) -> str:
    return list(regions)[1] if name == STANDBY else name


def _regions(where: str, regions: Mapping[str, str]) -> list[str]:
    if where in (PRIMARY, STANDBY):
        return [regions[_role(where, regions)]]
    if where == OTHERS:
        return [region for role, region in regions.items() if role != PRIMARY]
    return [HOME] if where == GLOBAL else [""]


def _is_page(name: str) -> bool:
    return name.endswith(_ENDING)
