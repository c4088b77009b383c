"""What the failover needs of Terraform: applied, planned again, changed and destroyed."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from tfdr import terraform
from tfdr.emulator.client import server
from tfdr.emulator.client.emulator import Emulator
from tfdr.emulator.client.environment import overlay
from tfdr.emulator.client.gaps import unexplained
from tfdr.emulator.client.override import copy_with_overrides
from tfdr.terraform import providers

pytestmark = pytest.mark.long

HERE = Path(__file__).parent / "round_trip"


class Root:
    """A root module in a copy, applied to an emulator."""

    def __init__(self, folder: Path, emulator: Emulator) -> None:
        self.root = folder / "root"
        copy_with_overrides(HERE, self.root)
        package = io.BytesIO()
        with zipfile.ZipFile(package, "w") as archive:
            archive.writestr("app.py", "def handler(event, context):\n    return event\n")
        (self.root / "app.zip").write_bytes(package.getvalue())
        self.emulator = emulator
        directory = providers.chosen_directory(None)
        self.run("init", *([] if directory is None else [f"-plugin-dir={directory}"]))

    def run(self, command: str, *arguments: str) -> str:
        environment = {**providers.environment(None), **overlay(self.emulator.endpoint)}
        given = [] if command in ("init", "show") else ["-var=package=app.zip", "-no-color"]
        result = terraform.find().run([command, *given, *arguments], self.root, env=environment)
        assert result.code == 0, result.message
        return result.stdout

    def plan(self, *variables: str) -> Any:
        self.run("plan", "-out=it", *variables)
        return json.loads(self.run("show", "-json", "it"))


def test_what_is_applied_is_read_back_changed_and_gone(tmp_path: Path) -> None:
    with server.running(tmp_path / "log") as emulator:
        root = Root(tmp_path, emulator)
        root.run("apply", "-auto-approve")
        assert unexplained(root.plan()) == []

        changed = unexplained(root.plan("-var=number=2"))
        assert any("aws_cloudwatch_composite_alarm" in line for line in changed)
        root.run("apply", "-auto-approve", "-var=number=2")
        assert unexplained(root.plan("-var=number=2")) == []

        root.run("apply", "-auto-approve", "-var=number=1")
        assert unexplained(root.plan()) == []
        root.run("destroy", "-auto-approve")
        assert emulator.inventory() == {}
