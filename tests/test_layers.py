"""The layers of the package: what pyproject.toml says of imports holds, and breaks when broken."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import ROOT

PACKAGE = ROOT / "generator" / "tfdr"


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Hold the package in a folder against the contracts of this checkout."""
    program = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [program, "--no-logo", "--no-cache", ROOT / "pyproject.toml"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "NO_COLOR": "1", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_imports_lead_down_and_in_no_circle() -> None:
    done = lint(PACKAGE.parent)
    assert done.returncode == 0, done.stdout + done.stderr


BREAKS = {
    "a lower room imports a higher one": (
        "project/symbols.py",
        "from tfdr.check import settings\n",
        "tfdr.project is not allowed to import tfdr.check",
    ),
    "one command imports another": (
        "inventory/services.py",
        "from tfdr.drill import timeline\n",
        "tfdr.inventory is not allowed to import tfdr.drill",
    ),
    "an import for types alone counts": (
        "hcl/expressions.py",
        "import typing\nif typing.TYPE_CHECKING:\n    from tfdr.hcl.blocks import Block\n",
        "No cycles are allowed in tfdr.hcl",
    ),
    "an import inside of a function counts": (
        "evaluate/values.py",
        "def late():\n    from tfdr.evaluate.system import System\n",
        "No cycles are allowed in tfdr.evaluate",
    ),
    "one family of rules imports another": (
        "rules/failover/fo06d_dead_letter_permission.py",
        "from tfdr.rules.data import dat02_global_cluster_key\n",
        "tfdr.rules.failover is not allowed to import tfdr.rules.data",
    ),
    "a fact about AWS imports a rule": (
        "aws/roles.py",
        "from tfdr.rules import judge\n",
        "tfdr.aws is not allowed to import tfdr.rules",
    ),
    "a room without a place among the others": ("attic.py", "", "attic"),
}


@pytest.mark.parametrize("kind", BREAKS)
def test_what_breaks_them_is_found(kind: str, tmp_path: Path) -> None:
    name, more, said = BREAKS[kind]
    copy = tmp_path / "tfdr"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__", "*.gz"))
    with (copy / name).open("a", encoding="utf-8") as file:
        file.write(more)
    done = lint(tmp_path)
    assert done.returncode == 1, done.stdout + done.stderr
    assert said in done.stdout
