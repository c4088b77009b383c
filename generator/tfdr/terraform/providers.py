"""Where Terraform and OpenTofu find the AWS provider here, and how not to download it twice."""

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

NAME = Path("hashicorp", "aws")
REGISTRY = "registry.terraform.io"
PROVIDER = Path(REGISTRY) / NAME
"""Where it is in a mirror for Terraform; one for OpenTofu begins with OpenTofu's registry."""
_OPENTOFU = "registry.opentofu.org"
_CONFIGURATIONS = {REGISTRY: (".terraformrc",), _OPENTOFU: (".tofurc", ".terraformrc")}
_DATA = {REGISTRY: "terraform", _OPENTOFU: "opentofu"}
MIRRORS = ("plugin directory", "configured mirror", "implied local mirror")
"""Places beside which a registry is not asked for what they hold in other versions."""


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


def places(chosen: Path | None, registry: str = REGISTRY) -> list[Place]:
    """Every directory that is there and may hold the AWS provider, first the ones asked first.

    Args:
        chosen: the only directory that counts, if there is one.
        registry: the one that `hashicorp/aws` is of: Terraform's or OpenTofu's.
    """
    if chosen is not None:
        return [_place("plugin directory", chosen, registry)]
    found = [*_configured(registry), *_implied(registry), *_caches(registry)]
    return [_place(what, directory, registry) for what, directory in found if directory.is_dir()]


def offered(chosen: Path | None, registry: str = REGISTRY) -> tuple[str, ...]:
    """The versions that an init can choose from without a registry, newest last.

    Empty where it asks the registry, which has all of them.
    """
    mirrors = [place for place in places(chosen, registry) if place.what in MIRRORS]
    versions = {version for place in mirrors for version in place.versions}
    return tuple(sorted(versions, key=version_key))


def environment(chosen: Path | None, registry: str = REGISTRY) -> dict[str, str]:
    """What to set for `terraform init`, so that it downloads the provider at most once.

    With a mirror or a cache of the person's own: nothing.
    """
    if chosen is not None or any(place.versions for place in places(None, registry)):
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


def _place(what: str, directory: Path, registry: str) -> Place:
    folder = directory / registry / NAME
    unpacked = folder.glob(f"*/{PLATFORM}")
    packed = folder.glob(f"terraform-provider-aws_*_{PLATFORM}.zip")
    versions = {each.parent.name for each in unpacked} | {
        each.name.split("_")[1] for each in packed
    }
    return Place(what, directory, tuple(sorted(versions, key=version_key)))


def version_key(version: str) -> list[int]:
    """What versions are sorted by: their numbers."""
    return [int(part) if part.isdigit() else 0 for part in version.split(".")]


def _implied(registry: str) -> Iterator[tuple[str, Path]]:
    """The implied local mirrors, which need no configuration."""
    if _explicit(registry):
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
        yield what, Path(directory, _DATA[registry], "plugins")


def _caches(registry: str) -> Iterator[tuple[str, Path]]:
    if directory := os.environ.get("TF_PLUGIN_CACHE_DIR"):
        yield "plugin cache", Path(directory)
    for attribute in _configuration(registry).attributes.values():
        value = attribute.expression.value
        if attribute.name == "plugin_cache_dir" and isinstance(value, str):
            yield "plugin cache", Path(os.path.expandvars(value)).expanduser()
    if (own := cache_directory()) is not None:
        yield "plugin cache of tfdr", own / "plugins"


def _configured(registry: str) -> Iterator[tuple[str, Path]]:
    for block in _explicit(registry):
        for mirror in block.nested("filesystem_mirror"):
            path = mirror.expression("path")
            if path is not None and isinstance(path.value, str):
                yield "configured mirror", Path(path.value).expanduser()


def _explicit(registry: str) -> list[hcl.Block]:
    blocks = _configuration(registry).blocks
    return [each for each in blocks if each.kind == "provider_installation"]


def _configuration(registry: str) -> hcl.File:
    """The program's own configuration file; empty when there is none that can be read."""
    name = os.environ.get("TF_CLI_CONFIG_FILE")
    usual = [Path.home() / each for each in _CONFIGURATIONS[registry]]
    path = Path(name) if name else next((each for each in usual if each.is_file()), usual[0])
    try:
        return hcl.read_file(path)
    except hcl.ParseError:
        return hcl.File(path, (), {})
