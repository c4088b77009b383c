"""A page of HTML as a browser shows it: Debian's chromium, without a window."""

import html
import json
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

PROGRAMS: Final = ("chromium", "chromium-browser", "google-chrome")
_FLAGS: Final = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"),
    "--hide-scrollbars",
)
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_LOOK: Final = Path(__file__).with_name("browser.js")


@dataclass(frozen=True)
class Look:
    """What is wrong with a page as it is shown.

    Attributes:
        wide: elements that reach over the right edge of the window.
        covered: pairs of texts of a picture that lie on each other.
        outside: texts of a picture that it cuts off.
        faint: texts with a contrast of less than 4.5 to what is behind them (WCAG 2.2, 1.4.3).
        small: texts in letters of less than eight pixels.
        screenshot: the page as an image.
    """

    wide: list[str]
    covered: list[str]
    outside: list[str]
    faint: list[str]
    small: list[str]
    screenshot: Path

    @property
    def faults(self) -> list[str]:
        """All of it."""
        return [*self.wide, *self.covered, *self.outside, *self.faint, *self.small]


def look(page: str, folder: Path, *, width: int, dark: bool = False) -> Look:
    """Show a page in a window of a width in pixels; skip the test where there is no browser."""
    program = next((each for each in PROGRAMS if shutil.which(each)), None)
    if program is None:
        pytest.skip(f"{PROGRAMS[0]} is not installed, so that no page was looked at")
    dark_flag = ("--blink-settings=preferredColorScheme=0",) if dark else ()
    flags = (
        *_FLAGS,
        f"--user-data-dir={folder / 'profile'}",
        f"--window-size={width},3000",
        *dark_flag,
    )
    shown = folder / "shown.html"
    shown.write_text(page, encoding="utf-8")
    screenshot = folder / "shown.png"
    _run(program, *flags, f"--screenshot={screenshot}", shown.as_uri())
    assert screenshot.read_bytes().startswith(_PNG)
    asked = folder / "asked.html"
    script = f"<script>{_LOOK.read_text(encoding='utf-8')}</script>"
    asked.write_text(page.replace("</body>", f"{script}</body>"), encoding="utf-8")
    return Look(
        **_answer(_run(program, *flags, "--dump-dom", asked.as_uri())), screenshot=screenshot
    )


def _answer(text: str) -> dict[str, Any]:
    found = re.search(r'<pre id="found">(.*?)</pre>', text, re.S)
    assert found, "the browser did not run what looks at the page"
    answer: dict[str, Any] = json.loads(html.unescape(found[1]))
    return answer


def _run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    return done.stdout
