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

# One of each kind of compute, database, strategy, zone, level and number of regions.
EVERYDAY = (
    *("preset", "pilot-light", "hot-standby", "ephemeral", "no-pipeline", "longest-names"),
    *("existing-zone-is-the-name", "mysql-without-proxy", "database-alone", "sessions-alone"),
    *("every-service", "instances-everything", "api-everything", "baseline"),
    *("three-regions-everything-on-instances", "pci-dss-with-the-account"),
)


each_scenario = pytest.mark.parametrize(
    "name",
    [
        pytest.param(
            name,
            marks=() if name in EVERYDAY else pytest.mark.long(pool="scenarios", by="name"),
        )
        for name in SCENARIOS
    ],
)
"""Runs a test with some scenarios every day, and with all in the end."""


@pytest.fixture(scope="session")
def scenario() -> Callable[[str], Path]:
    """A repository for each named scenario. Tests read it and leave it as it is."""
    return lambda name: rendered(PRESET, SCENARIOS[name])


@pytest.fixture(scope="session")
def preset(scenario: Callable[[str], Path]) -> Path:
    """The same for the preset that they change."""
    return scenario("preset")
