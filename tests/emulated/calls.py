"""Which operations the functions of the template call: by their code, and by what was recorded."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tfdr.aws import operations, programs
from tfdr.aws.operations import snake_case

from tests.support import ROOT

LAMBDA = ROOT / "template" / "lambda"


def in_code(function: str) -> set[str]:
    """The operations that the code of a function may call: `rds:describe_db_clusters`.

    Args:
        function: its folder, such as `failover`.
    """
    files = [each for each in (LAMBDA / function).glob("*.py") if not each.name.startswith("test_")]
    words = frozenset(word for file in files for word in _words(file))
    calls = frozenset(call for file in files for call in programs.calls(file.read_text("utf-8")))
    return {f"{each.service}:{each.name}" for each in operations.named(words, calls)}


def recorded(calls: list[dict[str, str]]) -> dict[str, set[str]]:
    """The operations that each function was seen to call, by the folder of its code."""
    found: dict[str, set[str]] = {}
    for call in calls:
        service, _, operation = call["operation"].partition(":")
        kind = re.sub(r".*[-:]", "", call["function"])
        found.setdefault(kind, set()).add(f"{service}:{snake_case(operation)}")
    return found


def _words(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.Attribute):
            yield node.attr
