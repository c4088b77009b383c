"""A generated repository, deployed to the emulated AWS as its README says."""

import json
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any

from tfdr.emulator.client.emulator import Emulator
from tfdr.emulator.client.environment import overlay
from tfdr.emulator.client.override import copy_with_overrides
from tfdr.errors import TfdrError
from tfdr.terraform import Result, Terraform, providers

# The provider waits fixed times for many resources: at the default of 10 it would wait in turns.
_PARALLEL = "-parallelism=20"
_KEPT = "kept.json"
_VARIABLES = "-var-file=environments/{}.tfvars"


@dataclass(frozen=True)
class Plan:
    """A plan that was saved.

    Attributes:
        file: as Terraform wrote it, for `Deployment.apply`.
        shown: what `terraform show -json` says of it.
    """

    file: Path
    shown: dict[str, Any]


@dataclass
class Deployment:
    """A copy of a generated repository and what was made of it in an emulator.

    Attributes:
        emulator: where it goes.
        root: the copy, with the emulator's override beside its files.
        environment: which of `environments/` it is deployed as.
        terraform: the Terraform to run.
        provider: the only version of the AWS provider that may run, or empty.
        seconds: how long each step took, by name, in order.
    """

    emulator: Emulator
    root: Path
    environment: str
    terraform: Terraform
    provider: str = ""
    seconds: dict[str, float] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        repository: Path,
        copy: Path,
        environment: str,
        emulator: Emulator,
        terraform: Terraform,
        provider: str = "",
    ) -> "Deployment":
        """Copy a repository, which stays as it is, for deployment.

        Args:
            repository: the generated repository.
            copy: where the copy goes; must not exist.
            environment: which of its environments, such as `production`.
            emulator: a running emulator.
            terraform: the Terraform to run.
            provider: the only version of the AWS provider that may run; without one, what the
                repository says.
        """
        copy_with_overrides(repository, copy, provider)
        return cls(emulator, copy, environment, terraform, provider)

    @classmethod
    def kept(
        cls, name: str, snapshots: Path, copy: Path, emulator: Emulator, terraform: Terraform
    ) -> "Deployment":
        """Return a deployment as it was when it was kept, in an emulator that is that again.

        Args:
            name: by which it was kept.
            snapshots: the folder that it was kept in, which the emulator was started with.
            copy: where its files go; must not exist.
            emulator: a running emulator; whatever is in there is gone.
            terraform: the Terraform to run.
        """
        shutil.copytree(snapshots / name, copy, symlinks=True)
        said = json.loads((copy / _KEPT).read_text(encoding="utf-8"))
        emulator.restore(name)
        return cls(emulator, copy, terraform=terraform, **said)

    def keep(self, name: str, snapshots: Path) -> None:
        """Keep the files and everything in the emulator, for `kept` in this process or another.

        Args:
            name: small letters, digits and hyphens; what was kept by it before is gone.
            snapshots: the folder that the emulator was started with.
        """
        self.emulator.save(name)
        shutil.rmtree(snapshots / name, ignore_errors=True)
        said = {
            "environment": self.environment,
            "provider": self.provider,
            "seconds": self.seconds,
        }
        (self.root / _KEPT).write_text(json.dumps(said), encoding="utf-8")
        shutil.copytree(self.root, snapshots / name, symlinks=True)

    @property
    def bootstrap(self) -> Path:
        """The root that makes the bucket for the state."""
        return self.root / "bootstrap"

    def create_backend(self) -> str:
        """Apply `bootstrap/` and initialize the root with the bucket; return its name."""
        with self._timed("bootstrap"):
            self._terraform("init", *self._from_plugins(), cwd=self.bootstrap)
            self._apply_bootstrap()
            bucket: str = self.outputs(self.bootstrap)["state_bucket"]
        with self._timed("init"):
            self._terraform(
                "init",
                *self._from_plugins(),
                f"-backend-config=environments/{self.environment}.s3.tfbackend",
                f"-backend-config=bucket={bucket}",
            )
        return bucket

    def move_to(self, repository: Path) -> None:
        """Put a later version of the repository in place of the one that is deployed.

        Args:
            repository: the later version; it stays as it is.
        """
        with tempfile.TemporaryDirectory() as folder:
            later = Path(folder) / "later"
            copy_with_overrides(repository, later, self.provider)
            shutil.copytree(later, self.root, dirs_exist_ok=True)
        self.create_backend()

    def plan(
        self, name: str, *variables: str, targets: Sequence[str] = (), refresh: bool = True
    ) -> Plan:
        """Save a plan.

        Args:
            name: what the plan and its time are called.
            variables: Terraform variables over those of the environment, as `NAME=VALUE`.
            targets: addresses to plan for, with what they need; everything when there are none.
            refresh: ask AWS what is there; otherwise believe the state.
        """
        only = [f"-target={target}" for target in targets]
        if not refresh:
            only.append("-refresh=false")
        file = self.root / f"{name}.tfplan"
        with self._timed(name):
            self._terraform(
                "plan", f"-out={file.name}", _PARALLEL, *only, *self._variables(variables)
            )
        return Plan(file, self._json("show", "-json", file.name))

    def apply(self, plan: Plan) -> None:
        """Apply a saved plan."""
        with self._timed(f"apply {plan.file.stem}"):
            self._terraform("apply", _PARALLEL, plan.file.name)

    def outputs(self, root: Path | None = None) -> dict[str, Any]:
        """Return the outputs of a root, by default the repository's."""
        said = self._json("output", "-json", cwd=root)
        return {name: output["value"] for name, output in said.items()}

    def state(self, root: Path | None = None) -> dict[str, Any]:
        """Return what `terraform show -json` says of the state of a root, by default the main."""
        return self._json("show", "-json", cwd=root)

    def raw_state(self) -> str:
        """Return the state as it is stored."""
        return self._terraform("state", "pull")

    def destroy(self, *variables: str) -> None:
        """Destroy the repository's resources, then those of `bootstrap/`.

        Args:
            variables: Terraform variables over those of the environment, as `NAME=VALUE`.
        """
        with self._timed("destroy"):
            self._terraform("destroy", "-auto-approve", _PARALLEL, *self._variables(variables))
        with self._timed("destroy bootstrap"):
            self._apply_bootstrap("deletion_protection=false")
            self._apply_bootstrap("deletion_protection=false", command="destroy")

    def _apply_bootstrap(self, *variables: str, command: str = "apply") -> None:
        given = [f"-var={each}" for each in (f"suffix={self.environment}", *variables)]
        self._terraform(command, "-auto-approve", _PARALLEL, *given, cwd=self.bootstrap)

    def _variables(self, variables: tuple[str, ...]) -> list[str]:
        return [_VARIABLES.format(self.environment), *(f"-var={each}" for each in variables)]

    def _from_plugins(self) -> list[str]:
        directory = providers.chosen_directory(None)
        return [] if directory is None else [f"-plugin-dir={directory}"]

    def _json(self, *arguments: str, cwd: Path | None = None) -> dict[str, Any]:
        said: dict[str, Any] = self._run(*arguments, cwd=cwd).json()
        return said

    def _terraform(self, *arguments: str, cwd: Path | None = None) -> str:
        return self._run(*arguments, cwd=cwd).stdout

    def environment_of_terraform(self) -> dict[str, str]:
        """Return what to set for Terraform, so that it reaches the emulated AWS and no other."""
        plugins = providers.environment(None, self.terraform.registry)
        return {**plugins, **overlay(self.emulator.endpoint)}

    def _run(self, *arguments: str, cwd: Path | None = None) -> Result:
        command, *rest = arguments
        plain = [] if command in ("show", "state") else ["-no-color"]
        environment = self.environment_of_terraform()
        result = self.terraform.run([command, *plain, *rest], cwd or self.root, env=environment)
        if result.code != 0:
            said = " ".join([self.terraform.program, *arguments])
            raise TfdrError(f"{said}: {result.message}")
        return result

    @contextmanager
    def _timed(self, step: str) -> Iterator[None]:
        started = monotonic()
        try:
            yield
        finally:
            self.seconds[step] = monotonic() - started
