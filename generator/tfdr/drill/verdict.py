"""Whether what was done in a scenario was right, late, needless or harmful, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from tfdr.drill.incident import BY, MOVING, SERVED, STAY, Right

RIGHT, LATE, NEEDLESS, HARMFUL = "right", "late", "needless", "harmful"
VERDICTS: Final = (RIGHT, LATE, NEEDLESS, HARMFUL)

_BEARABLE: Final = 1.1
"""So many times the failed requests of doing nothing, and a minute's more, may a move cost."""


@dataclass(frozen=True)
class Outcome:
    """What came of a scenario.

    Attributes:
        moves: what was done, as a page calls it, in order.
        minutes: when it was `noticed`, `told`, `decided`, `served` and `back`; None for never.
        requests: how many there were.
        failed: of them.
        slow: of them.
        unattended: how many would have failed if nobody had done anything.
        acknowledged: writes.
        lost: of them.
        split: minutes in which two regions took writes, by store.
        a_minute: requests of the first minute.
    """

    moves: Sequence[str]
    minutes: Mapping[str, int | None]
    requests: float
    failed: float
    slow: float
    unattended: float
    acknowledged: float
    lost: float
    split: Mapping[str, int]
    a_minute: float

    def as_json(self) -> dict[str, Any]:
        """Return it for machines."""
        return asdict(self)


@dataclass(frozen=True)
class Verdict:
    """A judgement.

    Attributes:
        word: one of `VERDICTS`.
        why: a sentence.
    """

    word: str
    why: str


def judge(outcome: Outcome, right: Right) -> Verdict:
    """Hold what came of a scenario against what would have been right."""
    if harm := _harm(outcome, right):
        return Verdict(HARMFUL, harm)
    moved = [move for move in outcome.moves if move in MOVING]
    if moved and not set(moved) & set(right.moves):
        return Verdict(NEEDLESS, f"{moved[0]} was not needed: {right.because}")
    done = set(outcome.moves) | ({STAY} if not moved else set())
    if not done & set(right.moves):
        return Verdict(LATE, f"{' or '.join(right.moves)} did not happen: {right.because}")
    for name in BY:
        if name in right.by and (late := _lateness(outcome, name, right.by[name], bool(moved))):
            return Verdict(LATE, late)
    return Verdict(RIGHT, right.because)


def _harm(outcome: Outcome, right: Right) -> str:
    """Say what harm was done; empty if none was."""
    if outcome.lost > right.lost:
        return f"{outcome.lost:g} acknowledged writes were lost; {right.lost} would have been right"
    if outcome.split.get("database"):
        return f"the database took writes in two regions for {outcome.split['database']} minutes"
    moved = any(move in MOVING for move in outcome.moves)
    if moved and outcome.failed > _BEARABLE * outcome.unattended + outcome.a_minute:
        return (
            f"{outcome.failed:.0f} requests failed; "
            f"{outcome.unattended:.0f} would have if nobody had done anything"
        )
    return ""


def _lateness(outcome: Outcome, name: str, by: int, moved: bool) -> str:
    """Say that something was late; empty if it was in time, or nothing was to be."""
    minute = outcome.minutes.get(name)
    if name == SERVED and not moved:
        return ""
    if minute is None:
        return f"it was not {name}; by minute {by} would have been right"
    if minute > by:
        return f"it was {name} in minute {minute}; by minute {by} would have been right"
    return ""
