"""The applied system meets its requirements, and each check would notice if it did not."""

import pytest

from tests.emulated.breaks import BREAKS, noticed, unnoticed
from tests.emulated.requirements import REQUIREMENTS, System, unprotected_against

pytestmark = [pytest.mark.long, pytest.mark.timeout(1800)]

# What a system is about that the trading platform has nothing of; tests/systems has others.
ELSEWHERE = {"DAT05", "DAT06-lock", "C-instances"}


def test_every_requirement_has_ways_to_break_it() -> None:
    assert BREAKS.keys() == REQUIREMENTS.keys()
    for violations in BREAKS.values():
        assert len({each.what for each in violations}) == len(violations) > 0


@pytest.mark.parametrize("identity", REQUIREMENTS)
def test_requirement_holds(identity: str, system: System) -> None:
    assert list(REQUIREMENTS[identity](system)) == []


@pytest.mark.parametrize("identity", sorted(REQUIREMENTS.keys() - ELSEWHERE))
def test_breaking_a_requirement_is_noticed(identity: str, system: System) -> None:
    assert noticed(system, identity)
    assert unnoticed(system, identity) == []


@pytest.mark.parametrize("destruction", [True, False])
def test_protection_follows_the_answer(destruction: bool, system: System) -> None:
    """DAT09: the preset is production."""
    violations = list(unprotected_against(destruction)(system))
    assert (violations == []) is destruction
