"""Where Terraform finds the AWS provider on this machine, and how to keep it from loading twice."""

import os
import platform
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tfdr import hcl
from tfdr.cache import cache_directory
from tfdr.errors import TfdrError

MINIMUM = (5, 100)
"""The first AWS provider that what we generate works with."""

_MACHINES = {"x86_64": "amd64", "aarch64": "arm64"}
PLATFORM = f"{sys.platform}_{_MACHINES.get(platform.machine(), platform.machine())}"
"""As Terraform names this machine's: linux_amd64, darwin_arm64."""

PROVIDER = Path("registry.terraform.io", "hashicorp", "aws")


@dataclass(frozen=True, slots=True)
class Place:
    """A directory in which Terraform looks for providers.

    Attributes:
        what: why it looks there.
        versions: of the AWS provider, newest last.
    """

    what: str
    directory: Path
    versions: tuple[str, ...]


def chosen_directory(option: str | None) -> Path | None:
    """The directory that `--plugin-dir` or TFDR_PLUGIN_DIR names.

    Raises:
        TfdrError: it is not there.
    """
    name = option or os.environ.get("TFDR_PLUGIN_DIR", "")
    if not name:
        return None
    directory = Path(name).absolute()
    if not directory.is_dir():
        where = "--plugin-dir" if option else "TFDR_PLUGIN_DIR"
        raise TfdrError(
            f"{where}: {name} is not a directory; name one that holds "
            "registry.terraform.io/hashicorp/aws/VERSION/OS_ARCH"
        )
    return directory


def places(chosen: Path | None) -> list[Place]:
    """Every directory that is there and may hold the AWS provider, first the ones asked first."""
    if chosen is not None:
        return [_place("plugin directory", chosen)]
    found = [*_configured(), *_implied(), *_caches()]
    return [_place(what, directory) for what, directory in found if directory.is_dir()]


def environment(chosen: Path | None) -> dict[str, str]:
    """What to set for `terraform init`, so that it downloads the provider at most once.

    With a mirror or a cache of the person's own: nothing.
    """
    if chosen is not None or any(place.versions for place in places(None)):
        return {}
    if "TF_PLUGIN_CACHE_DIR" in os.environ or (directory := cache_directory()) is None:
        return {}
    plugins = directory / "plugins"
    plugins.mkdir(exist_ok=True)
    return {
        "TF_PLUGIN_CACHE_DIR": str(plugins),
        # Checking uses a throw-away lock file, which has no hashes that a cache could break.
        "TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE": "1",
    }


def _place(what: str, directory: Path) -> Place:
    folder = directory / PROVIDER
    unpacked = folder.glob(f"*/{PLATFORM}")
    packed = folder.glob(f"terraform-provider-aws_*_{PLATFORM}.zip")
    versions = {each.parent.name for each in unpacked} | {
        each.name.split("_")[1] for each in packed
    }
    return Place(what, directory, tuple(sorted(versions, key=version_key)))


def version_key(version: str) -> list[int]:
    """What versions are sorted by: their numbers."""
    return [int(part) if part.isdigit() else 0 for part in version.split(".")]


def _implied() -> Iterator[tuple[str, Path]]:
    """Terraform's implied local mirrors, which need no configuration."""
    if _explicit():
        return
    what = "implied local mirror"
    home = Path.home()
    yield what, home / ".terraform.d" / "plugins"
    if sys.platform == "darwin":
        for base in (home, Path("/")):
            yield what, base / "Library" / "Application Support" / "io.terraform" / "plugins"
        return
    data = [os.environ.get("XDG_DATA_HOME") or str(home / ".local" / "share")]
    data += (os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share").split(":")
    for directory in data:
        yield what, Path(directory, "terraform", "plugins")


def _caches() -> Iterator[tuple[str, Path]]:
    if directory := os.environ.get("TF_PLUGIN_CACHE_DIR"):
        yield "plugin cache", Path(directory)
    for attribute in _configuration().attributes.values():
        value = attribute.expression.value
        if attribute.name == "plugin_cache_dir" and isinstance(value, str):
            yield "plugin cache", Path(os.path.expandvars(value)).expanduser()
    if (own := cache_directory()) is not None:
        yield "plugin cache of tfdr", own / "plugins"


def _configured() -> Iterator[tuple[str, Path]]:
    for block in _explicit():
        for mirror in block.nested("filesystem_mirror"):
            path = mirror.expression("path")
            if path is not None and isinstance(path.value, str):
                yield "configured mirror", Path(path.value).expanduser()


def _explicit() -> list[hcl.Block]:
    return [each for each in _configuration().blocks if each.kind == "provider_installation"]


def _configuration() -> hcl.File:
    """Terraform's own configuration file; empty when there is none that can be read."""
    name = os.environ.get("TF_CLI_CONFIG_FILE")
    path = Path(name) if name else Path.home() / ".terraformrc"
    try:
        return hcl.read_file(path)
    except hcl.ParseError:
        return hcl.File(path, (), {})
