import pytest

from tests.support import GIT_ENV, Tfdr


@pytest.fixture
def tfdr(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Tfdr:
    """The command, run in this process."""
    for name, value in GIT_ENV.items():
        monkeypatch.setenv(name, value)
    return Tfdr(capsys)
