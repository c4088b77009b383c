"""Which version of the AWS provider a drill runs, and what would run outside of it.

A registry gives whoever asks the newest version that the constraint allows, which nobody may have
tried with this code. So a drill pins the one that tfdr is proven with, in its copy of the
repository, and says what the repository itself would get.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from tfdr import hcl
from tfdr.errors import TfdrError
from tfdr.provider.catalogue import faults_of, proven
from tfdr.terraform import Terraform, providers
from tfdr.terraform.constraints import allows, required
from tfdr.terraform.overlay import LOCK

VARIABLE = "TFDR_PROVIDER"


@dataclass(frozen=True, slots=True)
class Choice:
    """The version of a drill.

    Attributes:
        constraint: what the repository allows; empty where it says nothing.
        locked: the version that its lock file names, or empty.
        pinned: the version that the drill asks for; empty where it takes what init takes.
        reason: why that one.
    """

    constraint: str
    locked: str
    pinned: str
    reason: str


@dataclass(frozen=True, slots=True)
class Ran:
    """What ran in a drill.

    Attributes:
        choice: how it was chosen.
        version: which version that was.
        program: what ran it: `terraform` or `tofu`.
    """

    choice: Choice
    version: str
    program: str

    @property
    def outside(self) -> str:
        """What runs where nothing is pinned, as a sentence."""
        said = f"Outside of the drill, {self.program} init installs"
        if self.choice.locked:
            return f"{said} {self.choice.locked}, which {LOCK} names."
        allowed = f"`{self.choice.constraint}` allows" if self.choice.constraint else "there is"
        return f"{said} the newest version that {allowed}: commit the {LOCK} that it writes."

    @property
    def sentences(self) -> list[str]:
        """All of it for people."""
        said = [f"AWS provider {self.version}: {self.choice.reason}.", self.outside]
        return [*said, *(f"Known of {self.version}: {each}." for each in faults_of(self.version))]

    def as_json(self) -> dict[str, str | list[str]]:
        """All of it for machines."""
        return {
            "version": self.version,
            "proven": proven(),
            "constraint": self.choice.constraint,
            "locked": self.choice.locked,
            "reason": self.choice.reason,
            "outside": self.outside,
            "faults": faults_of(self.version),
        }


def choose(repository: Path, tool: Terraform, plugins: Path | None) -> Choice:
    """Decide which version a drill of a repository runs.

    Args:
        repository: the root module.
        tool: what runs it.
        plugins: the only directory that providers come from, if there is one.

    Raises:
        TfdrError: TFDR_PROVIDER names a version that cannot be had.
    """
    constraint, locked = _constraint(repository), locked_in(repository)
    offered = providers.offered(plugins, tool.registry)
    wanted = os.environ.get(VARIABLE, "")
    if wanted:
        _check(wanted, constraint, offered)
        return Choice(constraint, locked, wanted, f"{VARIABLE} asks for it")
    if constraint and not allows(constraint, proven()):
        reason = f"`{constraint}` does not allow {proven()}, which tfdr is proven with"
        return Choice(constraint, locked, "", reason)
    if offered and proven() not in offered:
        reason = f"{proven()}, which tfdr is proven with, is not on this machine"
        return Choice(constraint, locked, "", reason)
    return Choice(constraint, locked, proven(), "the version that tfdr is proven with")


def locked_in(directory: Path) -> str:
    """The version of the AWS provider that a lock file names; empty where there is none."""
    try:
        lock = hcl.read_file(directory / LOCK)
    except hcl.ParseError:
        return ""
    for block in lock.blocks:
        if block.kind == "provider" and block.labels[:1] and block.labels[0].endswith("/aws"):
            version = block.expression("version")
            return str(version.value) if version is not None and version.value else ""
    return ""


def _constraint(repository: Path) -> str:
    module = hcl.read_tree(repository).modules.get(repository)
    versions = [
        version
        for name, source, version in (required(module) if module else ())
        if version and (source or f"hashicorp/{name}").endswith("hashicorp/aws")
    ]
    return ", ".join(versions)


def _check(wanted: str, constraint: str, offered: tuple[str, ...]) -> None:
    if constraint and not allows(constraint, wanted):
        raise TfdrError(
            f"{VARIABLE}={wanted}: the repository allows {constraint}; "
            f"name a whole version within it, such as {proven()}, or leave {VARIABLE} unset"
        )
    if offered and wanted not in offered:
        raise TfdrError(
            f"{VARIABLE}={wanted}: it is not on this machine, which has {', '.join(offered)}; "
            "name one of them, or a --plugin-dir that has it"
        )
