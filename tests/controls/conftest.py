from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
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
def repository() -> Repository:
    """A preset at a level, with some answers changed. Tests leave it as it is."""

    def get(level: str, preset: str = "trading-platform", **answers: Any) -> Path:
        return rendered(preset, {**answers, "compliance_level": level})

    return get
