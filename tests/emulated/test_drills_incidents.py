"""Outages that really happened, on the trading platform: nothing harmful, and nothing got worse."""

from collections.abc import Iterator

import pytest
from tfdr.drill import incident, playing
from tfdr.drill.stage import Stage
from tfdr.drill.verdict import HARMFUL

from tests.emulated.conftest import PRESET
from tests.systems.incidents import MOVING_IS_WRONG, NOW, STILL_HARMFUL, is_worse, kept

pytestmark = [pytest.mark.long(pool="incidents"), pytest.mark.timeout(1200)]


@pytest.fixture(autouse=True)
def _as_deployed_again(stage: Stage) -> Iterator[None]:
    """Nobody goes back after an outage, and the tests that follow look at what was deployed."""
    yield
    stage.begin("afterwards")


@pytest.mark.parametrize("name", incident.names())
def test_the_verdict_is_not_worse_than_what_the_page_has(name: str, stage: Stage) -> None:
    stage.begin(name)

    found = playing.play(stage, incident.shipped(name))

    before = kept().get(PRESET, {}).get(name, {}).get(NOW)
    assert found.verdict.word != HARMFUL or (PRESET, name) in STILL_HARMFUL, found.verdict.why
    assert before is None or not is_worse(found.verdict.word, before["verdict"]), found.verdict.why
    if name in MOVING_IS_WRONG:
        assert [act for act in found.acts if act.who == "alarm"] == []
