"""Every preset is applied to an emulated AWS of its own: by one worker, beside the others.

The provider waits most of the time, so there can be many more of them than cores: one takes
about 0.3 of a core and 1.3 GB.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from tfdr.emulator.client.deployment import Deployment
from xdist.scheduler import LoadScopeScheduling

from tests.emulated.requirements import System
from tests.support import PRESETS
from tests.systems.lifecycle import Life, lived, started
from tests.systems.longest import PRESETS as LONGEST
from tests.systems.longest import longest_answers

# tests/emulated applies this one, and asks the emulated cloud about much more than the others.
APPLIED_ELSEWHERE = "trading-platform"


class ByPreset(LoadScopeScheduling):
    """One worker does all with a preset, so that it is applied once."""

    def _split_scope(self, nodeid: str) -> str:
        file, _, rest = nodeid.partition("::")
        parameters = rest.partition("[")[2].rstrip("]")
        # The longest, should one preset's name begin with that of another.
        found = [name for name in PRESETS if f"{parameters}-".startswith(f"{name}-")]
        return f"{file} {max(found, key=len, default='')}"


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByPreset:
    return ByPreset(config, log)


def pytest_configure_node(node: Any) -> None:
    node.workerinput["by_preset"] = True


@pytest.fixture(scope="session")
def _one_worker_each(request: pytest.FixtureRequest) -> None:
    given = getattr(request.config, "workerinput", {"by_preset": True})
    if "by_preset" not in given:
        pytest.fail("each worker would apply each preset: run tests/systems by itself")


@pytest.fixture(
    scope="session",
    params=[name for name in PRESETS if name != APPLIED_ELSEWHERE],
)
def life(
    _one_worker_each: None, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Life]:
    with lived(tmp_path_factory.mktemp(request.param), request.param) as life:
        yield life


@pytest.fixture(scope="session", params=LONGEST)
def longest(
    _one_worker_each: None, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> System:
    """What a plan of the longest answers that a preset can have would create."""
    folder = tmp_path_factory.mktemp(f"{request.param}-longest")
    with started(folder, request.param, longest_answers(request.param)) as deployment:
        return System([*_planned(deployment), *_of_bootstrap(deployment)])


def _planned(deployment: Deployment) -> System:
    return System.of({"values": deployment.plan("longest").shown["planned_values"]})


def _of_bootstrap(deployment: Deployment) -> System:
    return System.of(deployment.state(deployment.bootstrap))
