"""A release may stay away from a region: a bad one need not reach the standby (R8)."""

from pathlib import Path

import pytest
from tfdr import hcl
from tfdr.evaluate import System
from tfdr.project import Project

from tests.renders import copied, rendered
from tests.template.conftest import PRESET


def test_a_region_can_keep_the_release_that_it_runs(tmp_path: Path) -> None:
    repository = copied(tmp_path / "repository", PRESET)
    settings = repository / "terraform.tfvars"
    settings.write_text('image_tag = "2.0.0"\nimage_tags = { dr = "1.0.0" }\n')
    system = System(Project(hcl.read_tree(repository)), repository)

    runs = {
        each.address.split(".")[1]: str(each.get("container_definitions"))
        for each in system.resources("aws_ecs_task_definition")
    }
    for role, tag, other in (("primary", "2.0.0", "1.0.0"), ("dr", "1.0.0", "2.0.0")):
        assert tag in runs[role]
        assert other not in runs[role]


@pytest.mark.parametrize(("compute", "module"), [("ecs", "service"), ("ec2", "instances")])
def test_what_runs_and_what_the_validator_looks_for_is_the_regions_own(
    compute: str, module: str
) -> None:
    repository = rendered(PRESET, {"compute": compute})
    for call in hcl.read_module(repository).of_kind("module"):
        if call.labels[0] in ("primary", "dr"):
            given = call.attributes["image_tag"].expression.text
            assert given == f'lookup(var.image_tags, "{call.labels[0]}", var.image_tag)'
    region = hcl.read_module(repository / "modules/region")
    calls = {block.labels[0]: block for block in region.of_kind("module")}
    assert calls[module].attributes["image_tag"].expression.text == "var.image_tag"
    assert '/service"     = var.image_tag' in calls["failover"].attributes["images"].expression.text
