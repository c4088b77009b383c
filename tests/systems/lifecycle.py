"""The life of a preset on an emulated AWS of its own, from its answers to nothing left."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml
from tfdr import cli, terraform
from tfdr.drill import preparation
from tfdr.drill.stage import Stage
from tfdr.drill.system import System as Outputs
from tfdr.drill.timeline import Timeline
from tfdr.emulator.client import server
from tfdr.emulator.client.deployment import Deployment, Plan

from tests.emulated.requirements import System
from tests.results import record
from tests.support import answers_of, snapshot

LET_GO = "deletion_protection=false"


@dataclass
class Life:
    """A preset that was applied.

    Attributes:
        repository: what was generated, which nothing here may change.
        as_generated: what it held then.
        deployment: the copy of it that was applied.
        invalid: the errors that `terraform validate` found.
        first: the plan that was applied.
        second: the plan that was made afterwards.
        system: the resources of the applied state.
        broken: violations, each of a requirement, that were shown to be noticed.
        left: what is in the emulator after all was destroyed; None until then.
    """

    preset: str
    repository: Path
    as_generated: dict[str, Any]
    deployment: Deployment
    invalid: list[str]
    first: Plan
    second: Plan
    system: System
    broken: list[str] = field(default_factory=list)
    left: dict[str, list[str]] | None = None

    @cached_property
    def answers(self) -> dict[str, Any]:
        return answers_of(self.repository)

    @property
    def is_protected(self) -> bool:
        return bool(self.answers["lifecycle"] == "production")

    def destroy(self) -> None:
        """Destroy everything, after the variable let go of what is protected."""
        if self.is_protected:
            self.deployment.apply(self.deployment.plan("let-go", LET_GO))
        self.deployment.destroy(LET_GO)
        self.left = self.deployment.emulator.inventory()


@contextmanager
def started(
    folder: Path, preset: str, answers: dict[str, Any], template: Path | None = None
) -> Iterator[Deployment]:
    """Generate a preset with some answers changed, and make its backend on a new emulator.

    Args:
        folder: where everything goes.
        preset: its name.
        answers: those that are not the preset's.
        template: a git repository of the template, where the system is to be updated later.
    """
    repository = folder / "repository"
    given = folder / "answers.yml"
    given.write_text(yaml.safe_dump(answers), encoding="utf-8")
    command = ["new", str(repository), "--preset", preset, "--answers", str(given), "--defaults"]
    assert cli.main([*command, *(("--template", str(template)) if template else ())]) == 0
    settled = answers_of(repository)
    with server.running(folder / "emulator.log", snapshots=folder) as emulator:
        if settled.get("hosted_zone") == "existing":
            route53 = emulator.client("route53", "us-east-1")
            route53.create_hosted_zone(Name=settled["hosted_zone_name"], CallerReference="there")
        first = settled["environments"][0]
        deployment = Deployment.of(repository, folder / "copy", first, emulator, terraform.find())
        deployment.create_backend()
        preparation.hurry(deployment)
        yield deployment


@contextmanager
def lived(folder: Path, preset: str) -> Iterator[Life]:
    """Apply a preset; write down how it went once it was destroyed."""
    with started(folder, preset, {}) as deployment:
        repository = folder / "repository"
        as_generated = snapshot(repository)
        began = time.monotonic()
        invalid = validate(deployment)
        deployment.seconds["validate"] = time.monotonic() - began
        first = deployment.plan("first")
        deployment.apply(first)
        second = deployment.plan("second")
        system = System.of(deployment.state(), repository)
        life = Life(
            preset, repository, as_generated, deployment, invalid, first, second, system
        )  # fmt: skip
        yield life
        if life.left is not None:
            record(
                preset, repository, deployment, first, second,
                invalid=invalid, left=life.left, broken=life.broken,
            )  # fmt: skip


def staged(deployment: Deployment) -> Stage:
    """Return an applied system, with its images and first backups, to play scenarios on."""
    stage = Stage(deployment, Outputs(deployment.outputs()), Timeline())
    preparation.finish(stage)
    stage.keep()
    return stage


def validate(deployment: Deployment) -> list[str]:
    """Return the errors that `terraform validate` finds in a deployed repository."""
    found = deployment.terraform.validate(deployment.root, deployment.root / ".terraform")
    return [f"{each.file}:{each.line}: {each.summary}" for each in found if each.is_error]
