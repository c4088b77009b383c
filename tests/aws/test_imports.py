"""Who may ask whom: rules and controls ask about AWS, and families nothing of each other."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tfdr.rules.registry import FAMILIES

from tests.support import ROOT

PACKAGE = ROOT / "generator" / "tfdr"


def imported(file: Path) -> Iterator[str]:
    """The modules of ours that a file imports."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("tfdr"):
            yield node.module
            yield from (f"{node.module}.{each.name}" for each in node.names)


def test_what_is_known_of_aws_rests_on_evaluated_code_alone() -> None:
    allowed = ("tfdr.aws", "tfdr.evaluate", "tfdr.facts", "tfdr.hcl")
    found = {
        f"{file.name}: {name}"
        for file in (PACKAGE / "aws").glob("*.py")
        for name in imported(file)
        if name != "tfdr" and not name.startswith(allowed)
    }
    assert not found


def test_families_import_nothing_from_each_other() -> None:
    families = tuple(f"tfdr.rules.{family}" for family in FAMILIES)
    found = {
        f"{file.name}: {name}"
        for file in (PACKAGE / "rules").glob("*/*.py")
        for name in imported(file)
        if name.startswith(families)
    }
    assert not found
