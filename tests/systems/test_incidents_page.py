"""The page of verdicts is what was played, and what is not right says why."""

import json
from pathlib import Path

import pytest
from tfdr.drill.verdict import HARMFUL, RIGHT

from tests.drill.test_judged import played
from tests.systems import incidents
from tests.systems.incidents import (
    BEFORE,
    MOVING_IS_WRONG,
    NOW,
    PAGE,
    PRESETS,
    STILL_HARMFUL,
    is_worse,
    keep,
    kept,
    page,
    row,
)


def test_the_page_is_what_was_played() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(kept())


def test_nothing_that_was_played_is_harmful_but_what_is_known() -> None:
    rows = {
        (preset, name): found[NOW]
        for preset, each in kept().items()
        for name, found in each.items()
        if NOW in found
    }
    assert rows
    assert {preset for preset, _ in rows} <= set(PRESETS)
    harmful = {at for at, each in rows.items() if each["verdict"] == HARMFUL}
    assert harmful == STILL_HARMFUL.keys() & rows.keys()


def test_nothing_moves_by_itself_where_moving_is_wrong() -> None:
    moved = [
        (preset, name)
        for preset, each in kept().items()
        for name in MOVING_IS_WRONG
        if each.get(name, {}).get(NOW, {}).get("automatic")
    ]
    assert moved == []


def test_a_page_shows_before_and_now_and_what_was_not_played() -> None:
    late = {**row(played()), "verdict": "late", "why": "it was served in minute 40"}
    text = page({"payment-processing": {"lambda-2023": {BEFORE: late, NOW: row(played())}}})
    assert "| - | - | late → right | - |" in text
    assert "- `payment-processing`: 1 right" in text
    assert "- `trading-platform`: not played" in text
    assert "| `lambda-2023` | right | switchover | 3 | 9 | 12 | 15.0 % | 66.7 % | 0 |" in text
    text = page({"payment-processing": {"lambda-2023": {NOW: late}}})
    assert "- `lambda-2023` is late: it was served in minute 40" in text


def test_what_gets_worse_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = tmp_path / "incidents.json"
    monkeypatch.setattr(incidents, "DATA", data)
    assert keep("payment-processing", played(), NOW) == []
    said = json.loads(data.read_text(encoding="utf-8"))
    assert said["payment-processing"]["lambda-2023"][NOW]["verdict"] == RIGHT
    assert is_worse("needless", "late")
    assert not is_worse("right", "harmful")
