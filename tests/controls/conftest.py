import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from tfdr.controls import reference as reference_package
from tfdr.controls.reference import Reference
from tfdr.evaluate import System
from tfdr.project import Project

from tests.renders import rendered

LEVELS = ["baseline", "soc2", "hipaa", "pci-dss"]

Repository = Callable[..., Path]


def systems(project: Project) -> list[System]:
    """Evaluate the root modules of a repository."""
    return [System(project, each, []) for each in project.roots]


@cache
def reference(directory: Path) -> Reference:
    """What the answers of a repository come to: it, as it was generated."""
    return Reference.of(directory)


@pytest.fixture(scope="session")
def _references() -> Iterator[Callable[[Path], AbstractContextManager[Reference]]]:
    """Renders what answers come to once: the same each time, and most of what a check takes."""
    stock = reference_package.opened
    kept: dict[str, Reference] = {}

    with ExitStack() as folders:

        @contextmanager
        def opened(root: Path) -> Iterator[Reference]:
            try:
                said = json.loads((root / "tfdr.json").read_text(encoding="utf-8"))
                key = json.dumps([said["answers"], said["version"]])
            except (OSError, ValueError, LookupError, TypeError):
                key = ""
            if key not in kept:
                kept[key] = folders.enter_context(stock(root))
            yield kept[key]

        yield opened


@pytest.fixture(autouse=True)
def _rendered_once(
    _references: Callable[[Path], AbstractContextManager[Reference]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reference_package, "opened", _references)


@pytest.fixture(scope="session")
def repository() -> Repository:
    """A preset at a level, with some answers changed. Tests leave it as it is."""

    def get(level: str, preset: str = "trading-platform", **answers: Any) -> Path:
        return rendered(preset, {**answers, "compliance_level": level})

    return get
