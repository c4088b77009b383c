"""A deployment is kept with all that Terraform knows of it, and goes on somewhere else."""

from pathlib import Path

import pytest
from tfdr import terraform
from tfdr.emulator.client import server
from tfdr.emulator.client.deployment import Deployment
from tfdr.emulator.client.gaps import unexplained

HERE = Path(__file__).parent / "deployable"

pytestmark = pytest.mark.long


def test_what_was_deployed_is_there_again_in_another_emulator(tmp_path: Path) -> None:
    with server.running(tmp_path / "log", snapshots=tmp_path) as emulator:
        first = Deployment.of(HERE, tmp_path / "copy", "production", emulator, terraform.find())
        first.create_backend()
        first.apply(first.plan("first"))
        outputs, there = first.outputs(), emulator.inventory()
        first.keep("deployed", tmp_path)

        first.apply(first.plan("changed", "size=60"))
        again = Deployment.kept(
            "deployed", tmp_path, tmp_path / "again", emulator, terraform.find()
        )
        assert unexplained(again.plan("nothing").shown) == []
        assert unexplained(again.plan("change", "size=60").shown) == [
            "aws_sqs_queue.work: visibility_timeout_seconds"
        ]

    with server.running(tmp_path / "other.log", snapshots=tmp_path) as other:
        moved = Deployment.kept("deployed", tmp_path, tmp_path / "moved", other, terraform.find())
        assert moved.outputs() == outputs
        assert moved.environment == "production"
        assert other.inventory() == there
        assert unexplained(moved.plan("nothing").shown) == []
        moved.destroy()
        assert other.inventory() == {}
