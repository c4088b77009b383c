"""Each pair of values of two questions, in some set of answers that Terraform accepts."""

import pytest

from tests.combinations.conftest import Everything

pytestmark = [pytest.mark.long, pytest.mark.timeout(3600)]


def test_there_are_two_hundred_sets(everything: Everything) -> None:
    assert len(everything.accepted) >= 200


def test_every_set_is_generated(everything: Everything) -> None:
    failed = {
        everything.space.named(row): done.message
        for row, done in everything.accepted
        if done.code != 0
    }
    assert failed == {}


def test_every_set_parses_and_resolves(everything: Everything) -> None:
    found = {
        everything.space.named(row): done.findings
        for row, done in everything.accepted
        if done.findings
    }
    assert found == {}


def test_every_set_is_formatted(everything: Everything) -> None:
    assert everything.unformatted() == ""


def test_what_is_refused_says_why_and_leaves_nothing(everything: Everything) -> None:
    """With the sentence that the question's validator has for it."""
    assert everything.refused
    for row, done in everything.refused:
        fault = everything.space.fault(row)
        assert fault
        assert done.code == 2, everything.space.named(row)
        assert " ".join(done.message.split()) == f"tfdr: {fault[1]}"
        assert not done.folder.exists()


def test_terraform_validates_every_shape(everything: Everything) -> None:
    """Sets that differ by what literals say only are validated once, each value at least once."""
    names = {done.folder: everything.space.named(row) for row, done in everything.accepted}
    errors = {
        f"{names.get(root, names.get(root.parent))} {root.name}": found
        for root, found in everything.validate().items()
        if found
    }
    assert errors == {}
