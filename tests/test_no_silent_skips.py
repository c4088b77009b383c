"""In CI a test that skips itself is a test that failed to run."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SKIPS = """
import pytest

def test_that_lacks_something():
    pytest.skip("no tool")

@pytest.mark.xfail(reason="known")
def test_that_is_known_to_fail():
    assert False
"""
SKIPS_WHOLE = 'import pytest; pytest.importorskip("a_package_that_nobody_has")'


@pytest.mark.parametrize(
    ("test", "required", "code", "said"),
    [
        (SKIPS, "1", 1, "TFDR_REQUIRE_ALL is set: this had to run and did not."),
        (SKIPS, "", 0, "1 skipped, 1 xfailed"),
        (SKIPS_WHOLE, "1", 2, "a_package_that_nobody_has"),
    ],
)
def test_skipping_fails_where_all_is_required(
    test: str, required: str, code: int, said: str, tmp_path: Path
) -> None:
    path = tmp_path / "test_it.py"
    path.write_text(test)
    plugins = ["-p", "tests.no_silent_skips", "-p", "no:cacheprovider"]

    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-c", os.devnull, *plugins, str(path)],
        cwd=ROOT,
        env={**os.environ, "TFDR_REQUIRE_ALL": required},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == code, done.stdout
    assert said in done.stdout
