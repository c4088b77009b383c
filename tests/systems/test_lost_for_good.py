"""A primary region that never comes back: another one takes its place and its role.

Presets with a primary region elsewhere than in us-east-1, where IAM and Route 53 are changed.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tfdr.drill import preparation, scenarios
from tfdr.drill.stage import Stage

from tests.installed import released
from tests.systems.lifecycle import staged, started

NAME = "lost-for-good"
PRESETS = ("trading-platform", "payment-processing")

pytestmark = [pytest.mark.long(pool="lost-for-good", by="preset"), pytest.mark.timeout(3600)]


@pytest.fixture
def stage(preset: str, tmp_path: Path) -> Iterator[Stage]:
    template = released(tmp_path / "template")
    with started(tmp_path, preset, {"primary_region": "us-east-2"}, template) as deployment:
        preparation.throw_away(deployment)
        deployment.apply(deployment.plan("first"))
        yield staged(deployment)


@pytest.mark.parametrize("preset", PRESETS)
def test_another_region_takes_its_place(preset: str, stage: Stage) -> None:
    del preset  # only for the deployment
    assert scenarios.module(NAME).needs(stage.system) == ""
    stage.begin(NAME)

    scenarios.play(stage, NAME)

    assert sum(entry.holds is True for entry in stage.timeline.entries) > 30
    assert stage.timeline.broken == []
