"""Counts what a test saw, for the summary at the end of pytest's output."""

import json
from collections import Counter
from collections.abc import Callable, Iterable
from random import Random

from tests.faults.catalogue import AT_A_CALL, BY_CHANCE
from tests.faults.code import Code
from tests.faults.drive import Story, Told, tell
from tests.faults.play import Fault

PROPERTY = "faults"


def make(name: str, seed: int) -> Fault:
    """Make a fault by its name: at the call of that number, or by that chance."""
    if name in AT_A_CALL:
        return AT_A_CALL[name](seed)
    return BY_CHANCE[name](Random(f"{name} {seed}"))


def tell_all(
    runs: Iterable[tuple[Story, str, int]], code: Code, record: Callable[[str, object], None]
) -> None:
    """Tell stories, count them, and fail with all that was broken."""
    told = [tell(story, code, make(name, seed), name, seed) for story, name, seed in runs]
    record(PROPERTY, json.dumps(counted(told)))
    wrong = [
        f"{each.story.name}, {each.fault}: {each.violations}" for each in told if each.violations
    ]
    assert not wrong, "\n".join(wrong)


def counted(told: list[Told]) -> dict[str, object]:
    """Return how many runs there were, with which faults, and how they ended."""
    return {
        "runs": len(told),
        "calls": sum(each.calls for each in told),
        "faults": Counter(each.fault for each in told),
        "ended": Counter(each.ended for each in told),
        "first answers": Counter(each.outcomes[0] for each in told),
        "lost writes and said so": sum(bool(each.lost) for each in told),
    }


def added(counts: Iterable[dict[str, object]]) -> dict[str, object]:
    """Add up what tests counted."""
    total: dict[str, object] = {}
    for count in counts:
        for name, value in count.items():
            if isinstance(value, dict):
                total[name] = dict(Counter(total.get(name, {})) + Counter(value))
            else:
                total[name] = total.get(name, 0) + value  # type: ignore[operator]
    return total
