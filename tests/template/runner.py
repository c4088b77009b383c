"""A runner that plays the steps of generated workflows, as GitHub would, on this machine."""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

import yaml
from tfdr import terraform

SHELL = {None: ["bash", "-e"], "bash": ["bash", "--noprofile", "--norc", "-eo", "pipefail"]}
"""What GitHub starts for a step: the shell that is named, or without a name."""


@dataclass(frozen=True)
class Step:
    """One `run:` of a workflow.

    Attributes:
        job: the job that it is in, with the values of its matrix.
        command: what is run.
        folder: where, in the repository.
        environment: what is set for it, with its expressions.
        shell: which shell is named.
        identity: the id by which others ask for its outputs.
    """

    job: str
    command: str
    folder: str = "."
    environment: Mapping[str, str] = field(default_factory=dict)
    shell: str | None = None
    identity: str = ""


def workflow(file: Path) -> dict[str, Any]:
    """Return what a workflow says."""
    said: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return said


def steps(file: Path) -> Iterator[Step]:
    """Return every `run:` of a workflow, once for each value of its job's matrix."""
    said = workflow(file)
    for job, content in said["jobs"].items():
        matrix = content.get("strategy", {}).get("matrix", {})
        for values in product(*matrix.values()):
            known = {f"matrix.{key}": value for key, value in zip(matrix, values, strict=True)}
            defaults = {**_defaults(said), **_defaults(content)}
            environment = {**said.get("env", {}), **content.get("env", {})}
            for step in content["steps"]:
                if "run" in step:
                    folder = step.get("working-directory", defaults.get("working-directory", "."))
                    yield Step(
                        job=" ".join([job, *map(str, values)]),
                        command=step["run"].strip(),
                        folder=filled(folder, known),
                        environment={**environment, **step.get("env", {})},
                        shell=step.get("shell", defaults.get("shell")),
                        identity=step.get("id", ""),
                    )


def _defaults(content: Mapping[str, Any]) -> dict[str, str]:
    said: dict[str, str] = content.get("defaults", {}).get("run", {})
    return said


def filled(text: str, known: Mapping[str, str]) -> str:
    """Return a text with what is known in place of its expressions."""
    return re.sub(r"\$\{\{ (\S+) \}\}", lambda found: known[found[1]], str(text))


def play(
    step: Step, repository: Path, known: Mapping[str, str], environment: Mapping[str, str]
) -> tuple[subprocess.CompletedProcess[str], dict[str, str]]:
    """Run a step as a runner does; return how it ended, and its outputs.

    Args:
        step: of a workflow.
        repository: what was checked out.
        known: values of expressions, such as `inputs.target`.
        environment: of the runner.
    """
    output = repository.parent / "github-output"
    output.write_text("", encoding="utf-8")
    own = {name: filled(value, known) for name, value in step.environment.items()}
    done = subprocess.run(
        [*SHELL[step.shell], "-c", step.command],
        cwd=repository / step.folder,
        env={
            **environment,
            **own,
            "GITHUB_OUTPUT": str(output),
            "GITHUB_STEP_SUMMARY": str(repository.parent / "github-step-summary"),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    said = output.read_text(encoding="utf-8").splitlines()
    return done, dict(line.split("=", 1) for line in said)


def clean(**more: str) -> dict[str, str]:
    """Return an environment without what these tests set for themselves."""
    ours = ("TF_VAR_", "PYTEST_", "COV_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**kept, **more}


def path_with_terraform(folder: Path) -> str:
    """Return a PATH that has our Python and, as `terraform`, the one that these tests run."""
    folder.mkdir()
    program = folder / "terraform"
    program.write_text(f'#!/bin/sh\nexec {shlex.join(terraform.find().command)} "$@"\n', "utf-8")
    program.chmod(0o755)
    return f"{folder}:{Path(sys.executable).parent}:{os.environ['PATH']}"
