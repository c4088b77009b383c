"""The template as installed, without a history that has to be cloned each time."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from unittest import mock

from generator import sources
from tests.support import ROOT

BUNDLE = ("copier.yml", "template", "includes", "presets", "generator/catalogue")
"""What pyproject.toml puts into the package."""


@contextmanager
def installed() -> Iterator[None]:
    """Generate from the template of this checkout as it is now, but as if it were installed."""
    with mock.patch.object(sources, "_PACKAGE", _package()):
        yield


@cache
def _package() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="tfdr-installed-"))
    for name in BUNDLE:
        source, dest = ROOT / name, folder / name
        dest.parent.mkdir(exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, dest)
        else:
            shutil.copyfile(source, dest)
    return folder / "generator"
