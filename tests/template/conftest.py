from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from tfdr import cli

from tests.installed import installed
from tests.support import ROOT

SCENARIOS: dict[str, dict[str, Any]] = yaml.safe_load(
    (ROOT / "tests/scenarios.yml").read_text(encoding="utf-8")
)


def generate(folder: Path, answers: dict[str, Any]) -> Path:
    """Generate a repository from the preset with some answers changed."""
    file = folder / "answers.yml"
    file.write_text(yaml.safe_dump(answers), encoding="utf-8")
    dest = folder / "repository"
    command = [
        "new",
        str(dest),
        "--preset",
        "trading-platform",
        "--answers",
        str(file),
        "--defaults",
    ]
    with installed():
        assert cli.main(command) == 0
    return dest


@pytest.fixture(scope="session")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Generate a named scenario, once for all tests."""
    done: dict[str, Path] = {}

    def get(name: str) -> Path:
        if name not in done:
            done[name] = generate(tmp_path_factory.mktemp(name), SCENARIOS[name])
        return done[name]

    return get


@pytest.fixture(scope="session")
def preset(scenario: Callable[[str], Path]) -> Path:
    """The repository that the preset gives. Tests read it and leave it as it is."""
    return scenario("preset")
