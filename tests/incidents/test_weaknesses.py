"""Each weakness that real outages found is held off by tests that there are."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.findings.test_findings import missing

WEAKNESSES: dict[str, dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("weaknesses.yml").read_text(encoding="utf-8")
)


def test_every_weakness_is_named() -> None:
    assert list(WEAKNESSES) == [f"W{number}" for number in range(1, 21)]


@pytest.mark.parametrize("weakness", WEAKNESSES)
def test_a_weakness_has_the_tests_that_would_have_found_it(weakness: str) -> None:
    entry = WEAKNESSES[weakness]
    assert {"weakness", "mended", "tests"} <= set(entry) <= {"weakness", "mended", "tests", "left"}
    assert entry["tests"]
    assert [said for test in entry["tests"] if (said := missing(test))] == []
