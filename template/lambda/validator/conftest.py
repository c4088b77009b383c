"""Makes worlds for the tests of the validator."""

import functools
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
FOLDERS = (HERE, HERE.parent / "common")
MODULES = [path.stem for folder in FOLDERS for path in folder.glob("[!tc]*.py")]
MODULES += [path.stem for path in HERE.glob("check_*.py")]
# They are loaded once: what they know of a deployment they are told each time that they run.
loaded = {}


@pytest.fixture
def world(monkeypatch):
    """Make worlds; their modules are gone before and after, as other functions' may be alike."""
    from test_validator import World

    for folder in reversed(FOLDERS):
        monkeypatch.syspath_prepend(str(folder))
    for name in MODULES:
        sys.modules.pop(name, None)
    sys.modules.update(loaded)
    yield functools.partial(World, monkeypatch)
    loaded.update({name: sys.modules.pop(name) for name in MODULES if name in sys.modules})
