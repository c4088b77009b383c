"""In CI a test that skips itself is a test that failed to run."""

import pytest

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
    test: str,
    required: str,
    code: int,
    said: str,
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TFDR_REQUIRE_ALL", required)
    pytester.makepyfile(test)

    result = pytester.runpytest("-p", "tests.no_silent_skips", "-p", "no:cacheprovider")

    assert result.ret == code
    result.stdout.fnmatch_lines([f"*{said}*"])
