"""Every scenario of a drill on the trading platform, each as it was deployed: FO03 to FO09.

But for the one of `tests/systems/test_lost_for_good.py`, which needs another primary region.
"""

import pytest
from tfdr.drill import scenarios
from tfdr.drill.stage import Stage

pytestmark = [pytest.mark.long(pool="drills", by="name"), pytest.mark.timeout(1800)]


@pytest.mark.parametrize("name", [name for name in scenarios.MODULES if name != "lost-for-good"])
def test_the_system_survives(name: str, stage: Stage) -> None:
    module = scenarios.module(name)
    assert module.needs(stage.system) == ""
    before = len(stage.timeline.entries)
    stage.begin(name)

    module.play(stage)

    played = stage.timeline.entries[before:]
    assert sum(entry.holds is True for entry in played) > 10
    assert [entry for entry in played if entry.holds is False] == []
