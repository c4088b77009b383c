import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import GIT_ENV, Tfdr

# A shell that starts tests in the background has them ignore interrupts, and so would all that the
# tests start and interrupt.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


# Presets have samples, which nobody should plan with. Tests do, for themselves and all that they start.
os.environ["TF_VAR_accept_sample_answers"] = "true"


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
def tfdr(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Tfdr:
    """The command, run in this process."""
    for name, value in GIT_ENV.items():
        monkeypatch.setenv(name, value)
    return Tfdr(capsys)
