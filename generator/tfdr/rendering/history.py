"""The versions of the template that this program holds, as a git repository to update from.

An installed package has the template of its own version, and those of earlier releases as
archives. Copier compares versions that git knows, so they become commits with tags.
"""

import contextlib
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from packaging.version import InvalidVersion, Version

from tfdr import __version__, worktree
from tfdr.rendering.sources import built_in_root

PARTS: Final = ("copier.yml", "template", "includes", "presets", "generator/tfdr/catalogue")
"""What the template consists of, relative to the folder that holds copier.yml."""

RELEASES: Final = Path(__file__).parents[1] / "releases"
"""The templates of earlier releases: v0.1.0.tar.gz and so on, written by `make release`."""

_OWN: Final = f"v{__version__}"
_QUIET: Final = ("-c", "core.autocrlf=false", "-c", "core.hooksPath=", "-c", "gc.auto=0")
_AUTHOR: Final = ("-c", "user.name=tfdr", "-c", "user.email=tfdr@localhost")
_PLAIN: Final = ("-c", "commit.gpgSign=false", "-c", "tag.gpgSign=false")


def versions() -> list[str]:
    """The versions whose template is here, from the oldest to this program's own."""
    names = {each.name.removesuffix(".tar.gz") for each in RELEASES.glob("v*.tar.gz")} - {_OWN}
    return [*sorted(filter(_is_version, names), key=Version), _OWN]


def _is_version(name: str) -> bool:
    try:
        return Version(name) < Version(_OWN)
    except InvalidVersion:
        return False


@contextlib.contextmanager
def repository() -> Iterator[Path]:
    """A git repository with a commit and a tag for each version, for as long as it is needed.

    Raises:
        ToolMissing: git is not installed.
        TfdrError: git fails.
    """
    with tempfile.TemporaryDirectory(prefix="tfdr-") as place:
        folder = Path(place).resolve() / "template"
        folder.mkdir()
        worktree.git(folder, "init", "--quiet")
        for version in versions():
            for part in PARTS:
                _remove(folder / part)
            _put(version, folder)
            # What the template ignores is a part of it.
            worktree.git(folder, *_QUIET, "add", "--all", "--force")
            said = ("--allow-empty", "--quiet", "--message", version)
            worktree.git(folder, *_QUIET, *_AUTHOR, *_PLAIN, "commit", *said)
            worktree.git(folder, *_AUTHOR, *_PLAIN, "tag", version)
        yield folder


def _put(version: str, folder: Path) -> None:
    if version != _OWN:
        _unpack(RELEASES / f"{version}.tar.gz", folder)
        return
    root = built_in_root()
    for part in PARTS:
        source, target = root / part, folder / part
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            ignore = shutil.ignore_patterns("__pycache__", "*.py[co]")
            shutil.copytree(source, target, ignore=ignore, symlinks=True)
        else:
            shutil.copy2(source, target)


def _unpack(archive: Path, folder: Path) -> None:
    """Unpack the files of an archive; those of `tools.release` have nothing else in them."""
    with tarfile.open(archive) as packed:
        for entry in packed:
            content = packed.extractfile(entry)  # `extractall` has no filter before 3.11.4
            if content is not None:
                target = folder / entry.name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content.read())
                target.chmod(entry.mode)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
