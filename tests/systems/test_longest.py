"""Names are looked at in presets that have all there is."""

import re

import pytest

from tests.renders import rendered
from tests.support import PRESETS
from tests.systems.longest import PRESETS as LONGEST

RESOURCE = re.compile(r'^resource "(\w+)"', re.M)


def types(preset: str) -> set[str]:
    """Return the types of resources that a preset's repository declares."""
    files = rendered(preset).rglob("*.tf")
    return {found for file in files for found in RESOURCE.findall(file.read_text(encoding="utf-8"))}


@pytest.mark.long
def test_they_have_every_type_that_any_preset_has() -> None:
    found = {preset: types(preset) for preset in PRESETS}

    assert set.union(*found.values()) == set.union(*(found[preset] for preset in LONGEST))
