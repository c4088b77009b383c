"""Names are looked at in presets that have all there is."""

import re
from pathlib import Path

import pytest
from tfdr import cli

from tests.installed import installed
from tests.support import PRESETS
from tests.systems.longest import PRESETS as LONGEST

RESOURCE = re.compile(r'^resource "(\w+)"', re.M)


def types(preset: str, folder: Path) -> set[str]:
    """Return the types of resources that a preset's repository declares."""
    with installed():
        assert cli.main(["new", str(folder / preset), "--preset", preset, "--defaults"]) == 0
    files = (folder / preset).rglob("*.tf")
    return {found for file in files for found in RESOURCE.findall(file.read_text(encoding="utf-8"))}


@pytest.mark.long
def test_they_have_every_type_that_any_preset_has(tmp_path: Path) -> None:
    found = {preset: types(preset, tmp_path) for preset in PRESETS}

    assert set.union(*found.values()) == set.union(*(found[preset] for preset in LONGEST))
