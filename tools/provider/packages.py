"""Gets the bindings of a version of the provider from their registry.

CDK for Terraform published its bindings on npm, up to provider 6.25. CDK Terrain goes on with them
on PyPI, where a wheel holds the npm package.
"""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tools import wheels
from tools.provider import bindings

CDKTF, CDKTN = "@cdktf/provider-aws", "cdktn-provider-aws"


@dataclass(frozen=True)
class Package:
    """Bindings of one version of the provider.

    Attributes:
        name: `CDKTF` or `CDKTN`.
        version: that of the bindings.
    """

    name: str
    version: str

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


FIVE = Package(CDKTF, "20.1.0")
"""Made from 5.100.0."""

_OF_CDKTF = (
    *(f"21.{minor}.0" for minor in range(9)),
    *("21.9.0", "21.9.1", "21.10.0", "21.10.1", "21.11.1"),
    *(f"21.{minor}.0" for minor in range(12, 22)),
    "21.22.1",
)
_OF_CDKTN = (
    *("21.23.0", "22.0.0", "22.1.0", "23.0.1", "23.1.0", "23.2.1"),
    *(f"23.{minor}.0" for minor in range(3, 11)),
    *("23.10.1", *(f"24.{minor}.0" for minor in range(1, 13))),
    *(f"25.{minor}.0" for minor in range(8)),
    *("25.7.1", "25.7.2", "25.8.1"),
)
SIX = (*(Package(CDKTF, each) for each in _OF_CDKTF), *(Package(CDKTN, each) for each in _OF_CDKTN))
"""One package for each minor version of 6 that there is one of, oldest first."""


@dataclass(frozen=True)
class Read:
    """What bindings say.

    Attributes:
        provider: the version that they were made from.
        types: the members of each resource and data source, by kind and type.
    """

    provider: str
    types: dict[tuple[str, str], bindings.Members]


def read(package: Package, folder: Path) -> Read:
    """Download, unpack and read a package.

    Args:
        package: which.
        folder: an empty folder to work in.
    """
    if package.name == CDKTN:
        wheels.unpacked(package.name, package.version, folder)
        (archive,) = folder.glob("*/_jsii/*.tgz")
    else:
        _run(["npm", "pack", "--silent", f"{package.name}@{package.version}"], folder)
        (archive,) = folder.glob("*.tgz")
    _run(["tar", "-xzf", str(archive)], folder)
    unpacked = folder / "package"
    said = json.loads((unpacked / "package.json").read_text())
    made_from = said.get("cdktn") or said["cdktf"]
    types = {(kind, type_): members for kind, type_, members in bindings.read(unpacked)}
    return Read(made_from["provider"]["version"], types)


def _run(command: list[str], folder: Path) -> None:
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
