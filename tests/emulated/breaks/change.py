"""How a copy of a system is broken, to see that the check of a requirement notices."""

import copy
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from tests.emulated.requirements.system import Resource, System

Values = dict[str, Any]
Change = Callable[[Values], Values | None]


@dataclass(frozen=True)
class Break:
    """One violation.

    Attributes:
        what: how things are afterwards.
        kind: the type of what is changed, or `output`. Of all that the change has an effect on,
            only the last is changed.
        change: returns the values as they are then, or nothing for what is taken away.
        where: what its address holds, as a pattern.
    """

    what: str
    kind: str
    change: Change
    where: str = ""

    def of(self, system: System) -> System | None:
        """Return the system with the violation; None where it has nothing to violate."""
        for resource in reversed((*system, *system.data, *_outputs(system))):
            if resource.type != self.kind or not re.search(self.where, resource.address):
                continue
            values = self.change(copy.deepcopy(resource.values))
            if values != resource.values:
                return _replaced(system, resource, values)
        return None


def _outputs(system: System) -> Iterator[Resource]:
    for name, value in system.outputs.items():
        yield Resource(f"output.{name}", "output", {"value": value})


def _replaced(system: System, resource: Resource, values: Values | None) -> System:
    def changed(resources: list[Resource]) -> Iterator[Resource]:
        for each in resources:
            if each is not resource:
                yield each
            elif values is not None:
                yield Resource(each.address, each.type, values)

    outputs = dict(system.outputs)
    if resource.type == "output":
        del outputs[resource.address.removeprefix("output.")]
    return System(changed(system), system.repository, outputs, changed(system.data))


def gone(values: Values) -> None:
    """Take the resource away."""


def put(path: str, value: Any) -> Change:
    """Give an argument another value, by keys and numbers of items."""

    def change(values: Values) -> Values:
        *way, last = path.split(".")
        place: Any = values
        for part in way:
            place = _item(place, part)
        if isinstance(place, list) and int(last) < len(place):
            place[int(last)] = value
        elif isinstance(place, dict) and last in place:
            place[last] = value
        return values

    return change


def say(path: str, old: str, new: str) -> Change:
    """Replace a part of a text, such as a policy; without that part, nothing changes."""

    def change(values: Values) -> Values:
        *way, last = path.split(".")
        place: Any = values
        for part in way:
            place = _item(place, part)
        if isinstance(place, dict) and isinstance(place.get(last), str):
            place[last] = place[last].replace(old, new)
        return values

    return change


def drop(path: str) -> Change:
    """Take the last item from a list."""

    def change(values: Values) -> Values:
        place: Any = values
        for part in path.split("."):
            place = _item(place, part)
        if isinstance(place, list) and place:
            place.pop()
        return values

    return change


def _item(place: Any, part: str) -> Any:
    if isinstance(place, list):
        return place[int(part)] if part.isdigit() and int(part) < len(place) else None
    return place.get(part) if isinstance(place, dict) else None
