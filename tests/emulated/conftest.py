"""One deployment of the trading platform to an emulated AWS, shared by all tests in here."""

import json
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
import yaml
from tfdr import cli, terraform
from tfdr.drill import preparation
from tfdr.drill.stage import Stage
from tfdr.emulator.client import server
from tfdr.emulator.client.deployment import Deployment, Plan
from tfdr.errors import ExitCode

from tests.emulated.requirements import System
from tests.support import snapshot
from tests.systems.lifecycle import staged, validate

PRESET = "trading-platform"
ENVIRONMENT = "production"
SECONDS = pytest.StashKey[dict[str, float]]()


@dataclass
class Cloud:
    """The applied system.

    Attributes:
        repository: what was generated, which nothing here may change.
        as_generated: what it held then.
        deployment: the copy of it that was applied.
        state_bucket: what bootstrap/ made.
        begun_with: the password that the secret held when the first apply stopped half-way.
        first: the plan that was applied then.
        second: the plan that was made afterwards.
        invalid: the errors that `terraform validate` found.
    """

    repository: Path
    as_generated: dict[str, Any]
    deployment: Deployment
    state_bucket: str
    begun_with: str
    first: Plan
    second: Plan
    invalid: list[str]

    def client(self, service: str, role: str = "primary") -> Any:
        """Return a boto3 client in the region of a role."""
        return self.deployment.emulator.client(service, self.regions[role])

    @cached_property
    def outputs(self) -> dict[str, Any]:
        """The outputs of the root."""
        return self.deployment.outputs()

    @cached_property
    def regions(self) -> dict[str, str]:
        """Region by role."""
        regions: dict[str, str] = self.outputs["regions"]
        return regions

    @cached_property
    def shown(self) -> dict[str, Any]:
        """What Terraform shows of the state after the first apply."""
        return self.deployment.state()


def stored_password(emulator: server.Emulator, repository: Path) -> str:
    """What the secret of the database holds, before there are outputs that name it."""
    answers = yaml.safe_load((repository / ".copier-answers.yml").read_text(encoding="utf-8"))
    name = f"{answers['project_name']}-{ENVIRONMENT}-database"
    secrets = emulator.client("secretsmanager", answers["primary_region"])
    password: str = json.loads(secrets.get_secret_value(SecretId=name)["SecretString"])["password"]
    return password


@pytest.fixture(scope="session")
def cloud(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Cloud]:
    if "PYTEST_XDIST_WORKER" in os.environ:
        # Each worker would deploy for itself, and whichever got the last test would destroy.
        pytest.fail("these tests share one deployment: run tests/emulated with -n 0")
    folder = tmp_path_factory.mktemp("emulated")
    repository = folder / "repository"
    command = ["new", str(repository), "--preset", PRESET, "--defaults"]
    assert cli.main(command) == ExitCode.OK
    as_generated = snapshot(repository)
    with server.running(folder / "emulator.log", snapshots=folder) as emulator:
        deployment = Deployment.of(
            repository, folder / "copy", ENVIRONMENT, emulator, terraform.find()
        )
        request.config.stash[SECONDS] = deployment.seconds
        bucket = deployment.create_backend()
        preparation.hurry(deployment)
        began = time.monotonic()
        invalid = validate(deployment)
        deployment.seconds["validate"] = time.monotonic() - began
        # As if the first apply had failed once there was a secret and no database yet.
        deployment.apply(deployment.plan("halfway", targets=["module.database_secret"]))
        begun_with = stored_password(emulator, repository)
        first = deployment.plan("first")
        deployment.apply(first)
        second = deployment.plan("second")
        cloud = Cloud(
            repository, as_generated, deployment, bucket, begun_with, first, second, invalid
        )
        assert cloud.shown  # read now: some tests change what they look at
        yield cloud


@pytest.fixture(scope="session")
def system(cloud: Cloud) -> System:
    return System.of(cloud.shown, cloud.repository)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever the order asked for: it is drilled, it grows, it is judged, and it is taken down."""
    last = ("test_drills", "test_growth", "test_objections", "test_teardown")
    items.sort(
        key=lambda item: next((1 + i for i, name in enumerate(last) if name in item.nodeid), 0)
    )


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    seconds = config.stash.get(SECONDS, {})
    if seconds:
        terminalreporter.section("the emulated deployment took")
    for step, taken in seconds.items():
        terminalreporter.write_line(f"{taken:6.0f} s  {step}")


@pytest.fixture(scope="session")
def stage(cloud: Cloud) -> Stage:
    """The applied system with its images and first backups, to play scenarios on."""
    return staged(cloud.deployment)
