"""The modules of the check, as a generated repository runs them, for tests to ask one by one."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from tests.support import ROOT

FOLDER = ROOT / "template/tests/deployed"


@contextmanager
def _flat() -> Iterator[None]:
    """Import from the folder as `python tests/deployed` does, and leave no trace of it."""
    before = set(sys.modules)
    sys.path.insert(0, str(FOLDER))
    try:
        yield
    finally:
        sys.path.remove(str(FOLDER))
        names = {path.stem for path in FOLDER.glob("*.py")}
        for name in (set(sys.modules) - before) & names:
            del sys.modules[name]


with _flat():
    asking: Any = import_module("asking")
    check: Any = import_module("check")
    questions: Any = import_module("questions")
    system: Any = import_module("system")

QUESTIONS = {each.asks: each for each in (*questions.ONCE, *questions.EACH)}


def region(outputs: dict[str, Any], role: str, active: str = "primary") -> Any:
    """Return a region of a system with such outputs, values only."""
    found = system.System.of({name: {"value": value} for name, value in outputs.items()})
    found.active = active
    return next(each for each in found.regions() if each.role == role)


def asked(question: str, outputs: dict[str, Any], role: str, active: str = "primary") -> list[Any]:
    """Return what a question finds."""
    findings: list[Any] = asking.answer(QUESTIONS[question], region(outputs, role, active))
    return findings


def wrong(question: str, outputs: dict[str, Any], role: str, active: str = "primary") -> list[str]:
    """Return what a question finds wrong."""
    found = asked(question, outputs, role, active)
    return [each.says for each in found if each.status == "WRONG"]
