"""`tfdr inventory` finds what Terraform itself finds in what is generated."""

import re
import shutil
from pathlib import Path

import pytest

from generator import terraform
from generator.inventory import resources

NODE = re.compile(r'^\s*"([^"]+)" \[label=', re.M)
NO_RESOURCE = re.compile(r"(?:^|\.)(?:data|ephemeral)\.")


@pytest.mark.long
def test_it_lists_the_very_resources_that_terraform_graph_does(
    preset: Path, tmp_path: Path
) -> None:
    repository = shutil.copytree(preset, tmp_path / "repository")
    (repository / "backend.tf").unlink()  # a graph needs its backend, which nobody made
    env = {"TF_DATA_DIR": str(tmp_path / "data"), "AWS_EC2_METADATA_DISABLED": "true"}
    tool = terraform.find()
    assert tool.run(["init"], repository, env=env).code == 0

    graph = tool.run(["graph"], repository, env=env)

    assert graph.code == 0, graph.message
    theirs = {node for node in NODE.findall(graph.stdout) if not NO_RESOURCE.search(node)}
    found = resources.read(repository).resources
    ours = {each.address.replace("[*]", "") for each in found if each.root == "."}
    assert len(theirs) > 200
    assert ours == theirs
    assert all(each.region for each in found)
