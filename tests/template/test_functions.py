"""The generated functions pass the unit tests beside them, where they are generated."""

import functools
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from tfdr import cli

from tests.installed import installed
from tests.support import PRESETS, ROOT

FUNCTIONS = sorted(path.stem for path in (ROOT / "template/lambda").glob("*.zip"))

Generated = Callable[[str], Path]


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Generated:
    """Generate a preset, once for all tests."""

    @functools.cache
    def get(preset: str) -> Path:
        repository = tmp_path_factory.mktemp("functions") / preset
        with installed():
            assert cli.main(["new", str(repository), "--preset", preset, "--defaults"]) == 0
        return repository

    return get


def passed(tests: Path, repository: Path) -> int:
    """Run unit tests as the repository's own pipeline does; return how many passed."""
    options = ["-q", "-p", "no:cacheprovider", "--rootdir", str(repository)]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, str(tests)],
        capture_output=True,
        text=True,
        cwd=repository,
        # The repository's pipeline has no plugins and no settings of ours.
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        check=False,
    )
    assert done.returncode == 0, done.stdout
    found = re.search(r"^(\d+) passed", done.stdout.splitlines()[-1])
    assert found, done.stdout
    return int(found[1])


def test_every_folder_of_code_has_its_package_or_is_part_of_packages() -> None:
    folders = (ROOT / "template/lambda").iterdir()
    found = sorted(p.name for p in folders if p.is_dir() and p.name != "__pycache__")
    assert [name for name in found if name != "common"] == FUNCTIONS


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_passes_its_own_tests(function: str, generated: Generated) -> None:
    has_it = next((p for p in PRESETS if (generated(p) / "lambda" / function).is_dir()), None)
    assert has_it, "no preset has this function"

    assert passed(generated(has_it) / "lambda" / function, generated(has_it)) >= 5


@pytest.mark.parametrize("preset", PRESETS)
def test_all_functions_pass_at_once(preset: str, generated: Generated) -> None:
    """As the repository's own pipeline runs them: modules must not get in each other's way."""
    repository = generated(preset)
    if (repository / "lambda").is_dir():  # not every answer needs a function
        assert passed(repository / "lambda", repository) >= 5


@pytest.mark.parametrize("preset", PRESETS)
def test_the_repositorys_own_pipeline_runs_them(preset: str, generated: Generated) -> None:
    repository = generated(preset)
    workflow = repository / ".github/workflows/check.yml"
    if workflow.exists():  # not every preset has a pipeline
        jobs = yaml.safe_load(workflow.read_text(encoding="utf-8"))["jobs"]
        steps = [step.get("run", "") for job in jobs.values() for step in job["steps"]]
        assert ("pytest lambda" in steps) is (repository / "lambda").is_dir()
