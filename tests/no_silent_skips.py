"""Where TFDR_REQUIRE_ALL is set, as in CI, a test that skips itself fails and says why.

TFDR_WITHOUT names programs, with commas between them, that this machine cannot have: a test that
says so of one of these is named among the skipped at the end.
"""

import os
from collections.abc import Generator

import pytest

REQUIRE_ALL = "TFDR_REQUIRE_ALL"
WITHOUT = "TFDR_WITHOUT"


def _refuse(report: pytest.TestReport | pytest.CollectReport) -> None:
    # An expected failure is reported as skipped too, but it did run.
    if not os.environ.get(REQUIRE_ALL) or not report.skipped or hasattr(report, "wasxfail"):
        return
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
    missing = [each for each in os.environ.get(WITHOUT, "").split(",") if each]
    if any(f"{each} is not installed" in str(reason) for each in missing):
        return
    report.outcome = "failed"
    report.longrepr = f"{reason}\n{REQUIRE_ALL} is set: this had to run and did not."


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    _refuse(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _refuse(report)
    return report
