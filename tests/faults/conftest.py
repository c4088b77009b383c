"""The function under test, and what the suite counted, said at the end of pytest's output."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.faults import code as codes
from tests.faults import tally, world
from tests.faults.play import Play
from tests.support import ROOT

RESULTS = ROOT / "build/results/faults.json"


@pytest.fixture(scope="session")
def code() -> codes.Code:
    """The function as it is."""
    return codes.load()


@pytest.fixture(scope="package", autouse=True)
def emulated() -> Iterator[None]:
    """The emulated AWS, for this folder's tests only."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
        mock = world.built()
        yield
        Play.current = None
        mock.stop()
        world.forget()


def pytest_terminal_summary(terminalreporter: Any) -> None:
    reports = [
        report
        for outcome in ("passed", "failed")
        for report in terminalreporter.stats.get(outcome, [])
    ]
    found = [
        json.loads(value)
        for report in reports
        if getattr(report, "when", "") == "call"
        for name, value in report.user_properties
        if name == tally.PROPERTY
    ]
    if not found:
        return
    total = tally.added(found)
    faults = total.pop("faults")
    write = terminalreporter.write_line
    terminalreporter.section("faults")
    write(f"{total.pop('runs')} runs with {len(faults)} faults, {total.pop('calls')} calls of AWS")
    for name, value in total.items():
        write(f"{name}: {value}")
    for name, count in sorted(faults.items()):
        write(f"  {count:5} {name}")
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps(tally.added(found), indent=2) + "\n", encoding="utf-8")
