from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tfdr.evaluate import System
from tfdr.project import Project
from tfdr.questionnaire.answers import Given, from_file, resolve
from tfdr.questionnaire.questions import load
from tfdr.rendering.render import opened, render

from tests.installed import installed
from tests.support import ROOT

LEVELS = ["baseline", "soc2", "hipaa", "pci-dss"]

Repository = Callable[..., Path]


def generate(dest: Path, preset: str, level: str, **answers: Any) -> None:
    """Generate a preset at a level, with some answers changed."""
    start = from_file(ROOT / "presets" / f"{preset}.yml", starting_point=True)
    given = Given("the test", {**answers, "compliance_level": level})
    with installed(), opened() as source:
        render(source, dest, resolve(load(source.root), [given, start]).given)


def systems(project: Project) -> list[System]:
    """Evaluate the root modules of a repository."""
    return [System(project, each, []) for each in project.roots]


@pytest.fixture(scope="session")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """Generate a repository once for all tests, which leave it as it is."""
    done: dict[str, Path] = {}

    def get(level: str, preset: str = "trading-platform", **answers: Any) -> Path:
        name = repr((level, preset, sorted(answers.items())))
        if name not in done:
            done[name] = tmp_path_factory.mktemp("compliance") / "repository"
            generate(done[name], preset, level, **answers)
        return done[name]

    return get
