"""All that is different in a repository, by the addresses that the answers come to."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from tfdr.controls.reference.bodies import differences
from tfdr.controls.reference.difference import Difference
from tfdr.controls.reference.rendered import Reference
from tfdr.controls.roots import Root, without_keys
from tfdr.evaluate import Resource, Truth
from tfdr.evaluate.values import ANY


@dataclass(frozen=True, slots=True)
class Place:
    """A resource of the repository, in its root."""

    root: Root
    resource: Resource


@dataclass(slots=True)
class Compared:
    """What is different.

    Attributes:
        wanted: what the answers come to, by addresses without keys and then with them.
        now: what is there, by addresses with keys.
        unsure: addresses without keys of what is repeated by something that is not known.
    """

    wanted: dict[str, dict[str, Resource]] = field(default_factory=dict)
    now: dict[str, Place] = field(default_factory=dict)
    unsure: set[str] = field(default_factory=set)

    def changed(self, bare: str) -> Iterator[tuple[Place, Difference]]:
        """The differences of what is there, by its address without keys."""
        for address, old in self.wanted.get(bare, {}).items():
            place = self.now.get(address)
            if place is not None:
                yield from ((place, each) for each in differences(old, place.resource))

    def gone(self, bare: str) -> Iterator[tuple[str, Truth]]:
        """What is not there any more, by its address without keys; and whether that is certain."""
        for address in self.wanted.get(bare, {}):
            if address not in self.now:
                yield address, None if bare in self.unsure else False

    def added(self) -> Iterator[Place]:
        """What the answers do not come to."""
        for address, place in self.now.items():
            bare = without_keys(address)
            if bare not in self.wanted or (
                address not in self.wanted[bare] and bare not in self.unsure
            ):
                yield place


def compare(reference: Reference, roots: list[Root]) -> Compared:
    """Compare the roots of a repository with what its answers come to."""
    found = Compared()
    for root in roots:
        found.now |= {address: Place(root, each) for address, each in _all(root)}
    for root in reference.roots:
        for address, each in _all(root):
            found.wanted.setdefault(without_keys(address), {})[address] = each
    found.unsure = {without_keys(each) for each in found.now if f"[{ANY}]" in each}
    return found


def _all(root: Root) -> Iterator[tuple[str, Resource]]:
    for each in root.system.resources():
        yield root.prefix + each.address, each
