"""What is weakened by hand is noticed: by the control that it is about, with its address."""

import pytest
from tfdr.controls import catalogue
from tfdr.rules import FAIL, UNKNOWN

from tests.compliance.table import Weakening, read

WEAKENINGS = read("weakenings")


@pytest.mark.parametrize("weakening", WEAKENINGS, ids=str)
def test_it_is_noticed_by_the_right_control_at_the_right_address(weakening: Weakening) -> None:
    held = weakening.judged()

    said = [f"{each.address}: {each.message}" for each in (*held.findings, *held.unknown)]
    assert weakening.is_noticed(held), said
    assert held.verdict in (FAIL, weakening.outcome), said


def test_there_are_enough_of_every_kind_and_for_every_control() -> None:
    assert len(WEAKENINGS) >= 150
    assert {each.control for each in WEAKENINGS} == set(catalogue.controls("pci-dss"))
    assert sum(each.outcome == UNKNOWN for each in WEAKENINGS) < len(WEAKENINGS) / 8


HABITS = read("habits")


@pytest.mark.parametrize("habit", HABITS, ids=str)
def test_what_two_people_undo_in_their_ways_is_noticed_or_unknown_and_never_passes(
    habit: Weakening,
) -> None:
    held = habit.judged()

    said = [f"{each.address}: {each.message}" for each in (*held.findings, *held.unknown)]
    assert habit.is_noticed(held), said
    assert held.verdict in (FAIL, habit.outcome), said


def test_two_people_have_thirty_habits() -> None:
    assert len(HABITS) >= 30
    assert len({each.table for each in HABITS}) == 2
