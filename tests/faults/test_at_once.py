"""Started twice at once, in one region or in two: one wins, the others say who."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from tests.faults import tally
from tests.faults.code import Code
from tests.faults.drive import (
    ALARM,
    FAILOVER,
    FORCED,
    SWITCHOVER,
    TEND,
    Story,
    Told,
    _pass_minutes,
    told_of,
)
from tests.faults.invariants import truth_of
from tests.faults.play import Play
from tests.faults.stories import SHAPES, THREE
from tests.faults.world import Shape, World

PAIRS: dict[str, tuple[str, list[tuple[str, Mapping[str, Any]]]]] = {
    "two failovers in one region": ("primary", [("dr", FAILOVER), ("dr", FAILOVER)]),
    "two switchovers in one region": ("", [("dr", SWITCHOVER), ("dr", SWITCHOVER)]),
    "switchover and forced failover": ("", [("dr", SWITCHOVER), ("dr", FORCED)]),
    "two failovers in two regions": ("primary", [("dr", FAILOVER), ("dr2", FAILOVER)]),
    "two switchovers in two regions": ("", [("dr", SWITCHOVER), ("dr2", SWITCHOVER)]),
    "two forced failovers in two regions": ("", [("dr", FORCED), ("dr2", FORCED)]),
    "alarms in two regions": ("primary", [("dr", ALARM), ("dr2", ALARM)]),
    "three at once": ("primary", [("dr", FAILOVER), ("dr2", FAILOVER), ("dr", TEND)]),
}
IN_THREE = Shape("ecs", roles=THREE)


def tell_at_once(name: str, code: Code, seed: int, shape: Shape = IN_THREE) -> Told:
    dead, wanted = PAIRS[name]
    world = World(shape, seed)
    if dead:
        world.die(dead)
    play = Play(world, code)
    play.dead_first = dead
    made = play.at_once(*wanted)
    if dead:
        world.live(dead)
    _pass_minutes(play)
    play.watch.at_the_end()
    _check_one_wins(play, made)
    story = Story(name, shape, wanted[0][0], wanted[0][1])
    moved = truth_of(play)["active"] != "primary"
    return told_of(play, story, name, made, moved)


def _check_one_wins(play: Play, made: list[Any]) -> None:
    asked = [each for each in made if each.event is not TEND]
    outcomes = [each.answer.get("outcome") for each in asked]
    if outcomes.count("finished") != 1:
        play.watch.broken("at once", f"{outcomes.count('finished')} finished: {outcomes}")
    for each in asked:
        if each.answer.get("outcome") == "busy" and "holds the lease" not in each.answer["message"]:
            play.watch.broken("at once", f"busy, and not with whom: {each.answer}")
        # Who comes when the other has just ended finds nothing to do, or nothing down any more.
        if each.answer.get("outcome") not in ("finished", "busy", "refused", "nothing to do"):
            play.watch.broken("at once", f"{each.answer}")


@pytest.mark.parametrize("name", ["two failovers in one region", "two failovers in two regions"])
def test_two_at_once(name: str, code: Code) -> None:
    assert tell_at_once(name, code, 0).violations == []


@pytest.mark.long(pool="faults")
@pytest.mark.parametrize("name", PAIRS)
def test_at_once(name: str, code: Code, record_property: Any) -> None:
    told = [tell_at_once(name, code, seed) for seed in range(1, 11)]

    record_property(tally.PROPERTY, json.dumps(tally.counted(told)))
    assert not [each.violations for each in told if each.violations]


@pytest.mark.long(pool="faults")
@pytest.mark.parametrize("shape", SHAPES)
def test_two_at_once_in_every_shape(shape: str, code: Code, record_property: Any) -> None:
    told = [
        tell_at_once("two failovers in one region", code, seed, SHAPES[shape]) for seed in range(3)
    ]

    record_property(tally.PROPERTY, json.dumps(tally.counted(told)))
    assert not [each.violations for each in told if each.violations]
