"""Copies of this checkout's template: as it is when installed, and as a release in git."""

import atexit
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from unittest import mock

from tfdr.rendering import history, sources

from tests.support import ROOT, commit

BUNDLE = history.PARTS
"""What pyproject.toml puts into the package."""


@contextmanager
def installed() -> Iterator[None]:
    """Generate from the template as if it were installed: no history has to be cloned each time."""
    with mock.patch.object(sources, "_PACKAGE", package()):
        yield


def released(folder: Path) -> Path:
    """Make a git repository of the template as it is now, with a tag, to update from."""
    _copy(folder)
    commit(folder, "Template", tag="v0.1.0")
    return folder


@cache
def package() -> Path:
    """Return where the package would be, with a copy of the template, while this process lives."""
    folder = Path(tempfile.mkdtemp(prefix="tfdr-installed-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    _copy(folder)
    return folder / "generator" / "tfdr"


def _copy(folder: Path) -> None:
    for name in BUNDLE:
        source, dest = ROOT / name, folder / name
        dest.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, dest)
        else:
            shutil.copyfile(source, dest)
