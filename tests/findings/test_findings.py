"""Each finding of a review is held off by tests that there are: a table by review, of one form."""

import ast
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support import ROOT

TABLES = sorted(Path(__file__).parent.glob("*.yml"))
FINDINGS: dict[str, dict[str, dict[str, Any]]] = {
    table.stem: yaml.safe_load(table.read_text(encoding="utf-8")) for table in TABLES
}
CASES = [
    pytest.param(entry, id=f"{table}-{id_}")
    for table, entries in FINDINGS.items()
    for id_, entry in entries.items()
]


@cache
def functions_in(file: Path) -> frozenset[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def is_there(test: str) -> bool:
    """Say whether a test, a rule's page or a case in a table of a test is where it is said to be."""
    name, _, part = test.partition("::")
    file = ROOT / name
    if not file.is_file():
        return False
    if file.suffix == ".py":
        return part in functions_in(file)
    return part in file.read_text(encoding="utf-8")


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.stem)
def test_a_table_says_what_it_is_about_and_leaves_no_finding_out(table: Path) -> None:
    assert re.match(r"# \w.*\.?\n", table.read_text(encoding="utf-8"))
    ids = list(FINDINGS[table.stem])
    letter = ids[0][0]
    assert ids == [f"{letter}{number}" for number in range(1, len(ids) + 1)]


@pytest.mark.parametrize("entry", CASES)
def test_a_finding_has_the_tests_that_would_have_found_it(entry: dict[str, Any]) -> None:
    assert {"finding", "mended", "tests"} <= set(entry) <= {"finding", "mended", "tests", "left"}
    assert entry["tests"]
    assert [test for test in entry["tests"] if not is_there(test)] == []


def test_what_is_not_there_is_named() -> None:
    assert not is_there("tests/findings/test_findings.py::test_of_nothing")
    assert not is_there("tests/findings/no_such_table.yml")
    assert not is_there("generator/tfdr/catalogue/names.yml::aws_no_such_type")
    assert is_there("generator/tfdr/catalogue/names.yml::aws_backup_plan")
