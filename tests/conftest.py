import gc
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from tfdr.emulator.client import server
from tfdr.emulator.client.emulator import Emulator

from tests import renders
from tests.installed import installed
from tests.support import ANSWERS, GIT_ENV, V1, V2, Tfdr, template_repository

pytest_plugins = ["pytester", "tests.no_silent_skips", "tests.pools"]

# A shell that starts tests in the background has them ignore interrupts, and so would all that the
# tests start and interrupt.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


# Presets have samples, which nobody should plan with. Tests do, and so does all that they start.
os.environ["TF_VAR_accept_sample_answers"] = "true"  # noqa: SIM112


def pytest_collection_finish() -> None:
    """What was collected stays to the end: looking through it for garbage took a quarter of all."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


@pytest.fixture(scope="session")
def nowhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty folder, with nothing beside it."""
    folder = tmp_path_factory.mktemp("nowhere") / "empty"
    folder.mkdir()
    return folder


@pytest.fixture(autouse=True)
def _in_no_folder_of_ours(nowhere: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A test begins where there is nothing: a relative path leads to what it made, or nowhere."""
    monkeypatch.chdir(nowhere)
    yield
    assert not list(nowhere.iterdir()), "a test wrote outside of its temporary folder"


@pytest.fixture
def tfdr(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Tfdr]:
    """The command as it is when it is installed, run in this process."""
    for name, value in GIT_ENV.items():
        monkeypatch.setenv(name, value)
    with installed():
        yield Tfdr(capsys)


@pytest.fixture
def source(tmp_path: Path, tfdr: Tfdr) -> Path:
    """The small template, with two versions."""
    del tfdr  # only for its environment
    return template_repository(tmp_path / "source", versions=[V1, V2])


@pytest.fixture
def shop(tmp_path: Path, tfdr: Tfdr, source: Path) -> Path:
    """What its first version generates, in no git repository."""
    folder = tmp_path / "shop"
    done = tfdr("new", folder, "--template", source, "--ref", "v1.0.0", *ANSWERS)
    assert done.code == 0, done.err
    return folder


@pytest.fixture(scope="session")
def _one_emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    """An emulated AWS that all tests of a worker share: to begin one takes seconds."""
    folder = tmp_path_factory.mktemp("emulator")
    with server.running(folder / "log", snapshots=folder) as emulator:
        emulator.save("empty")
        yield emulator


@pytest.fixture(scope="module")
def emulator(_one_emulator: Emulator) -> Emulator:
    """An emulated AWS that is empty when the first test of a file gets it."""
    _one_emulator.restore("empty")
    return _one_emulator


@pytest.fixture(scope="session", autouse=True)
def _renders_stay_as_they_are() -> Iterator[None]:
    yield
    assert renders.changed() == [], "a test has changed what others look at, too"
