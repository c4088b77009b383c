from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.renders import rendered
from tests.support import ROOT

SCENARIOS: dict[str, dict[str, Any]] = yaml.safe_load(
    (ROOT / "tests/scenarios.yml").read_text(encoding="utf-8")
)
PRESET = "trading-platform"  # whose answers scenarios change


@pytest.fixture(scope="session")
def scenario() -> Callable[[str], Path]:
    """A repository for each named scenario. Tests read it and leave it as it is."""
    return lambda name: rendered(PRESET, SCENARIOS[name])


@pytest.fixture(scope="session")
def preset(scenario: Callable[[str], Path]) -> Path:
    """The same for the preset that they change."""
    return scenario("preset")
