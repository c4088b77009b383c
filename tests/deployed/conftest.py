"""An emulated AWS whose clients the check gets, as a person's would."""

import pytest
from tfdr.emulator.client.emulator import Emulator

from tests.emulation.support import Cloud


@pytest.fixture(scope="module")
def cloud(emulator: Emulator) -> Cloud:
    return Cloud(emulator)


@pytest.fixture(autouse=True)
def _asks_the_emulator(emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in emulator.environment().items():
        monkeypatch.setenv(name, value)
