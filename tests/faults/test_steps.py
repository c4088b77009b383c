"""Killed between every pair of steps, and resumed; and what a step may not do without."""

import pytest

from tests.faults.catalogue import STEPS, KillBetweenSteps
from tests.faults.code import Code
from tests.faults.drive import Story, tell
from tests.faults.stories import FAILING_BACK, FAILING_OVER, SWITCHING_OVER

UNPLANNED_ONLY = {"close source"}


EVERY_DAY = ("promote database", "record")
CASES = [
    pytest.param(
        story,
        step,
        id=f"{story.name}, {step}",
        marks=() if story is FAILING_OVER and step in EVERY_DAY else pytest.mark.long,
    )
    for story in (FAILING_OVER, SWITCHING_OVER, FAILING_BACK)
    for step in STEPS
]


@pytest.mark.parametrize(("story", "step"), CASES)
def test_killed_before_a_step(story: Story, step: str, code: Code) -> None:
    fault = KillBetweenSteps(step)

    told = tell(story, code, fault)

    if step not in UNPLANNED_ONLY or story.unplanned:
        assert fault.left == 0, "the step never began"
        assert told.outcomes[0] == "killed"
    assert not told.violations
    assert told.moved
