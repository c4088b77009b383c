"""Each pair of values of two questions, in some set of answers that Terraform accepts."""

from collections.abc import Iterable

import pytest

from tests.combinations.conftest import Everything

pytestmark = [pytest.mark.long(pool="combinations", asks=True), pytest.mark.timeout(3600)]


def test_there_are_two_hundred_sets(everything: Everything) -> None:
    assert everything.rows >= 200


def grouped(faults: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return each fault with the number of sets that have it, and the shortest of them."""
    found: dict[str, list[str]] = {}
    for fault, name in faults:
        found.setdefault(" ".join(fault.split()), []).append(name)
    return {
        fault: f"{len(names)} sets, such as {min(names, key=len)}" for fault, names in found.items()
    }


def test_every_set_is_generated(everything: Everything) -> None:
    failed = [
        (done.message, everything.space.named(row))
        for row, done in everything.accepted
        if done.code != 0
    ]
    assert grouped(failed) == {}


def test_every_set_parses_and_resolves(everything: Everything) -> None:
    found = [
        (finding, everything.space.named(row))
        for row, done in everything.accepted
        for finding in done.findings
    ]
    assert grouped(found) == {}


def test_every_set_is_formatted(everything: Everything) -> None:
    assert everything.unformatted() == ""


def test_what_is_refused_says_why_and_leaves_nothing(everything: Everything) -> None:
    """With the sentence that the question's validator has for it, or that nobody answered it."""
    assert everything.refused
    for row, done in everything.refused:
        fault = everything.space.fault(row)
        assert fault
        assert done.code == 2, everything.space.named(row)
        said = " ".join(done.message.split())
        unanswered = f"tfdr: {fault[0]}: no answer was given and there is no default: "
        assert said == f"tfdr: {fault[1]}" or said.startswith(unanswered)
        assert not done.folder.exists()


def test_terraform_validates_every_shape(everything: Everything) -> None:
    """Sets that differ by what literals say only are validated once, each value at least once."""
    names = {done.folder: everything.space.named(row) for row, done in everything.accepted}
    errors = [
        (f"{root.name}: {error}", names.get(root, names.get(root.parent, "")))
        for root, found in everything.validate().items()
        for error in found
    ]
    assert grouped(errors) == {}
