"""Stories with more than one wish."""

import pytest

from tests.faults.code import Code
from tests.faults.plots import PLOTS, overtaken_by_another_region

EVERY_DAY = ("a way back without a fence", "asked twice in a row")


@pytest.mark.parametrize(
    "plot",
    [each if each in EVERY_DAY else pytest.param(each, marks=pytest.mark.long) for each in PLOTS],
)
def test_plot(plot: str, code: Code) -> None:
    assert PLOTS[plot](code) == []


@pytest.mark.long
def test_overtaken_with_a_database(code: Code) -> None:
    assert overtaken_by_another_region(code, database=True) == []
