"""One emulated AWS for each file of tests, with everything well before each test."""

import pytest
from tfdr.emulator.client.emulator import Emulator

from tests.emulation.support import Cloud


@pytest.fixture(scope="module")
def running(emulator: Emulator) -> Cloud:
    return Cloud(emulator)


@pytest.fixture
def cloud(running: Cloud) -> Cloud:
    running.make_well()
    return running
