"""The page says of each preset at each level what is so, as far as the code alone tells."""

import re
from pathlib import Path

import pytest
from tfdr.controls import catalogue

from tests.compliance.table import read
from tests.controls.conftest import LEVELS, Repository
from tests.controls.page import COLUMNS, NOT_YET, PAGE, cheap_cells, rows_of, text
from tests.renders import rendered
from tests.support import PRESETS, answers_of

ROWS = rows_of()
PAIRS = [(preset, level) for preset in PRESETS for level in LEVELS]


def test_every_preset_is_there_at_every_level_and_nothing_else() -> None:
    assert list(ROWS) == PAIRS


@pytest.mark.parametrize(("preset", "level"), PAIRS)
def test_what_was_measured_went_well(preset: str, level: str) -> None:
    row = ROWS[preset, level]

    found = re.fullmatch(r"(\d+) of (\d+)", row["controls"])
    assert found
    assert int(found[2]) == len(catalogue.controls(level))
    if row["measured"] != NOT_YET:
        assert re.fullmatch(r"valid, \d+ s", row["validate"])
        assert row["failed"] == "0"
        assert int(row["skipped"]) <= 5 * int(row["scanned"]) / 100
        assert int(row["checkov passed"]) > 500
        assert re.fullmatch(r"20\d\d-\d\d-\d\d", row["measured"])


def assert_current(preset: str, level: str, repository: Path) -> None:
    """`make docs` brings the page up to date."""
    cells = cheap_cells(repository)
    assert {name: ROWS[preset, level][name] for name in cells} == cells


@pytest.mark.parametrize("preset", PRESETS)
def test_the_page_is_current_for_each_preset_as_it_is(preset: str) -> None:
    """A rule that changes what holds is seen in the everyday run, whatever the seed chooses."""
    repository = rendered(preset)
    assert_current(preset, answers_of(repository)["compliance_level"], repository)


@pytest.mark.long(pool="levels", by="preset")
@pytest.mark.parametrize(("preset", "level"), PAIRS)
def test_the_page_is_current(preset: str, level: str, repository: Repository) -> None:
    assert_current(preset, level, repository(level, preset))


def test_a_page_that_is_made_anew_keeps_what_was_not_measured_again() -> None:
    page = text({})
    assert all(f"| `{preset}` | `{level}` |" in page for preset, level in PAIRS)
    assert "no certification" in PAGE.read_text(encoding="utf-8")
    assert len(COLUMNS) == 10


def test_the_page_counts_every_weakening_and_misses_none() -> None:
    page = PAGE.read_text(encoding="utf-8")
    number = len(read("weakenings")) + len(read("habits"))
    found = re.search(r"^\| together \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|$", page, re.M)
    assert found
    assert int(found[1]) == number == int(found[2]) + int(found[3])
    assert int(found[4]) == 0
