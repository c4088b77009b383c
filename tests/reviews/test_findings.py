"""Each finding of the five reviews is answered by a line of what must hold, and each line is shown.

The findings and lines are in findings.yml, with what shows them. A rule, a test or a line of a
drill's report that is gone, or has another name, is named here.
"""

import ast
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from tfdr.rules.registry import registered

from tests.emulated.requirements import REQUIREMENTS
from tests.support import ROOT

LINES: dict[str, dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("findings.yml").read_text(encoding="utf-8")
)
# How many findings each review has.
REVIEWS = {"A": 24, "B": 12, "C": 6, "D": 10, "E": 11}
SHOWN_BY = ("rules", "applied", "drill", "tests")


@cache
def said_in_drills() -> frozenset[str]:
    """Everything that a drill's code says, with the names of what it puts in."""
    said = set()
    for file in ROOT.glob("generator/tfdr/drill/**/*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                said.add(ast.unparse(node)[2:-1])
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                said.add(node.value)
    return frozenset(said)


@cache
def names_of(file: str) -> frozenset[str]:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def test_every_finding_is_answered() -> None:
    answered = {finding for line in LINES.values() for finding in line["from"]}
    findings = {f"{review}{n}" for review, last in REVIEWS.items() for n in range(1, last + 1)}
    assert len(findings) == 63
    assert findings - answered == set()
    assert answered - findings <= {*REVIEWS, "beyond"}


@pytest.mark.parametrize("line", LINES)
def test_a_line_is_shown_by_what_there_is(line: str) -> None:
    entry = LINES[line]
    assert set(entry) <= {"from", *SHOWN_BY}
    assert any(entry.get(kind) for kind in SHOWN_BY), "nothing shows it"
    assert set(entry.get("rules", ())) <= registered().keys()
    assert set(entry.get("applied", ())) <= set(REQUIREMENTS)
    assert set(entry.get("drill", ())) <= said_in_drills()
    for test in entry.get("tests", ()):
        file, _, name = test.partition("::")
        assert name in names_of(file), test
