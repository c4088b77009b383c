"""A preset belongs to one worker, so that it is applied once."""

import pytest

from tests.support import PRESETS
from tests.systems.conftest import ByPreset


@pytest.mark.parametrize("preset", PRESETS)
def test_all_tests_of_a_preset_are_one_unit_of_work(preset: str) -> None:
    tests = [f"test_a[{preset}]", f"test_b[{preset}-NAM01]", f"test_b[{preset}-C-instances]"]
    units = {ByPreset._split_scope(None, f"tests/systems/test_lives.py::{test}") for test in tests}

    assert units == {f"tests/systems/test_lives.py {preset}"}


def test_what_is_about_no_preset_is_apart() -> None:
    assert ByPreset._split_scope(None, "tests/systems/test_page.py::test_x") not in {
        f"tests/systems/test_page.py {preset}" for preset in PRESETS
    }
