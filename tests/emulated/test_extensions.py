"""Everything that the emulator is taught is there, and moto alone lacks it."""

from collections.abc import Iterator

import pytest
from tfdr.emulator.client import server
from tfdr.emulator.client.emulator import Emulator

from tests.emulated.behaviours import BEHAVIOURS, Check, World

by_name = pytest.mark.parametrize("check", BEHAVIOURS, ids=lambda check: check.__name__)


@pytest.fixture(scope="module")
def taught(emulator: Emulator) -> World:
    return World(emulator)


@pytest.fixture(scope="module")
def plain() -> Iterator[World]:
    with server.running(plain=True) as emulator:
        yield World(emulator)


@by_name
def test_taught(check: Check, taught: World) -> None:
    check(taught)


@by_name
def test_lacking_in_moto_alone(check: Check, plain: World) -> None:
    # Where this fails, a newer moto can do it: delete the extension, keep the check.
    with pytest.raises(Exception):  # noqa: B017, PT011 - moto fails in every possible way
        check(plain)
