"""One emulator for each file of tests, with everything well before each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tfdr.emulator.client import server

from tests.emulation.support import Cloud


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    log: Path = tmp_path_factory.mktemp("emulator") / "log"
    with server.running(log) as emulator:
        yield Cloud(emulator)


@pytest.fixture
def cloud(running: Cloud) -> Cloud:
    running.make_well()
    return running
