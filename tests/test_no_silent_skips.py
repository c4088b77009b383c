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
LACKS_A_PROGRAM = """
import pytest

def test_that_lacks_a_program():
    pytest.skip("chromium is not installed, so that no page was looked at")
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


@pytest.mark.parametrize(("without", "code"), [("", 1), ("firefox", 1), ("firefox,chromium", 0)])
def test_a_program_that_a_machine_cannot_have_is_named(
    without: str, code: int, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TFDR_REQUIRE_ALL", "1")
    monkeypatch.setenv("TFDR_WITHOUT", without)
    pytester.makepyfile(LACKS_A_PROGRAM)

    result = pytester.runpytest("-p", "tests.no_silent_skips", "-p", "no:cacheprovider", "-rs")

    assert result.ret == code
    result.stdout.fnmatch_lines(["*chromium is not installed*"])
