"""CMP04: what is deployed is what lies beside the package, byte for byte."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.renders import copied
from tests.support import ROOT
from tests.template.conftest import PRESET


def build(repository: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, repository / "lambda/build.py", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )


def test_packages_in_the_template_are_what_their_code_gives() -> None:
    assert build(ROOT / "template", "--check").returncode == 0


@pytest.mark.parametrize(
    ("function", "modules"),
    [
        ("api", ["api", "database", "health", "region", "routes", "sessions", "web"]),
        ("failover", ["failover", "lease", "steps"]),
        ("rotation", ["rotation"]),
        ("validator", ["answering", "check_database", "validator"]),
    ],
)
def test_a_package_holds_the_handler_and_no_test(function: str, modules: list[str]) -> None:
    with zipfile.ZipFile(ROOT / f"template/lambda/{function}.zip") as package:
        names = package.namelist()
        assert names == sorted(names)
        assert {f"{module}.py" for module in modules} <= set(names)
        assert not [name for name in names if name.startswith("test_") or "/" in name]
        assert b"def handler(event, context):" in package.read(f"{function}.py")


def test_building_again_gives_the_same_bytes(tmp_path: Path) -> None:
    repository = copied(tmp_path / "repository", PRESET)
    before = (repository / "lambda/rotation.zip").read_bytes()

    assert build(repository).returncode == 0
    assert (repository / "lambda/rotation.zip").read_bytes() == before


@pytest.mark.parametrize("change", ["code", "package", "no package"])
def test_a_package_that_differs_from_its_code_is_named(change: str, tmp_path: Path) -> None:
    repository = copied(tmp_path / "repository", PRESET)
    package = repository / "lambda/rotation.zip"
    if change == "code":
        code = repository / "lambda/rotation/rotation.py"
        code.write_text(code.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    elif change == "package":
        package.write_bytes(package.read_bytes()[:-1])
    else:
        package.unlink()

    done = build(repository, "--check")

    assert done.returncode == 1
    assert "rotation.zip" in done.stderr
