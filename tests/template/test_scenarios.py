"""Every scenario gives a repository that Terraform accepts, and that is well kept."""

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from tfdr import cli, terraform

from tests.combinations.repositories import shapes
from tests.formatting import unformatted
from tests.renders import copied
from tests.support import PRESETS
from tests.template.conftest import SCENARIOS, each_scenario
from tests.validation import Validation

Scenario = Callable[[str], Path]
TEXT = {".tf", ".hcl", ".md", ".py", ".yml", ".tfvars", ".tfbackend", ""}


@pytest.fixture(scope="module")
def validation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Validation]:
    with closing(Validation(tmp_path_factory.mktemp("validation"))) as validation:
        yield validation


@pytest.fixture(scope="module")
def seen() -> set[str]:
    return set()


@each_scenario
def test_is_formatted_and_refers_to_nothing_that_is_not_there(
    name: str, scenario: Scenario, capsys: pytest.CaptureFixture[str]
) -> None:
    repository = scenario(name)

    assert cli.main(["check", str(repository), "--no-terraform"]) == 0, capsys.readouterr().out
    assert unformatted(repository) == []


@each_scenario
def test_has_no_blank_line_too_many(name: str, scenario: Scenario) -> None:
    repository = scenario(name)
    files = [path for path in repository.rglob("*") if path.is_file() and path.suffix in TEXT]
    assert len(files) > 50

    for path in files:
        text = path.read_text(encoding="utf-8")
        assert text.endswith("\n"), path
        assert not text.endswith("\n\n"), path
        assert not text.startswith("\n"), path
        assert not re.search(r"[ \t]\n", text), path
        if path.suffix != ".py":
            assert "\n\n\n" not in text, path
        assert not re.search(r"\{\n\n|\n\n *\}", text), path


@each_scenario
def test_no_template_syntax_is_left(name: str, scenario: Scenario) -> None:
    for path in scenario(name).rglob("*"):
        if path.is_file() and path.suffix in TEXT:
            text = path.read_text(encoding="utf-8")
            assert "{%" not in text.replace("%{", ""), path
            assert not re.search(r"(?<!\$)\{\{ ", text), path


@pytest.mark.long
@pytest.mark.parametrize("name", PRESETS)
def test_terraform_validates_every_preset(
    name: str, validation: Validation, seen: set[str], tmp_path: Path
) -> None:
    assert validated(copied(tmp_path / "repository", name), validation, seen) == []


@pytest.mark.long(pool="scenarios", by="name")
@pytest.mark.parametrize("name", SCENARIOS)
def test_terraform_validates_it(
    name: str, scenario: Scenario, validation: Validation, seen: set[str], tmp_path: Path
) -> None:
    repository = shutil.copytree(scenario(name), tmp_path / "repository")
    assert validated(repository, validation, seen) == []


def validated(repository: Path, validation: Validation, seen: set[str]) -> list[str]:
    """Return the errors in both roots.

    Answers change little in bootstrap/: what differs in literals only is validated once.
    """
    found = validation.errors(repository)
    shape = shapes(repository)["bootstrap"]
    if shape not in seen:
        seen.add(shape)
        found += validation.errors(repository / "bootstrap")
    return found


@pytest.mark.long(pool="own-tests", by="name")
@pytest.mark.parametrize(
    "name",
    [
        "preset",
        "two-zones",
        "pilot-light",
        "hot-standby",
        "existing-zone",
        "ephemeral",
        "longest-names",
    ],
)
@pytest.mark.parametrize("root", [".", "bootstrap"])
def test_its_own_tests_pass_without_an_account(
    name: str, root: str, scenario: Scenario, tmp_path: Path
) -> None:
    """OPS04"""
    directory = shutil.copytree(scenario(name), tmp_path / "repository") / root
    env = {"TF_DATA_DIR": str(tmp_path / "data"), "AWS_EC2_METADATA_DISABLED": "true"}
    tool = terraform.find()

    assert tool.run(["init", "-backend=false"], directory, env=env).code == 0
    result = tool.run(["test", "-no-color"], directory, env=env)

    assert result.code == 0, result.message
    assert re.search(r"Success! [2-9] passed, 0 failed", result.stdout), result.stdout
