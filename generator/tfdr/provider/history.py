"""When names of the provider's schema came, went and changed, by minor version of 6.

The file is text. After a comment, `versions` and the minor versions that were read, then a path
and its events on each line: `resource aws_vpc_endpoint.region +6.0`. A path is a kind, a type and
names with dots. Events, oldest first:

    +6.26  is there from 6.26 on, and was not in the version that was read before it
    -6.40  is gone from 6.40 on
    !6.29  is required from 6.29 on; `?` optional, `=` set by AWS alone, in the same way
    *6.14  is another kind of thing from 6.14 on: a block for an argument, or of another type
    d6.31  is deprecated from 6.31 on

What is on no line is as it is in the extract of 6 since 6.0. Between the version in which something
was first seen and the one that was read before it, nothing is known, so nothing is said. A version
that is not among those read is exact: release notes gave it.
"""

from dataclasses import dataclass, replace
from functools import cache, cached_property, partial
from pathlib import Path

from tfdr.provider.types import LOOSE, Argument, Body, Nested

FIVE = "5.100"
FILE = Path(__file__).parent / "aws-6-history.txt"
Minor = tuple[int, int]


@dataclass(frozen=True)
class Event:
    """What happened to a name.

    Attributes:
        what: `+`, `-`, `*`, `d` or a mode.
        version: the first in which it was seen so.
        before: the version that was read before that one, in which it was not so.
    """

    what: str
    version: str
    before: str

    def is_over(self, version: str) -> bool:
        """Whether it had certainly happened in a version."""
        return minor(version) >= minor(self.version)

    def is_ahead(self, version: str) -> bool:
        """Whether it had certainly not happened in a version."""
        return minor(version) <= minor(self.before)


class History:
    """The events of all names.

    Args:
        text: the content of the file.
    """

    def __init__(self, text: str) -> None:
        lines = [line for line in text.splitlines() if not line.startswith("#")]
        self.versions = tuple(lines[0].split(" ")[1:])
        self._before = dict(zip(self.versions[1:], self.versions, strict=False))
        self._events = {
            path: tuple(self._event(each) for each in events)
            for path, *events in (_words(line) for line in lines[1:])
        }

    def _event(self, word: str) -> Event:
        version = word[1:]
        if version in self.versions:
            return Event(word[0], version, self._before.get(version, FIVE))
        major, number = minor(version)  # release notes say it exactly
        return Event(word[0], version, f"{major}.{number - 1}")

    def events(self, path: str) -> tuple[Event, ...]:
        """What happened to a path, oldest first."""
        return self._events.get(path, ())

    def since(self, path: str) -> str:
        """The version in which a path came; `6` when it was in 6.0 already."""
        return next((each.version for each in self.events(path) if each.what == "+"), "6")

    def gone(self, path: str) -> str:
        """The version from which on a path is gone; empty when it is still there."""
        events = self.events(path)
        return events[-1].version if events and events[-1].what == "-" else ""

    @cached_property
    def _children(self) -> dict[str, list[str]]:
        """The names with events by the path that they stand in."""
        found: dict[str, list[str]] = {}
        for path in self._events:
            above, _, name = path.rpartition(".")
            found.setdefault(above, []).append(name)
        return found

    @cached_property
    def _above(self) -> frozenset[str]:
        """The paths in which, at any depth, something has events."""
        found: set[str] = set()
        for path in self._events:
            while "." in path:
                path = path.rpartition(".")[0]
                found.add(path)
        return frozenset(found)

    def body(self, path: str, newest: Body, version: str) -> Body:
        """A body as it was in a version.

        Args:
            path: where it stands.
            newest: what it is in the newest version.
            version: a minor version, such as 6.30.
        """
        deprecated = newest.deprecated and not self._is_ahead(path, "d", version)
        if path not in self._above:
            return replace(newest, deprecated=deprecated)
        arguments = {
            name: self._argument(f"{path}.{name}", each, version)
            for name, each in newest.arguments.items()
            if not self._is_ahead(f"{path}.{name}", "+", version)
        }
        blocks = {
            name: self._block(f"{path}.{name}", each, version)
            for name, each in newest.blocks.items()
            if not self._is_ahead(f"{path}.{name}", "+", version)
        }
        for name in self._children.get(path, ()):
            was = self._was_other(f"{path}.{name}", version)
            if was:
                blocks.pop(name, None)
                arguments[name] = Argument(name, LOOSE, "a")
        return Body(arguments, blocks, deprecated)

    def is_there(self, path: str, version: str) -> bool:
        """Whether a path that the newest version has may have been in another one."""
        return not self._is_ahead(path, "+", version)

    def _is_ahead(self, path: str, what: str, version: str) -> bool:
        return any(each.what == what and each.is_ahead(version) for each in self.events(path))

    def _was_other(self, path: str, version: str) -> bool:
        """Whether it was, or may have been, there as something that is not known."""
        events = self.events(path)
        came = next((each for each in events if each.what == "+"), None)
        if came is not None and came.is_ahead(version):
            return False
        return any(each.what in "-*" and not each.is_over(version) for each in events)

    def _argument(self, path: str, newest: Argument, version: str) -> Argument:
        mode = self._mode(path, version) or newest.mode
        deprecated = newest.deprecated and not self._is_ahead(path, "d", version)
        return replace(newest, mode=mode, deprecated=deprecated)

    def _block(self, path: str, newest: Nested, version: str) -> Nested:
        mode = self._mode(path, version)
        least = newest.least
        if mode:
            least = max(1, least) if mode == "!" else 0
        read = partial(self._inside, path, newest, version)
        return Nested(newest.name, newest.mode, least, newest.most, read)

    def _inside(self, path: str, newest: Nested, version: str) -> Body:
        return self.body(path, newest.body, version)

    def _mode(self, path: str, version: str) -> str:
        """The mode in a version; the most lenient where it is not known, empty when as now."""
        modes = [each for each in self.events(path) if each.what in "!?="]
        found = ""
        for at, each in enumerate(modes):
            if each.is_over(version):
                found = each.what if at < len(modes) - 1 else ""
            elif not each.is_ahead(version) and at:
                return "?"
        return found


@cache
def load() -> History:
    """The history that travels with the package."""
    return History(FILE.read_text(encoding="utf-8"))


def minor(version: str) -> Minor:
    """A version's first two numbers."""
    one, two = version.split(".")[:2]
    return int(one), int(two)


def _words(line: str) -> tuple[str, ...]:
    kind, type_, *events = line.split(" ")
    return f"{kind} {type_}", *events
