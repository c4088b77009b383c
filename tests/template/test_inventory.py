"""`tfdr inventory` finds what Terraform itself plans of what is generated."""

import json
import re
import shutil
from pathlib import Path

import pytest
from tfdr import terraform
from tfdr.inventory import resources
from tfdr.terraform import providers

KEY = re.compile(r"\[(?:\d+|\"[^\"]*\")\]")


@pytest.mark.long
def test_it_lists_the_very_resources_that_terraform_plans(preset: Path, tmp_path: Path) -> None:
    repository = shutil.copytree(preset, tmp_path / "repository")
    theirs = planned(repository)

    found = resources.read(repository).resources

    ours = {each.address.replace("[*]", "") for each in found if each.root == "."}
    assert len(theirs) > 200
    assert ours == theirs
    assert all(each.region for each in found)


def planned(repository: Path) -> set[str]:
    """The addresses of all resources that the repository's own test plans, without keys."""
    path = repository / "tests" / "system.tftest.hcl"
    beginning, first, *_ = re.split(r"(?m)^(?=run )", path.read_text(encoding="utf-8"))
    path.write_text(beginning + first, encoding="utf-8")
    tool, env = terraform.find(), providers.environment(None)
    assert tool.run(["init", "-backend=false"], repository, env=env).code == 0
    done = tool.run(["test", "-json", "-verbose"], repository, env=env)
    assert done.code == 0, done.message
    events = map(json.loads, done.stdout.splitlines())
    (plan,) = (each["test_plan"] for each in events if each["type"] == "test_plan")
    changes = (each for each in plan["resource_changes"] if each["mode"] == "managed")
    return {KEY.sub("", each["address"]) for each in changes}
