"""The workflows of a generated repository are green on the first push, and safe."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.renders import rendered
from tests.support import PRESETS, commit
from tests.template import runner

ZIZMOR = Path(sys.executable).with_name("zizmor")
PLAYED_ELSEWHERE = {
    r"tflint .*": "TFLint is on no machine of these tests; each module says what it needs",
    r"pip install .*": "the environment of these tests has the same",
    r"pytest lambda": "tests/template/test_functions.py plays it for every set of functions",
    r"checkov .*": "tests/template/test_checkov.py plays it with every level",
    r"jq .* checkov\.json": "with it",
}
"""What is not played here, and why."""


def workflows(repository: Path) -> list[Path]:
    return sorted(repository.glob(".github/workflows/*.yml"))


with_pipeline = [name for name in PRESETS if workflows(rendered(name))]


def test_most_presets_have_a_pipeline() -> None:
    assert len(with_pipeline) > 4


@pytest.mark.parametrize("name", with_pipeline)
def test_zizmor_finds_nothing(name: str) -> None:
    """R32"""
    command = [ZIZMOR, "--offline", "--quiet", rendered(name) / ".github"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", with_pipeline)
def test_actions_are_named_by_their_commit(name: str) -> None:
    for file in workflows(rendered(name)):
        used = re.findall(r"uses: (.*)", file.read_text(encoding="utf-8"))
        assert used
        for each in used:
            assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", each), each


@pytest.mark.parametrize("name", with_pipeline)
def test_every_script_can_be_read_by_its_shell(name: str) -> None:
    for file in workflows(rendered(name)):
        for step in runner.steps(file):
            done = subprocess.run(["bash", "-n", "-c", step.command], check=False)
            assert done.returncode == 0, step


def test_no_value_of_a_person_is_part_of_a_script() -> None:
    """It would be run: values come as variables of the environment."""
    for file in workflows(rendered(with_pipeline[0])):
        assert [step for step in runner.steps(file) if "${{" in step.command] == []


def test_roles_are_taken_by_two_jobs_that_plan_and_apply() -> None:
    """R13: the apply waits for the environment that has reviewers, and has what was planned."""
    said = runner.workflow(rendered(with_pipeline[0]) / ".github/workflows/deploy.yml")
    jobs = said["jobs"]

    assert said["permissions"] == {}
    assert {name: job["environment"] for name, job in jobs.items()} == {
        "plan": "${{ inputs.environment }}-plan",
        "apply": "${{ inputs.environment }}",
    }
    commands = {name: [step.get("run", "") for step in job["steps"]] for name, job in jobs.items()}
    assert "terraform plan" not in "".join(commands["apply"])
    *_, apply, _, look = commands["apply"]
    assert apply.startswith("terraform apply")
    assert apply.endswith("tfplan")
    assert look.endswith("python tests/deployed")  # OPS05
    assert "terraform apply" not in "".join(commands["plan"])


@pytest.mark.long(pool="workflows", by="name")
@pytest.mark.parametrize("name", with_pipeline)
def test_check_is_green_on_the_first_push(name: str, tmp_path: Path) -> None:
    """R31: samples included, in a fresh checkout for each job."""
    pushed = shutil.copytree(rendered(name), tmp_path / "pushed")
    commit(pushed, "Generate with tfdr")
    environment = runner.clean(PATH=runner.path_with_terraform(tmp_path / "bin"))

    jobs: dict[str, list[runner.Step]] = {}
    for step in runner.steps(pushed / ".github/workflows/check.yml"):
        jobs.setdefault(step.job, []).append(step)
    played = 0
    for job, steps in jobs.items():
        checkout = shutil.copytree(pushed, tmp_path / job.replace(" ", "-") / "repository")
        for step in steps:
            if any(re.fullmatch(each, step.command, re.S) for each in PLAYED_ELSEWHERE):
                continue
            done, _ = runner.play(step, checkout, {}, environment)
            assert done.returncode == 0, f"{job}: {step.command}\n{done.stdout}\n{done.stderr}"
            played += 1
    assert played == 9  # four in each of two roots, and the packages of the functions
