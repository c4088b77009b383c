"""The page of results says of each preset what is so, as far as it can be told without a cloud."""

import re

import pytest

from tests.emulated.breaks import BREAKS
from tests.support import PRESETS
from tests.systems.page import COLUMNS, PAGE, cheap_cells, rows_of, text

ROWS = rows_of()


@pytest.fixture(scope="module")
def cells() -> dict[str, dict[str, str]]:
    return cheap_cells()


def test_every_preset_is_on_the_page_and_no_other() -> None:
    assert list(ROWS) == PRESETS


@pytest.mark.parametrize("preset", PRESETS)
def test_its_regions_and_files_are_those_on_the_page(
    preset: str, cells: dict[str, dict[str, str]]
) -> None:
    """`make systems` brings them up to date."""
    assert {name: ROWS[preset][name] for name in cells[preset]} == cells[preset]


@pytest.mark.parametrize("preset", PRESETS)
def test_every_step_was_measured_and_went_well(preset: str) -> None:
    row = ROWS[preset]

    assert re.fullmatch(r"valid, \d+ s", row["validate"])
    assert re.fullmatch(r"no changes, \d+ s", row["second plan"])
    assert re.fullmatch(r"nothing left, \d+ s(?: \(1\))?", row["destroy"])
    assert all(re.fullmatch(r"\d+ s", row[step]) for step in ("plan", "apply"))
    assert int(row["resources"]) > 50
    assert re.fullmatch(r"20\d\d-\d\d-\d\d", row["measured"])


def test_the_page_says_what_it_was_measured_with() -> None:
    page = PAGE.read_text(encoding="utf-8")

    assert re.search(r"^Measured with Terraform \d.*AWS provider \d.*moto \d", page, re.M | re.S)
    assert re.search(r"^- \d{3,} sets are accepted", page, re.M)
    assert len(COLUMNS) == 10


def test_every_violation_was_noticed_in_some_preset() -> None:
    listed = re.search(r"^Requirements whose .*\n(.*)\.$", PAGE.read_text(encoding="utf-8"), re.M)

    assert listed
    seen = {f"{identity} ({len(violations)})" for identity, violations in BREAKS.items()}
    assert set(listed[1].split(", ")) == seen


def test_a_page_that_is_made_anew_keeps_what_was_not_measured_again() -> None:
    found = text()
    assert all(f"| `{preset}` |" in found for preset in PRESETS)
    assert "not yet" not in found
