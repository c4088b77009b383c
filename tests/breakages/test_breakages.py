"""Each breakage still fits the checkout; who notices it takes `python -m tests.breakages`."""

import shutil
from pathlib import Path

import pytest

from tests.breakages.breakages import Breakage, breakages
from tests.support import ROOT


def test_there_are_ten_kinds() -> None:
    assert len({each.kind for each in breakages()}) == len(breakages()) >= 10


@pytest.mark.parametrize("breakage", breakages(), ids=lambda each: each.kind)
def test_it_still_fits(breakage: Breakage, tmp_path: Path) -> None:
    for path in ROOT.glob(breakage.files):
        copy = tmp_path / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copy)

    changed = breakage.make(tmp_path)

    assert changed.read_bytes() != (ROOT / changed.relative_to(tmp_path)).read_bytes()
