"""`tfdr inventory` finds what Terraform itself plans of what is generated."""

import shutil
from pathlib import Path

import pytest
from tfdr.inventory import resources

from tests.template.planned import planned


@pytest.mark.long
def test_it_lists_the_very_resources_that_terraform_plans(preset: Path, tmp_path: Path) -> None:
    repository = shutil.copytree(preset, tmp_path / "repository")
    theirs = planned(repository)

    found = resources.read(repository).resources

    ours = {each.address.replace("[*]", "") for each in found if each.root == "."}
    assert len(theirs) > 200
    assert ours == theirs
    assert all(each.region for each in found)
