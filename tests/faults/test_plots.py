"""Stories with more than one wish."""

import pytest

from tests.faults.code import Code
from tests.faults.plots import PLOTS, overtaken_by_another_region


@pytest.mark.parametrize("plot", PLOTS)
def test_plot(plot: str, code: Code) -> None:
    assert PLOTS[plot](code) == []


def test_overtaken_with_a_database(code: Code) -> None:
    assert overtaken_by_another_region(code, database=True) == []
