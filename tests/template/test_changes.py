"""Answers change later: the repository becomes what those answers give, and edits stay."""

import shutil
from pathlib import Path

import pytest

from tests.support import ROOT, Tfdr, commit, snapshot

FIRST = ("--preset", "active-passive", "--defaults")
RICH = ["services=[sessions, storage, transaction-logs, replication-time-control, proxy, backup]"]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The template with a release, as somebody would get it from git."""
    folder = tmp_path_factory.mktemp("template")
    for name in ("template", "includes", "presets", "generator/tfdr/catalogue"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "copier.yml", folder)
    commit(folder, "Template", tag="v0.1.0")
    return folder


def files(folder: Path) -> dict[str, bytes | str | None]:
    return {
        name: content
        for name, content in snapshot(folder).items()
        if name != ".git" and not name.startswith(".git/")
    }


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(["services=[]"], id="services-go"),
        pytest.param(RICH, id="services-come"),
        pytest.param(["compute=api", "outbound=none"], id="other-compute"),
    ],
)
def test_files_come_and_go_with_the_answers(
    tfdr: Tfdr, tmp_path: Path, template: Path, change: list[str]
) -> None:
    changed, fresh = tmp_path / "changed", tmp_path / "fresh"
    given = [part for pair in change for part in ("--data", pair)]
    assert tfdr("new", changed, *FIRST, "--template", template).code == 0
    (changed / "ours.tf").write_text("locals {}\n", encoding="utf-8")
    commit(changed, "Generate")

    done = tfdr("update", changed, *given, "--allow-destroy")
    assert done.code == 0, done.message

    assert tfdr("new", fresh, *FIRST, "--template", template, *given).code == 0
    expected = files(fresh) | {"ours.tf": b"locals {}\n"}
    assert files(changed) == expected
