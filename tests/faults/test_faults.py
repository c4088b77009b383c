"""Whatever goes wrong, the function fails over or cleanly does not, and never twice.

A story is somebody's wish and the state of the world; a fault is what goes wrong with it. What has
to hold is in invariants.py. All stories are told to their end: minutes pass, what was dead lives
again, and what was left over is done.
"""

from collections.abc import Callable

import pytest

from tests.faults import tally
from tests.faults.catalogue import AT_A_CALL, BY_CHANCE
from tests.faults.code import Code
from tests.faults.drive import Story
from tests.faults.stories import FAILING_BACK, FAILING_OVER, SHAPES, STORIES, SWITCHING_OVER, of

Record = Callable[[str, object], None]
# Of each story the number of calls, and how many of them are left out each time. A failback is a
# switchover that looks at a fence first.
CALLS = {FAILING_OVER: (52, 1), SWITCHING_OVER: (46, 1), FAILING_BACK: (46, 2)}
PARTS = 4


def named(story: Story) -> str:
    return story.name


def test_a_sample(code: Code, record_property: Record) -> None:
    """A few of the things that can happen, spread over the stories."""
    faults = [*AT_A_CALL, *BY_CHANCE]
    runs = [(STORIES[7 * n % len(STORIES)], name, n) for n, name in enumerate(faults)][::6]
    tally.tell_all(runs, code, record_property)


def test_there_are_enough_faults() -> None:
    assert len(AT_A_CALL) + len(BY_CHANCE) >= 25


@pytest.mark.long(pool="faults")
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("story", CALLS, ids=named)
def test_each_call_in_each_way(
    story: Story, part: int, code: Code, record_property: Record
) -> None:
    last, pace = CALLS[story]
    calls = range(part * pace, last, PARTS * pace)
    runs = [(story, name, at) for at in calls for name in AT_A_CALL]
    tally.tell_all(runs, code, record_property)


@pytest.mark.long(pool="faults")
@pytest.mark.parametrize("shape", SHAPES)
def test_everything_else_by_chance(shape: str, code: Code, record_property: Record) -> None:
    """All faults in all stories of the first shape, and in one story each of the others."""
    stories = of(shape, SHAPES[shape])
    every = [(story, name, n) for n, story in enumerate(stories) for name in BY_CHANCE]
    chosen = every if shape == "ecs" else every[list(SHAPES).index(shape) :: len(stories) - 1]
    tally.tell_all(chosen, code, record_property)
