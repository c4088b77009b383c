"""`tfdr check --controls`: what a person sees, and what a machine reads."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.controls.conftest import LEVELS, Repository
from tests.support import FIXTURES, Tfdr


@pytest.fixture
def copy(repository: Repository, tmp_path: Path) -> Path:
    """A repository of its own, to be changed."""
    return Path(shutil.copytree(repository("pci-dss"), tmp_path / "copy"))


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def check(tfdr: Tfdr, directory: Path, *more: str) -> Any:
    return tfdr("check", "--controls", "--no-terraform", directory, *more)


def test_what_was_generated_holds_what_it_says(copy: Path, tfdr: Tfdr) -> None:
    done = check(tfdr, copy)

    assert done.code == 0, done.out
    assert re.search(r"^controls +\. +PASS", done.out, re.M)
    found = re.search(
        r"^(\d+) controls of the level pci-dss: (\d+) hold, (\d+) not here$", done.out, re.M
    )
    assert found
    assert int(found[1]) == int(found[2]) + int(found[3]) > 40
    assert done.out.rstrip().endswith(f"tfdr check --controls {copy}")


def test_a_control_that_was_weakened_is_named_with_all_that_it_takes_to_restore_it(
    copy: Path, tfdr: Tfdr
) -> None:
    change(copy / "modules/network/flow-logs.tf", '"ALL"', '"REJECT"')
    done = check(tfdr, copy)

    assert done.code == 1
    assert "flow-logs control: Networks log accepted and rejected traffic" in done.out
    assert re.search(r"modules/network/flow-logs\.tf:\d+: leaves out some of the traffic", done.out)
    assert '| traffic_type         = "REJECT"' in done.out
    assert "module.primary.module.network.aws_flow_log.this" in done.out
    assert "Asked for by: PCI DSS 10.2.1 (part), PCI DSS 10.2.2 (part), CIS AWS 4.7" in done.out
    assert "Fix: Restore a flow log of ALL traffic for each VPC" in done.out
    assert re.search(r"^flow-logs +FAIL +PCI DSS 10.2.1", done.out, re.M)


def test_machines_are_told_the_same(copy: Path, tfdr: Tfdr) -> None:
    change(copy / "modules/network/flow-logs.tf", '"ALL"', '"REJECT"')
    found = json.loads(check(tfdr, copy, "--format", "json").out)

    assert found["exit_code"] == 1
    assert {each["id"] for each in found["findings"]} == {"flow-logs"}
    assert {each["address"] for each in found["findings"]} == {
        "module.primary.module.network.aws_flow_log.this",
        "module.dr.module.network.aws_flow_log.this",
    }
    assert found["controls"]["level"] == "pci-dss"
    by_id = {each["id"]: each for each in found["controls"]["controls"]}
    assert by_id["flow-logs"]["verdict"] == "FAIL"
    assert by_id["trail-everywhere"]["verdict"] == "PASS"
    assert by_id["volume-encryption"]["verdict"] == "NOT HERE"
    wanted = {"framework": "pci-dss", "id": "10.2.1", "extent": "part", "why": ""}
    assert wanted in by_id["flow-logs"]["requirements"]

    log = json.loads(check(tfdr, copy, "--format", "sarif").out)
    rule = log["runs"][0]["tool"]["driver"]["rules"][0]
    assert rule["id"] == "flow-logs"
    assert "PCI DSS 10.2.1" in rule["properties"]["tags"]
    assert "title=flow-logs::" in check(tfdr, copy, "--format", "github").out


def test_without_the_flag_nothing_is_said_of_controls(copy: Path, tfdr: Tfdr) -> None:
    change(copy / "modules/network/flow-logs.tf", '"ALL"', '"REJECT"')
    done = tfdr("check", "--no-terraform", copy)

    assert done.code == 0, done.out
    assert "control" not in done.out
    assert "controls" not in json.loads(
        tfdr("check", "--no-terraform", copy, "--format", "json").out
    )


def test_what_depends_on_a_plan_is_unknown_and_fails_nothing(copy: Path, tfdr: Tfdr) -> None:
    change(
        copy / "modules/network/flow-logs.tf", '"ALL"', "data.aws_partition.current.id_of_traffic"
    )
    change(copy / "modules/network/flow-logs.tf", ".id_of_traffic", ".dns_suffix")
    done = check(tfdr, copy)

    assert done.code == 0, done.out
    assert re.search(r"^flow-logs +UNKNOWN", done.out, re.M)
    assert "depends on" in done.out


def test_what_is_unknown_fails_where_it_is_asked_to(copy: Path, tfdr: Tfdr) -> None:
    change(copy / "modules/network/flow-logs.tf", '"ALL"', "data.aws_partition.current.dns_suffix")
    assert check(tfdr, copy).code == 0
    done = check(tfdr, copy, "--strict")

    assert done.code == 1
    assert re.search(r"^flow-logs +UNKNOWN", done.out, re.M)
    assert re.search(r", 1 unknown", done.out)
    assert done.out.rstrip().endswith(f"tfdr check --controls --strict --no-terraform {copy}")


def test_strictness_is_about_controls(tfdr: Tfdr) -> None:
    done = tfdr("check", "--strict", FIXTURES / "template-v1")

    assert done.code == 2
    assert "give it with --controls" in done.message


def test_the_file_under_test_does_not_decide_what_is_expected(copy: Path, tfdr: Tfdr) -> None:
    file = copy / "controls.json"
    content = json.loads(file.read_text(encoding="utf-8"))
    entry = next(each for each in content["controls"] if each["id"] == "flow-logs")
    entry["addresses"] = []
    file.write_text(json.dumps(content), encoding="utf-8")
    flow_logs = copy / "modules/network/flow-logs.tf"
    text = flow_logs.read_text(encoding="utf-8")
    flow_logs.write_text(text[: text.index('resource "aws_flow_log"')], encoding="utf-8")
    done = check(tfdr, copy)

    assert done.code == 1
    address = "module.primary.module.network.aws_flow_log.this"
    assert f"{address}: is gone" in done.out or "is gone" in done.out
    assert f"controls.json does not name {address}" in done.out
    assert re.search(r"^flow-logs +FAIL", done.out, re.M)


def test_answers_that_are_gone_are_missed(copy: Path, tfdr: Tfdr) -> None:
    (copy / "tfdr.json").write_text("{}", encoding="utf-8")
    done = check(tfdr, copy)

    assert done.code == 2
    assert "tfdr.json does not say what was answered" in done.message


def test_answers_that_cannot_be_are_named(copy: Path, tfdr: Tfdr) -> None:
    change(copy / "tfdr.json", '"compliance_level": "pci-dss"', '"compliance_level": "pci"')
    done = check(tfdr, copy)

    assert done.code == 2
    assert "tfdr.json" in done.message
    assert "compliance_level" in done.message


def test_a_control_whose_rule_fails_does_not_pass(copy: Path, tfdr: Tfdr) -> None:
    change(
        copy / "modules/backup-plan/main.tf", "resources    = var.resource_arns", "resources = []"
    )
    done = check(tfdr, copy)

    assert done.code == 1
    assert re.search(r"^backup-copies +FAIL", done.out, re.M)


def test_a_repository_of_another_version_is_told_what_is_different_as_unknown(
    copy: Path, tfdr: Tfdr
) -> None:
    change(copy / "tfdr.json", '"version": "', '"version": "0.0.')
    change(
        copy / "modules/audit-alarms/main.tf",
        "threshold           = each.value.threshold",
        "threshold = 1000",
    )
    done = check(tfdr, copy)

    assert done.code == 0, done.out
    assert re.search(r"^watched-account +UNKNOWN", done.out, re.M)


def test_a_number_in_a_file_of_variables_counts(copy: Path, tfdr: Tfdr) -> None:
    variables = copy / "few.tfvars"
    variables.write_text("log_retention_days = 90\n", encoding="utf-8")

    assert check(tfdr, copy).code == 0
    done = check(tfdr, copy, "--var-file", str(variables))
    assert done.code == 1
    assert "keeps logs for 90 days; 365 are asked" in done.out


def test_a_control_that_was_taken_out_of_the_evidence_is_missed(copy: Path, tfdr: Tfdr) -> None:
    file = copy / "controls.json"
    content = json.loads(file.read_text(encoding="utf-8"))
    content["controls"] = [each for each in content["controls"] if each["id"] != "flow-logs"]
    file.write_text(json.dumps(content), encoding="utf-8")
    done = check(tfdr, copy)

    assert done.code == 1
    assert "is not in controls.json, and pci-dss asks for it: Networks log" in done.out


def test_what_is_missed_says_what_the_level_asks_for(copy: Path, tfdr: Tfdr) -> None:
    file = copy / "controls.json"
    content = json.loads(file.read_text(encoding="utf-8"))
    content["controls"] = []
    file.write_text(json.dumps(content), encoding="utf-8")
    done = check(tfdr, copy)

    assert "is not in controls.json, and pci-dss asks for it: Logs are kept" in done.out
    assert "at least 365 days" in done.out
    assert "{" not in done.out


def test_a_module_from_elsewhere_leaves_open_only_what_may_be_in_it(copy: Path, tfdr: Tfdr) -> None:
    change(copy / "modules/region/network.tf", '"../network"', '"acme/network/aws"')
    (copy / "modules/trail/main.tf").rename(copy / "modules/trail/main.txt")
    found = json.loads(check(tfdr, copy, "--format", "json").out)

    verdicts = {each["id"]: each["verdict"] for each in found["controls"]["controls"]}
    assert verdicts["flow-logs"] == "UNKNOWN"
    assert verdicts["trail-everywhere"] == "FAIL"


def test_a_level_that_was_lowered_by_hand_is_noticed(copy: Path, tfdr: Tfdr) -> None:
    change(
        copy / "controls.json",
        '"compliance_level": "pci-dss",\n  "controls',
        '"compliance_level": "soc2",\n  "controls',
    )
    done = check(tfdr, copy)

    assert done.code == 1
    assert "says soc2, and tfdr.json says pci-dss" in done.out
    assert "tfdr update --data compliance_level=pci-dss" in done.out


def test_a_broken_file_leaves_it_open_what_is_gone(copy: Path, tfdr: Tfdr) -> None:
    (copy / "modules/network/flow-logs.tf").write_text("resource {", encoding="utf-8")
    found = json.loads(check(tfdr, copy, "--format", "json").out)

    verdicts = {each["id"]: each["verdict"] for each in found["controls"]["controls"]}
    assert verdicts["flow-logs"] == "UNKNOWN"
    assert {each["id"] for each in found["findings"]} == {"PARSE"}


BROKEN = {
    "{": r"controls\.json is no JSON: .*line 1.*: restore it with git",
    "[1]": r"controls\.json is not one that tfdr wrote",
    '{"product": "tfdr", "schema": 3}': r"is of schema 3, and this tfdr reads 2",
    '{"product": "tfdr", "schema": 2}': r"there is no compliance level 'None'",
    '{"product": "tfdr", "schema": 2, "compliance_level": "pci"}': (
        r"there is no compliance level 'pci'; did you mean pci-dss\?"
    ),
    '{"product": "tfdr", "schema": 2, "compliance_level": ["soc2"]}': r"no compliance level",
    '{"product": "tfdr", "schema": 2, "compliance_level": "iso27001"}': (
        r"there is no compliance level 'iso27001'; there are baseline, soc2, hipaa, pci-dss"
    ),
    '{"product": "tfdr", "schema": 2, "compliance_level": "soc2", "project": 1}': r"project has",
    '{"product": "tfdr", "schema": 2, "compliance_level": "soc2", "project": "a", "version": ""}': (
        r"controls has to be a list"
    ),
    '{"product": "tfdr", "schema": 2, "compliance_level": "soc2", "project": "a", "version": "1",'
    ' "controls": [{"id": 7}]}': r"controls\[0\]: id has to be text",
    "[" * 100_000: r"nests too deep",
    "\udcff": r"is not UTF-8 text",
}  # fmt: skip


@pytest.mark.parametrize("text", BROKEN, ids=lambda text: text[:60])
@pytest.mark.parametrize("command", [["check", "--controls", "--no-terraform"], ["controls"]])
def test_a_file_that_tfdr_did_not_write_is_refused(
    text: str, command: list[str], tmp_path: Path, tfdr: Tfdr
) -> None:
    (tmp_path / "main.tf").write_text('variable "a" {}\n', encoding="utf-8")
    (tmp_path / "controls.json").write_bytes(text.encode(errors="surrogateescape"))
    done = tfdr(*command, tmp_path)

    assert done.code == 2
    assert re.search(BROKEN[text], done.message), done.message
    assert done.out == ""


def test_a_directory_without_controls_is_told_so(tfdr: Tfdr) -> None:
    done = check(tfdr, FIXTURES / "template-v1")

    assert done.code == 2
    assert "has no controls.json" in done.message
    assert "`tfdr check` without --controls" in done.message


def test_what_is_no_generated_folder_is_named(tfdr: Tfdr, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")

    for folder, fault in ((tmp_path / "nope", "is not there"), (file, "is not a folder")):
        done = tfdr("controls", folder)
        assert done.code == 2
        assert done.message == f"tfdr: {folder} {fault}: name a folder that tfdr generated"


@pytest.mark.parametrize("level", LEVELS)
def test_the_controls_are_listed(level: str, repository: Repository, tfdr: Tfdr) -> None:
    done = tfdr("controls", repository(level))

    assert done.code == 0
    assert re.search(
        r"^bucket-tls +\d+ +Buckets refuse requests without TLS +.*CIS AWS 3.1.1", done.out, re.M
    )
    assert f"controls of the level {level} are configured" in done.out
    assert "not certification" in done.out
    assert "tfdr check --controls" in done.out
    machine = json.loads(tfdr("controls", repository(level), "--format", "json").out)
    assert machine["compliance_level"] == level
