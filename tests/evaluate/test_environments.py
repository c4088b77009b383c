"""Values that differ between environments are known in each, and compared in each."""

from pathlib import Path

import pytest
from tfdr import hcl
from tfdr.evaluate import System, Value
from tfdr.evaluate.values import Chosen, same, truth
from tfdr.project import Project

FILES = {
    "environments/production.tfvars": 'kept = true\ndays = 90\nranges = { a = "x", b = "y" }\n',
    "environments/staging.tfvars": 'kept = false\ndays = 7\nranges = { a = "z" }\n',
}
CODE = """
variable "kept" { type = bool }
variable "days" { type = number }
variable "ranges" { type = map(string) }
locals {
  value = %s
}
"""


def value(root: Path, code: str) -> Value:
    for name, text in {**FILES, "main.tf": CODE % code}.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text)
    return System(Project(hcl.read_tree(root)), root).root.local("value")


@pytest.mark.parametrize(
    ("code", "values"),
    [
        ("!var.kept", (False, True)),
        ("var.days * 2", (180, 14)),
        ("var.days > 30", (True, False)),
        ('var.kept ? "long" : "short"', ("long", "short")),
        ("var.kept ? var.days : 1", (90, 1)),
        ('var.ranges["a"]', ("x", "z")),
        ('lookup(var.ranges, "b", "none")', ("y", "none")),
        ("upper(var.ranges.a)", ("X", "Z")),
    ],
)
def test_what_is_made_of_them_is_known_in_each(
    code: str, values: tuple[Value, ...], tmp_path: Path
) -> None:
    found = value(tmp_path, code)
    assert isinstance(found, Chosen)
    assert found.values == values


@pytest.mark.parametrize(
    ("code", "known"),
    [("var.days > 1", True), ("var.days == null", False)],
)
def test_what_holds_in_all_is_known(code: str, known: bool, tmp_path: Path) -> None:
    assert value(tmp_path, code) is known


def test_two_are_compared_side_by_side() -> None:
    one, other = Chosen([1, 2], "var.a"), Chosen([2, 1], "var.b")
    assert same(one, other) is False
    assert same(one, Chosen([1, 2], "var.c")) is True
    assert same(one, Chosen([1, 3], "var.c")) is None
    assert same(one, 1) is None
    assert same(one, 3) is False
    assert truth(Chosen([True, "true"], "var.d")) is True
    assert truth(Chosen([True, False], "var.d")) is None
