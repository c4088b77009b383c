"""The generated functions pass the unit tests beside them, where they are generated."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.renders import digest, rendered
from tests.support import PRESETS, ROOT

FUNCTIONS = sorted(path.stem for path in (ROOT / "template/lambda").glob("*.zip"))
# Presets with each set of functions that any preset has.
WITH_ALL = "payment-processing"
SETS = ("trading-platform", WITH_ALL)


def passed(tests: str, repository: Path, cache: Path) -> int:
    """Run unit tests as the repository's own pipeline does; return how many passed."""
    options = ["-q", "-p", "no:cacheprovider", "--rootdir", str(repository)]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, tests],
        capture_output=True,
        text=True,
        cwd=repository,
        # The repository's pipeline has no plugins and no settings of ours. Others look at the
        # repository, too, so nothing that is compiled goes into it.
        env={
            **os.environ,
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
            "PYTHONPYCACHEPREFIX": str(cache),
        },
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


@pytest.mark.long
@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_passes_its_own_tests_alone(function: str, tmp_path: Path) -> None:
    assert passed(f"lambda/{function}", rendered(WITH_ALL), tmp_path) >= 5


@pytest.mark.parametrize("preset", SETS)
def test_all_functions_pass_at_once(preset: str, tmp_path: Path) -> None:
    """As the repository's own pipeline runs them: modules must not get in each other's way."""
    assert passed("lambda", rendered(preset), tmp_path) >= 5


def test_no_preset_has_other_code_or_another_set_of_functions() -> None:
    tested = {digest(rendered(preset) / "lambda") for preset in SETS}
    assert {digest(rendered(preset) / "lambda") for preset in PRESETS} <= tested


@pytest.mark.parametrize("preset", PRESETS)
def test_the_repositorys_own_pipeline_runs_them(preset: str) -> None:
    repository = rendered(preset)
    workflow = repository / ".github/workflows/check.yml"
    if workflow.exists():  # not every preset has a pipeline
        jobs = yaml.safe_load(workflow.read_text(encoding="utf-8"))["jobs"]
        steps = [step.get("run", "") for job in jobs.values() for step in job["steps"]]
        assert ("pytest lambda" in steps) is (repository / "lambda").is_dir()


def test_what_is_reserved_can_be_changed_but_where_a_failover_changes_it() -> None:
    """A failover closes the function behind an API; other functions are Terraform's alone."""
    ignored = {
        preset: "ignore_changes" in (rendered(preset) / "modules/function/main.tf").read_text()
        for preset in SETS
    }
    assert ignored == {"trading-platform": False, WITH_ALL: True}
