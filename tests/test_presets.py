"""Presets: listed, shown, and each of them right."""

import json
import re
from pathlib import Path

import pytest

from tests.support import ROOT, Tfdr

PRESETS = sorted((ROOT / "presets").glob("*.yml"))


def test_the_list_says_who_each_preset_is_for(tfdr: Tfdr) -> None:
    done = tfdr("presets")

    assert done.code == 0
    rows = [re.split("  +", line) for line in done.out.split("\n\n")[0].splitlines()]
    assert rows[0] == ["preset", "who it is for"]
    assert [name for name, _ in rows[1:]] == [path.stem for path in PRESETS]
    assert all(len(audience) > 20 for _, audience in rows[1:])
    assert "yaml-language-server" not in done.out


@pytest.mark.parametrize("path", PRESETS, ids=lambda path: path.stem)
def test_a_preset_shows_its_answers_and_what_it_generates(tfdr: Tfdr, path: Path) -> None:
    done = tfdr("presets", path.stem)

    assert done.code == 0, done.err
    assert "\nproject_name " in done.out
    assert "\nmodules/network " in done.out
    assert f"tfdr new DEST --preset {path.stem}" in done.out


def test_the_trading_platform_is_there_for_machines_too(tfdr: Tfdr) -> None:
    report = json.loads(tfdr("presets", "trading-platform", "--format", "json").out)

    assert report["answers"]["dr_regions"]
    assert "regions.tf" in report["files"]
    assert report["name"] in [
        row["name"] for row in json.loads(tfdr("presets", "--format", "json").out)
    ]


@pytest.mark.parametrize(
    ("name", "fragment"),
    [
        ("trading-platfrom", "did you mean trading-platform?"),
        ("zzz", "there are: "),
        ("../presets.yml", "there is no such file"),
        ("none.yml", "there is no such file"),
        ("a\x1b[31mb", "is not a preset"),
    ],
)
def test_an_unknown_preset_is_refused(tfdr: Tfdr, name: str, fragment: str) -> None:
    done = tfdr("presets", name)

    assert done.code == 2
    assert fragment in done.message
    assert "\x1b" not in done.err
