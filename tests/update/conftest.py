from pathlib import Path

import pytest

from tests.support import V1, V2, Tfdr, commit, template_repository

ANSWERS = ("--data", "name=shop", "--data", "owner=me", "--data", "size=7")


@pytest.fixture
def source(tmp_path: Path, tfdr: Tfdr) -> Path:
    """A template with two versions."""
    del tfdr  # only for its environment
    return template_repository(tmp_path / "source", versions=[V1, V2])


@pytest.fixture
def shop(tmp_path: Path, tfdr: Tfdr, source: Path) -> Path:
    """What the first version generates, committed."""
    folder = tmp_path / "shop"
    done = tfdr("new", folder, "--template", source, "--ref", "v1.0.0", *ANSWERS)
    assert done.code == 0, done.err
    commit(folder, "Generate")
    return folder
