"""The verdict's arithmetic: what is right, late, needless and harmful."""

from dataclasses import replace
from typing import Any

import pytest
from tfdr.drill.incident import Right
from tfdr.drill.verdict import Outcome, judge

STAYS = Right([], ["stay"], {}, 0, "It serves.")
MOVES = Right([], ["switchover"], {"noticed": 6, "decided": 15, "served": 20}, 0, "It fails.")
GROWS = Right([], ["enlarge", "switchover"], {"decided": 60}, 0, "It gets no more.")

NOTHING = Outcome(
    moves=[], minutes={}, requests=60_000, failed=600, slow=0, unattended=600, acknowledged=18_000,
    lost=0, split={}, a_minute=1000,
)  # fmt: skip
MOVED = replace(
    NOTHING, moves=["switchover"], failed=9_000, unattended=40_000,
    minutes={"noticed": 3, "told": 3, "decided": 9, "served": 12, "back": 12},
)  # fmt: skip


def outcome(of: Outcome, **changed: Any) -> Outcome:
    minutes = {**of.minutes, **changed.pop("minutes", {})}
    return replace(of, minutes=minutes, **changed)


@pytest.mark.parametrize(
    ("found", "right", "word", "says"),
    [
        (NOTHING, STAYS, "right", "It serves."),
        (outcome(NOTHING, moves=["enlarge"]), STAYS, "right", "It serves."),
        (MOVED, STAYS, "needless", "switchover was not needed"),
        (outcome(MOVED, moves=["failback"]), STAYS, "needless", "failback was not needed"),
        (MOVED, MOVES, "right", "It fails."),
        (outcome(MOVED, minutes={"noticed": 7}), MOVES, "late", "noticed in minute 7; by minute 6"),
        (outcome(MOVED, minutes={"decided": 16}), MOVES, "late", "decided in minute 16"),
        (outcome(MOVED, minutes={"served": None}), MOVES, "late", "it was not served"),
        (outcome(MOVED, minutes={"noticed": None}), MOVES, "late", "it was not noticed"),
        (NOTHING, MOVES, "late", "switchover did not happen"),
        (outcome(MOVED, moves=["failover"]), MOVES, "needless", "failover was not needed"),
        (outcome(MOVED, lost=1), MOVES, "harmful", "1 acknowledged writes were lost"),
        (outcome(MOVED, lost=1), replace(MOVES, lost=2), "right", "It fails."),
        (outcome(MOVED, split={"database": 2}), MOVES, "harmful", "in two regions for 2 minutes"),
        (outcome(MOVED, split={"sessions": 2}), MOVES, "right", "It fails."),
        (outcome(MOVED, failed=46_000), MOVES, "harmful", "46000 requests failed; 40000 would"),
        (outcome(MOVED, failed=44_000), MOVES, "right", "It fails."),
        (outcome(NOTHING, failed=46_000, unattended=0), STAYS, "right", "It serves."),
        (NOTHING, GROWS, "late", "enlarge or switchover did not happen"),
        (
            outcome(NOTHING, moves=["enlarge"], minutes={"decided": 50}),
            GROWS,
            "right",
            "It gets no more.",
        ),
        (outcome(NOTHING, moves=["enlarge"], minutes={"decided": 90}), GROWS, "late", "minute 90"),
    ],
)
def test_what_was_done_is_held_against_what_is_right(
    found: Outcome, right: Right, word: str, says: str
) -> None:
    judged = judge(found, right)
    assert judged.word == word
    assert says in judged.why
