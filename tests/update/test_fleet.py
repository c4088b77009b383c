"""Many repositories at once: a release of the template reaches each, as docs/fleets.md plays it."""

import json
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from tfdr.rendering import history
from tfdr.rendering.render import files_in

from tests.support import PRESETS, Tfdr, commit, git

_TFDR = (sys.executable, "-m", "tfdr.cli")
_AT_ONCE = 4


@pytest.fixture
def template(tmp_path: Path) -> Path:
    """The template of today as two releases: the first lacked a file and said less in another."""
    folder = tmp_path / "template"
    with history.repository() as newest:
        shutil.copytree(newest, folder, ignore=shutil.ignore_patterns(".git"))
    renovate, lint = (folder / "template" / name for name in ("renovate.json.jinja", ".tflint.hcl"))
    new, newer = renovate.read_text(), lint.read_text()
    renovate.unlink()
    lint.write_text("# As it was.\n" + newer)
    commit(folder, "First", tag="v1.0.0")
    renovate.write_text(new)
    lint.write_text(newer)
    commit(folder, "Second", tag="v2.0.0")
    return folder


def _many(what: Callable[[Path], Any], folders: list[Path]) -> list[Any]:
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return list(pool.map(what, folders))


def _update(folder: Path, *options: str) -> dict[str, Any]:
    done = subprocess.run(
        [*_TFDR, "update", folder, "--defaults", "--format", "json", *options],
        capture_output=True,
        text=True,
        check=False,
    )
    said: dict[str, Any] = json.loads(done.stdout)
    assert done.returncode == (said["verdict"] == "conflicts"), done.stderr
    return said


@pytest.mark.long(pool="fleets", by="size")
@pytest.mark.parametrize("size", [4, 20])
def test_a_release_reaches_all(
    tfdr: Tfdr, tmp_path: Path, template: Path, size: int, record_property: Callable[..., None]
) -> None:
    presets = sorted(PRESETS)
    systems = [tmp_path / f"system-{number}" for number in range(size)]

    def generate(folder: Path) -> None:
        preset = presets[systems.index(folder) % len(presets)]
        options = ("--template", template, "--ref", "v1.0.0", "--preset", preset, "--defaults")
        subprocess.run([*_TFDR, "new", folder, *options], capture_output=True, check=True)
        commit(folder, "Generate")

    _many(generate, systems)
    kept, clashing, *_ = systems
    (kept / "README.md").write_text("Ours.\n" + (kept / "README.md").read_text())
    (clashing / ".tflint.hcl").write_text("# As we have it.\n")
    for folder in (kept, clashing):
        commit(folder, "Edit")

    began = time.monotonic()
    foretold = _many(lambda folder: _update(folder, "--dry-run"), systems)
    became = _many(_update, systems)
    minutes = (time.monotonic() - began) / 60
    record_property("repositories a minute", round(size / minutes, 1))
    print(f"{size} repositories, {size / minutes:.0f} a minute, dry run included")

    assert Counter(each["verdict"] for each in became) == {"updated": size - 1, "conflicts": 1}
    assert became[1]["files"]["conflict"] == [".tflint.hcl"]
    for said, did in zip(foretold, became, strict=True):
        assert (said["verdict"], said["files"]) == (did["verdict"], did["files"])
        assert did["to"]["version"] == "v2.0.0"
        assert did["destroys"] == []
    assert (kept / "README.md").read_text().startswith("Ours.\n")

    fresh = tmp_path / "fresh" / systems[2].name
    assert (
        tfdr("new", fresh, "--template", template, "--preset", presets[2], "--defaults").code == 0
    )
    for name in files_in(fresh):
        assert (systems[2] / name).read_bytes() == (fresh / name).read_bytes(), name
    _many(lambda folder: commit(folder, "Update with tfdr"), systems)
    assert git(systems[3], "status", "--porcelain") == ""
