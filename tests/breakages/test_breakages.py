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
    copy = tmp_path / breakage.file
    copy.parent.mkdir(parents=True)
    shutil.copy(ROOT / breakage.file, copy)

    breakage.make(tmp_path)

    assert copy.read_text(encoding="utf-8") != (ROOT / breakage.file).read_text(encoding="utf-8")
