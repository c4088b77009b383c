"""What the wheel installs: the package with its data, the command, and nothing else."""

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest
from tfdr import __version__

from tests.support import ROOT, git

BUNDLE = "tfdr/_bundle/"
"""The template in the package, which tests/test_doors.py compares with the checkout's."""
INFO = f"tfdr-{__version__}.dist-info"


def run(*command: str | Path) -> str:
    """Run a program that has to succeed, with nothing of this environment's packages."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel that this checkout builds."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder)
    [wheel] = folder.iterdir()
    return wheel


def package() -> set[str]:
    """The files of the package in this checkout, as they are called when installed."""
    names = git(ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard", "generator")
    there = [name for name in names.split("\0") if (ROOT / name).is_file()]
    return {name.removeprefix("generator/") for name in there}


def test_the_wheel_holds_the_package_with_its_data_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    own = {name for name in names if not name.startswith((BUNDLE, f"{INFO}/"))}

    assert own == package()
    assert {"tfdr/py.typed", "tfdr/cli.py", "tfdr/catalogue/regions.yml"} <= own
    assert not [name for name in own if Path(name).name.startswith("test_")]


@pytest.mark.long
def test_an_empty_environment_gets_the_package_and_the_command(wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "empty")
    programs = tmp_path / "empty" / "bin"
    before = {path.name for path in programs.iterdir()}
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check")
    target = ("--python", programs / "python", "install", "--quiet", "--no-deps", "--no-index")
    run(*pip, *target, wheel)
    [packages] = (tmp_path / "empty" / "lib").glob("python*/site-packages")

    assert {path.name for path in programs.iterdir()} - before == {"tfdr"}
    assert {path.name for path in packages.iterdir()} == {"tfdr", INFO}
    assert run(programs / "tfdr", "--version") == f"tfdr {__version__}\n"
    for name in ("generator", "tools", "tests"):
        code = f"import importlib.util as u, sys; sys.exit(u.find_spec({name!r}) is not None)"
        run(programs / "python", "-I", "-c", code)
