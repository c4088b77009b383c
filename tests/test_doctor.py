"""`tfdr doctor`: what is there, from where, and what to do about what is not."""

import json
import re
import tomllib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import pytest
from tfdr import doctor
from tfdr.emulator.client import moto
from tfdr.terraform import providers

from tests.machine import bare, fill, script
from tests.support import ROOT, Done, Tfdr

__all__ = ["bare"]


@pytest.fixture
def machine(bare: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with Terraform 1.11.4, the provider in the implied mirror, and no network."""
    program = script(tmp_path / "tf", 'echo \'{"terraform_version": "1.11.4"}\'')
    monkeypatch.setenv("TFDR_TERRAFORM", str(program))
    monkeypatch.setattr(doctor, "REGISTRY", "https://registry.invalid/")
    fill(bare / ".terraform.d" / "plugins", "5.100.0")
    return bare


def tools(done: Done) -> dict[str, dict[str, Any]]:
    report = json.loads(done.out)
    assert report["exit_code"] == done.code
    return {tool["name"]: tool for tool in report["tools"]}


def ask(tfdr: Tfdr, *arguments: str | Path) -> tuple[int, dict[str, dict[str, Any]]]:
    done = tfdr("doctor", "--format", "json", *arguments)
    return done.code, tools(done)


def test_what_is_there_is_named_with_its_place(tfdr: Tfdr, machine: Path, tmp_path: Path) -> None:
    code, found = ask(tfdr)
    assert code == 0
    assert set(found) == {"terraform", "AWS provider", "python", "copier", "git", "moto"}
    assert found["terraform"]["version"] == "1.11.4"
    assert found["terraform"]["location"] == f"{tmp_path / 'tf'} (TFDR_TERRAFORM)"
    where = f"{machine / '.terraform.d' / 'plugins'} (implied local mirror)"
    assert (found["AWS provider"]["version"], found["AWS provider"]["location"]) == (
        "5.100.0",
        where,
    )
    assert found["copier"]["version"] == version("copier")


@pytest.mark.usefixtures("machine")
def test_a_missing_terraform_says_how_to_get_one(
    tfdr: Tfdr, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TFDR_TERRAFORM", "/nowhere/terraform")
    code, found = ask(tfdr)
    assert (code, found["terraform"]["status"]) == (3, "MISSING")
    assert 'pip install "tfdr[terraform]"' in found["terraform"]["advice"]


@pytest.mark.usefixtures("machine")
def test_an_old_terraform_is_not_enough(tfdr: Tfdr, tmp_path: Path) -> None:
    script(tmp_path / "tf", 'echo \'{"terraform_version": "1.10.5"}\'')
    code, found = ask(tfdr)
    assert (code, found["terraform"]["status"], found["terraform"]["version"]) == (
        3,
        "OLD",
        "1.10.5",
    )


@pytest.mark.usefixtures("machine")
def test_an_old_provider_is_not_enough(tfdr: Tfdr, tmp_path: Path) -> None:
    code, found = ask(tfdr, "--plugin-dir", fill(tmp_path / "old", "5.99.1"))
    assert (code, found["AWS provider"]["status"]) == (3, "OLD")
    assert found["AWS provider"]["advice"] == "Needs 5.100 or later."


def test_without_a_provider_the_registry_is_asked(
    tfdr: Tfdr, machine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (machine / ".terraform.d" / "plugins" / providers.PROVIDER).rename(tmp_path / "away")
    code, found = ask(tfdr)
    assert (code, found["AWS provider"]["status"]) == (3, "MISSING")
    assert "did not answer within 3 s" in found["AWS provider"]["advice"]
    assert "terraform providers mirror" in found["AWS provider"]["advice"]
    monkeypatch.setattr(doctor, "REGISTRY", (tmp_path / "tf").as_uri())
    code, found = ask(tfdr)
    assert (code, found["AWS provider"]["status"]) == (0, "OK")
    assert "downloaded by terraform init" in found["AWS provider"]["location"]


# What OpenTofu 1.12 prints on standard output before its JSON, and as one error.
WARNINGS = """\\
There are some problems with the CLI configuration:
╷
│ Warning: Unable to open CLI configuration file
│
│ The CLI configuration file at "/root/.tofurc" does not exist.
╵
"""


def test_opentofu_is_found_under_its_own_name_behind_its_warnings(
    tfdr: Tfdr, machine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = script(
        tmp_path / "tofu", f"cat <<'X'\n{WARNINGS}X\necho '{{\"terraform_version\": \"1.12.6\"}}'"
    )
    monkeypatch.setenv("TFDR_TERRAFORM", str(program))
    mirror = machine / ".terraform.d" / "plugins"
    (mirror / "registry.opentofu.org/hashicorp/aws/6.70.0" / providers.PLATFORM).mkdir(parents=True)
    code, found = ask(tfdr)
    assert code == 0
    assert (found["opentofu"]["status"], found["opentofu"]["version"]) == ("OK", "1.12.6")
    assert found["AWS provider"]["version"] == "6.70.0"
    assert "terraform" not in found


@pytest.mark.usefixtures("machine")
def test_an_error_of_the_program_is_shown_whole(tfdr: Tfdr, tmp_path: Path) -> None:
    script(tmp_path / "tf", f"cat <<'X'\n{WARNINGS}X\necho 'Error: no such thing' >&2\nexit 1")
    code, found = ask(tfdr)
    assert (code, found["terraform"]["status"]) == (3, "MISSING")
    assert "Error: no such thing" in found["terraform"]["advice"]
    assert "Unable to open CLI configuration file" in found["terraform"]["advice"]
    assert "/root/.tofurc" in found["terraform"]["advice"]


def test_a_version_that_is_known_to_be_faulty_is_named(
    tfdr: Tfdr, machine: Path, tmp_path: Path
) -> None:
    code, found = ask(tfdr, "--plugin-dir", fill(tmp_path / "bad", "6.57.0"))
    assert (code, found["AWS provider"]["status"]) == (0, "OK")
    assert found["AWS provider"]["advice"].startswith("Known of 6.57.0: withdrawn")
    assert ask(tfdr)[1]["AWS provider"]["advice"] == ""
    assert machine.is_dir()


@pytest.mark.usefixtures("machine")
def test_an_empty_plugin_directory_is_not_made_up_for(tfdr: Tfdr, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    code, found = ask(tfdr, "--plugin-dir", tmp_path / "empty")
    assert (code, found["AWS provider"]["status"]) == (3, "MISSING")
    assert "terraform providers mirror" in found["AWS provider"]["advice"]
    done = tfdr("doctor", "--plugin-dir", tmp_path / "empty")
    assert "Next:" not in done.out, "what to do is said, and doctor again is not it"
    assert "terraform providers mirror" in done.out.splitlines()[-1]


@pytest.mark.usefixtures("machine")
def test_what_only_some_commands_need_does_not_fail(
    tfdr: Tfdr, monkeypatch: pytest.MonkeyPatch
) -> None:
    def without_moto(name: str) -> str:
        if name == "moto":
            raise PackageNotFoundError(name)
        return version(name)

    monkeypatch.setattr(doctor, "version", without_moto)
    monkeypatch.setenv("PATH", "")
    code, found = ask(tfdr)
    assert code == 0
    assert found["moto"]["advice"] == 'Only the emulated AWS needs it: pip install "tfdr[drill]".'
    assert (found["git"]["status"], "tfdr update" in found["git"]["advice"]) == ("MISSING", True)


@pytest.mark.usefixtures("machine")
def test_text_ends_with_what_to_do(tfdr: Tfdr, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "tfdr new my-system" in tfdr("doctor").out.split("Next:")[1]
    monkeypatch.setenv("TFDR_TERRAFORM", "/nowhere/terraform")
    done = tfdr("doctor")
    assert done.code == 3
    assert re.search(r"^terraform +MISSING$", done.out, re.M)
    assert "terraform: TFDR_TERRAFORM=/nowhere/terraform is no program" in done.out


@pytest.mark.usefixtures("machine")
@pytest.mark.parametrize(
    ("found", "status"),
    [("5.1.22", "OLD"), ("5.2.4", "OLD"), ("5.2.5", "OK"), ("5.2.19", "OK"), ("5.3.0", "NEW")],
)
def test_another_moto_than_the_tested_ones_is_named(
    tfdr: Tfdr, monkeypatch: pytest.MonkeyPatch, found: str, status: str
) -> None:
    monkeypatch.setattr(doctor, "version", lambda name: found if name == "moto" else version(name))
    code, said = ask(tfdr)
    assert (code, said["moto"]["status"], said["moto"]["version"]) == (0, status, found)
    assert ("needs moto>=5.2.5,<5.3" in said["moto"]["advice"]) is (status != "OK")


def test_what_is_installed_is_what_the_emulator_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (wanted,) = [
        each for each in project["optional-dependencies"]["drill"] if each.startswith("moto")
    ]
    assert wanted.replace("[server]", "") == moto.wanted()
