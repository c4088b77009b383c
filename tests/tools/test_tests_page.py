"""docs/tests.md of generated repositories is what the program gives, and names what there is."""

import pytest
from tfdr import hcl

from tests.renders import rendered
from tests.support import PRESETS
from tools import tests_page


def test_the_page_is_current() -> None:
    assert tests_page.PAGE.read_text(encoding="utf-8") == tests_page.page(), "run `make docs`"


def test_it_names_nothing_that_is_not_there() -> None:
    assert tests_page.unknown() == []


@pytest.mark.parametrize("preset", PRESETS)
def test_every_output_of_a_preset_is_in_it(preset: str) -> None:
    page = (rendered(preset) / "docs/tests.md").read_text(encoding="utf-8")
    for block in hcl.read_module(rendered(preset)).of_kind("output"):
        assert f"\n| `{block.labels[0]}` | " in page
