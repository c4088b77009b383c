"""Every scenario of a drill, one after the other, on the trading platform: FO03 to FO09."""

import pytest
from tfdr.drill import scenarios
from tfdr.drill.stage import Stage

pytestmark = [pytest.mark.long, pytest.mark.timeout(1800)]


@pytest.mark.parametrize("name", scenarios.MODULES)
def test_the_system_survives(name: str, stage: Stage) -> None:
    module = scenarios.module(name)
    assert module.needs(stage.system) == ""
    stage.timeline.scenario = name
    before = len(stage.timeline.entries)

    module.play(stage)

    played = stage.timeline.entries[before:]
    assert sum(entry.holds is True for entry in played) > 10
    assert [entry for entry in played if entry.holds is False] == []
