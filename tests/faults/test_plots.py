"""Stories with more than one wish."""

import pytest

from tests.faults import plots, plots_of_refusals
from tests.faults.catalogue import STEPS
from tests.faults.code import Code

PLOTS = {**plots.PLOTS, **plots_of_refusals.PLOTS}
EVERY_DAY = (
    "a way back without a fence",
    "asked twice in a row",
    "refused for good by a sick source",
    "detached",
)


@pytest.mark.parametrize(
    "plot",
    [each if each in EVERY_DAY else pytest.param(each, marks=pytest.mark.long) for each in PLOTS],
)
def test_plot(plot: str, code: Code) -> None:
    assert PLOTS[plot](code) == []


@pytest.mark.long
def test_overtaken_with_a_database(code: Code) -> None:
    assert plots.overtaken_by_another_region(code, database=True) == []


@pytest.mark.long
@pytest.mark.parametrize("step", STEPS)
def test_killed_while_it_detaches(step: str, code: Code) -> None:
    assert plots_of_refusals.detached(code, killed_before=step) == []


@pytest.mark.long
@pytest.mark.parametrize("step", STEPS[STEPS.index("database capacity") :])
def test_killed_after_it_detached_while_the_source_comes_back(step: str, code: Code) -> None:
    assert plots_of_refusals.detached(code, killed_before=step, back_at_once=True) == []
