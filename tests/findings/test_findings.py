"""Each finding of the tables here is mended, with tests that would have found it, or left.

finding: what was wrong
mended: what is so now
tests: what would have found it: a function of a file, or a text in a page or a case
left: what is not mended, and why
"""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support import ROOT

TABLES = sorted(Path(__file__).parent.glob("*.yml"))


@cache
def entries(table: Path) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = yaml.safe_load(table.read_text(encoding="utf-8"))
    return found


@cache
def functions_in(file: str) -> frozenset[str]:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def missing(test: str) -> str:
    """Say what is not there of a test, a page or a case; empty if all is."""
    file, _, name = test.partition("::")
    if not (ROOT / file).is_file():
        return f"{file} is no file"
    if file.endswith(".py"):
        return "" if name in functions_in(file) else f"{file} has no function {name}"
    there = name in (ROOT / file).read_text(encoding="utf-8")
    return "" if there else f"{file} does not say {name}"


def each_finding() -> Iterator[Any]:
    for table in TABLES:
        for finding, entry in entries(table).items():
            yield pytest.param(entry, id=finding)


@pytest.mark.parametrize("table", TABLES, ids=lambda path: path.stem)
def test_a_table_says_what_it_is_about_and_leaves_no_finding_out(table: Path) -> None:
    assert table.read_text(encoding="utf-8").startswith("# ")
    found = list(entries(table))
    assert found == [f"{found[0][0]}{number}" for number in range(1, len(found) + 1)]


def test_no_two_tables_have_a_letter_in_common() -> None:
    letters = [next(iter(entries(table)))[0] for table in TABLES]
    assert len(letters) == len(set(letters))


@pytest.mark.parametrize("entry", list(each_finding()))
def test_a_finding_is_mended_with_tests_or_left_with_a_reason(entry: dict[str, Any]) -> None:
    assert entry.keys() <= {"finding", "mended", "tests", "left"}
    assert entry["finding"]
    assert ("mended" in entry) == bool(entry.get("tests"))
    assert "mended" in entry or "left" in entry
    assert [said for test in entry.get("tests", []) if (said := missing(test))] == []


@pytest.mark.parametrize(
    ("test", "said"),
    [
        ("tests/findings/test_gone.py::test_it", "tests/findings/test_gone.py is no file"),
        ("tests/findings/test_findings.py", "tests/findings/test_findings.py has no function "),
        ("CHANGELOG.md::what nobody wrote", "CHANGELOG.md does not say what nobody wrote"),
        ("tests/findings/test_findings.py::test_what_is_not_there_is_named", ""),
        ("CHANGELOG.md", ""),
    ],
)
def test_what_is_not_there_is_named(test: str, said: str) -> None:
    assert missing(test) == said
