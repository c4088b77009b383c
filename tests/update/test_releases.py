"""What each earlier release generated, and this one as a package, can be updated to this one."""

from pathlib import Path

import pytest
from tfdr.rendering import history
from tfdr.rendering.render import files_in

from tests.support import Tfdr, commit

CHOICE = ("--preset", "pilot-light-minimal", "--defaults")


@pytest.mark.long(pool="releases")
@pytest.mark.parametrize("version", history.versions())
def test_it_ends_as_a_fresh_generation(tfdr: Tfdr, tmp_path: Path, version: str) -> None:
    system = tmp_path / "system"
    with history.repository() as place:
        assert tfdr("new", system, "--template", place, "--ref", version, *CHOICE).code == 0
        answers = system / ".copier-answers.yml"
        answers.write_text(answers.read_text().replace(str(place), "builtin:tfdr"))
    commit(system, "As that release wrote it")
    done = tfdr("update", system, "--data", "cost_center=other", "--defaults")
    assert done.code == 0, done.err
    fresh = tmp_path / "fresh" / "system"
    assert tfdr("new", fresh, *CHOICE, "--data", "cost_center=other").code == 0
    names = files_in(fresh)
    assert [name for name in files_in(system) if not name.startswith(".git/")] == names
    for name in names:
        assert (system / name).read_bytes() == (fresh / name).read_bytes(), name
