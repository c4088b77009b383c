"""A release: refused until it is ready, then committed, tagged and followed by the next version."""

import tarfile
from pathlib import Path

import pytest
from tfdr.rendering import history

from tests.support import GIT_ENV, commit, git
from tools import release

LOG = "# Changelog\n\n## [Unreleased]\n\n### Added\n- Something.\n"


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small repository with all that a release looks at."""
    for name, value in GIT_ENV.items():
        monkeypatch.setenv(name, value)
    root = tmp_path / "tfdr"
    for name, text in {
        "pyproject.toml": '[project]\nname = "tfdr"\nversion = "0.1.0"\n',
        "CHANGELOG.md": LOG,
        "copier.yml": "name:\n  type: str\n",
        "template/run.sh": "#!/bin/sh\n",
        "generator/tfdr/__init__.py": "",
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    (root / "template" / "run.sh").chmod(0o755)
    commit(root, "Begin")
    return root


def test_it_is_committed_tagged_and_the_next_version_begins(repository: Path) -> None:
    release.release(repository, "0.1.0")

    assert git(repository, "tag").split() == ["v0.1.0"]
    assert git(repository, "show", "v0.1.0:pyproject.toml").splitlines()[2] == 'version = "0.1.0"'
    assert 'version = "0.2.0.dev0"' in (repository / "pyproject.toml").read_text()
    log = (repository / "CHANGELOG.md").read_text()
    assert log.index("## [Unreleased]") < log.index("## [0.1.0] - 20") < log.index("- Something.")
    assert not git(repository, "status", "--porcelain")


def test_the_archive_is_the_template_and_nothing_else(repository: Path) -> None:
    release.release(repository, "0.1.0")
    path = repository / release.ARCHIVES / "v0.1.0.tar.gz"

    with tarfile.open(path) as archive:
        modes = {each.name: each.mode for each in archive}
    assert modes == {"copier.yml": 0o644, "template/run.sh": 0o755}
    assert release.packed(repository) == path.read_bytes()
    assert history.RELEASES.relative_to(release.ROOT) == release.ARCHIVES


def test_the_oldest_archives_go(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(release, "KEPT", 2)
    for version in ("0.9.0", "0.10.0", "0.11.0"):
        release.prepare(repository, version, "2026-11-30")
    names = sorted(each.name for each in (repository / release.ARCHIVES).iterdir())
    assert names == ["v0.10.0.tar.gz", "v0.11.0.tar.gz"]


@pytest.mark.parametrize(
    ("version", "why"),
    [
        ("1.0", "is no release"),
        ("1.0.0rc1", "is no release"),
        ("next", "is no version"),
        ("0.0.9", "which is later than 0.0.9"),
    ],
)
def test_a_wrong_version_is_refused(repository: Path, version: str, why: str) -> None:
    with pytest.raises(release.Refused, match=why):
        release.release(repository, version)


def test_what_is_not_ready_is_refused(repository: Path) -> None:
    (repository / "more").write_text("more\n")
    with pytest.raises(release.Refused, match="not committed"):
        release.release(repository, "0.1.0")
    commit(repository, "More")
    release.release(repository, "0.1.0")
    with pytest.raises(release.Refused, match="says nothing under"):
        release.release(repository, "0.2.0")
    (repository / "CHANGELOG.md").write_text(LOG)
    commit(repository, "Say what users get")
    with pytest.raises(release.Refused, match=r"v0\.1\.0 has been released already"):
        release.release(repository, "0.1.0")
