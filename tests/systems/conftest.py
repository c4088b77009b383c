"""Every preset is applied to an emulated AWS of its own: by one worker, beside the others.

The provider waits most of the time, so there can be many more of them than cores: one takes
about 0.3 of a core and 1.3 GB.
"""

from collections.abc import Iterator

import pytest
from _pytest.mark import ParameterSet

from generator.emulator.deployment import Deployment
from tests.emulated.requirements import System
from tests.support import ROOT
from tests.systems.lifecycle import Life, lived, started
from tests.systems.longest import longest_answers

PRESETS = sorted(path.stem for path in (ROOT / "presets").glob("*.yml"))
# tests/emulated applies this one, and asks the emulated cloud about much more than the others.
APPLIED_ELSEWHERE = "trading-platform"


def _groups(names: list[str], what: str) -> list[ParameterSet]:
    """One worker does all with a preset, so that it is applied once."""
    return [pytest.param(name, marks=pytest.mark.xdist_group(f"{name} {what}")) for name in names]


@pytest.fixture(
    scope="session",
    params=_groups([name for name in PRESETS if name != APPLIED_ELSEWHERE], "lives"),
)
def life(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Life]:
    with lived(tmp_path_factory.mktemp(request.param), request.param) as life:
        yield life


@pytest.fixture(scope="session", params=_groups(PRESETS, "is planned"))
def longest(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> System:
    """What a plan of the longest answers that a preset can have would create."""
    folder = tmp_path_factory.mktemp(f"{request.param}-longest")
    with started(folder, request.param, longest_answers(request.param)) as deployment:
        return System([*_planned(deployment), *_of_bootstrap(deployment)])


def _planned(deployment: Deployment) -> System:
    return System.of({"values": deployment.plan("longest").shown["planned_values"]})


def _of_bootstrap(deployment: Deployment) -> System:
    return System.of(deployment.state(deployment.bootstrap))
