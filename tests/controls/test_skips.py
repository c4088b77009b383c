"""Checks of checkov that the code skips are those that docs/controls.md lists, with reasons."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from tfdr import hcl
from tfdr.controls import roots
from tfdr.project import Project

from tests.controls.conftest import Repository, systems
from tests.template.conftest import SCENARIOS

SKIP = re.compile(r"^\s*#\s*checkov:skip=(\w+):(.*)$")
LONG = pytest.mark.long
MIXES = [
    ("every-service", "pci-dss"),
    ("no-proxy", "baseline"),
    pytest.param("every-service", "baseline", marks=LONG),
    pytest.param("every-service", "soc2", marks=LONG),
    pytest.param("every-service", "hipaa", marks=LONG),
    pytest.param("api-everything", "pci-dss", marks=LONG),
    pytest.param("instances-everything", "baseline", marks=LONG),
    pytest.param("objects-alone", "hipaa", marks=LONG),
]

Skips = set[tuple[str, str, str]]


def in_the_code(repository: Path) -> Skips:
    """Return check, reason and address of each comment, by the resource that it is in."""
    project = Project(hcl.read_tree(repository))
    found: Skips = set()
    seen = 0
    for system in systems(project):
        root = roots.root_of(project, system)
        for resource in root.system.resources():
            lines = project.tree.texts[resource.file].splitlines()
            for line in lines[resource.line - 1 : resource.block.end_line]:
                if skip := SKIP.match(line):
                    address = root.prefix + roots.without_keys(resource.address)
                    found.add((skip[1], skip[2], address))
    for text in project.tree.texts.values():
        seen += text.count("checkov:skip=")
    assert seen >= len({(check, reason) for check, reason, _ in found}) > 0
    return found


def listed(repository: Path) -> Skips:
    content: dict[str, Any] = json.loads((repository / "controls.json").read_text(encoding="utf-8"))
    return {
        (each["check"], each["reason"], address)
        for each in content["skips"]
        for address in each["addresses"]
    }


@pytest.mark.parametrize(("scenario", "level"), MIXES)
def test_the_skips_in_the_code_are_listed(
    scenario: str, level: str, repository: Repository
) -> None:
    answers = {"manage_account_services": True, **SCENARIOS[scenario]}
    directory = repository(level, **answers)
    found = in_the_code(directory)

    assert listed(directory) == found
    page = (directory / "docs/controls.md").read_text(encoding="utf-8")
    for check, reason, address in found:
        assert re.search(
            rf"^\| {check} \| .*`{re.escape(address)}`.* \| {re.escape(reason)} \|$", page, re.M
        )
