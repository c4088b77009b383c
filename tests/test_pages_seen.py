"""Pages for others as a browser shows them: wide and narrow windows, by day and by night."""

from dataclasses import replace
from pathlib import Path

import pytest
from tfdr.drill import page

from tests import browser
from tests.check.test_page import QUEUE
from tests.check.test_page import page as checked
from tests.check.test_systems import PRIMARY, STANDBY
from tests.drill.test_drill import drilled
from tests.drill.test_judged import played
from tests.drill.test_recovery import reached
from tests.support import Tfdr

pytestmark = pytest.mark.long
WINDOWS = {"wide": (1280, False), "narrow": (500, False), "dark": (1280, True)}


def story() -> str:
    """The page of a drill that played an outage."""
    drill = replace(drilled(holds=False), recoveries=[reached()], played={"outage": played()})
    return page.text(drill)


@pytest.mark.parametrize("window", WINDOWS)
def test_the_page_of_a_drill_can_be_read(window: str, tmp_path: Path) -> None:
    width, dark = WINDOWS[window]
    assert browser.look(story(), tmp_path, width=width, dark=dark).faults == []


@pytest.mark.parametrize("window", WINDOWS)
def test_the_page_of_a_check_can_be_read(window: str, tmp_path: Path, tfdr: Tfdr) -> None:
    width, dark = WINDOWS[window]
    files = {"primary/main.tf": PRIMARY + QUEUE, "dr/main.tf": STANDBY}
    text = checked(tfdr, tmp_path, files)
    assert browser.look(text, tmp_path, width=width, dark=dark).faults == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("body { ", "body { width: 90rem; ", "wide"),
        ('y="187"', 'y="117"', "covered"),
        ('x="4" y="117"', 'x="900" y="117"', "outside"),
        ("--soft: #5c6675", "--soft: #aab", "faint"),
        ("min-width: 44rem", "min-width: 0", "small"),
    ],
)
def test_what_cannot_be_read_is_seen(old: str, new: str, fault: str, tmp_path: Path) -> None:
    text = story()
    assert old in text
    found = browser.look(text.replace(old, new), tmp_path, width=500)
    assert getattr(found, fault) != []


def test_what_was_drawn_is_on_the_screenshot(tmp_path: Path) -> None:
    seen = browser.look(story(), tmp_path, width=1280).screenshot.read_bytes()
    blank = browser.look("<body></body>", tmp_path, width=1280).screenshot.read_bytes()
    assert len(seen) > 5 * len(blank)
