"""Checkov finds nothing in what is generated, reads all of it, and is seldom told to look away."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import checkov
from tests.support import ROOT, Tfdr

pytestmark = pytest.mark.long
of_a_set = pytest.mark.long(pool="checkov", by="name")

Scenario = Callable[[str], Path]
Report = dict[str, Any]

# Each level, and everything that a level can add, on each kind of compute.
SETS = [
    "baseline",
    "soc2-with-the-account",
    "hipaa",
    "pci-dss",
    "pci-dss-with-the-account",
    "pci-dss-behind-an-api",
]
SKIPPING_OF_A_HUNDRED = 4
"""Resources, whatever the number of checks that one of them is not held to."""

INDEX = re.compile(r"\[[^\]]*\]")


def version() -> str:
    """The version that generated pipelines install."""
    workflow = (ROOT / "template/.github/workflows/check.yml.jinja").read_text(encoding="utf-8")
    found = re.search(r"checkov==([0-9.]+)", workflow)
    assert found
    return found[1]


def python() -> Path:
    """The Python that has checkov."""
    command = checkov.found()
    if command is None:
        pytest.skip("checkov is not here: `make long-work` brings it")
    return command.parent / "python"


def scan(*folders: Path) -> list[Report]:
    """What checkov says of each folder."""
    command = [python(), ROOT / "tests/template/scan.py", *folders]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    reports: dict[str, Report] = json.loads(done.stdout)
    return [reports[str(folder)] for folder in folders]


def faults(report: Report) -> Iterator[str]:
    """What is wrong with a report, but for resources that it lacks."""
    yield from report["failures"]
    yield from (f"not read: {file}" for file in report["unread"])
    if report["skipping"] * 100 > SKIPPING_OF_A_HUNDRED * report["resource_count"]:
        yield f"{report['skipping']} of {report['resource_count']} resources skip checks"
    yield from (f"no reason: {skip}" for skip in report["reasons"] if len(skip) < 30)


@pytest.fixture(scope="module", params=SETS)
def name(request: pytest.FixtureRequest) -> str:
    set_: str = request.param
    return set_


@pytest.fixture(scope="module")
def report(name: str, scenario: Scenario) -> Report:
    (report,) = scan(scenario(name))
    return report


@of_a_set
def test_nothing_is_found(report: Report) -> None:
    assert list(faults(report)) == []
    assert report["checkov_version"] == version()


@of_a_set
def test_every_resource_was_looked_at(
    name: str, report: Report, scenario: Scenario, tfdr: Tfdr
) -> None:
    inventory = json.loads(tfdr("inventory", scenario(name), "--format", "json").out)
    expected = {INDEX.sub("", resource["address"]) for resource in inventory["resources"]}
    seen = {INDEX.sub("", address.split(".tf:", 1)[1]) for address in report["addresses"]}
    # It also looks at what `count` makes none of, which the inventory leaves out.
    assert expected <= seen


def change(folder: Path, file: str, old: str, new: str) -> None:
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new), encoding="utf-8")


def test_what_is_wrong_is_found(scenario: Scenario, tmp_path: Path) -> None:
    wrong = shutil.copytree(scenario("baseline"), tmp_path / "wrong")
    change(wrong, "modules/bucket/main.tf", "block_public_acls       = true", "")
    change(wrong, "backend.tf", "{", "{ {")
    many = shutil.copytree(scenario("baseline"), tmp_path / "many")
    for at, check in (
        ("aws_s3_bucket_lifecycle_configuration", "CKV_AWS_300"),
        ("aws_s3_bucket_public_access_block", "CKV_AWS_53"),
    ):
        change(
            many,
            "modules/bucket/main.tf",
            f'resource "{at}" "this" {{\n',
            f'resource "{at}" "this" {{\n  # checkov:skip={check}:because\n',
        )

    public, often = (list(faults(report)) for report in scan(wrong, many))
    assert any(fault.startswith("CKV_AWS_53 ") for fault in public)
    assert any(fault.startswith("not read: ") for fault in public)
    assert any("resources skip checks" in fault for fault in often)
    assert any(fault.startswith("no reason") for fault in often)
