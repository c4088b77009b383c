"""What an installed package generated is updated by the templates that the package holds."""

import shutil
import tarfile
from pathlib import Path

import pytest
from tfdr import __version__
from tfdr.rendering import history, sources

from tests.support import ANSWERS, V1, V2, Done, Tfdr, commit

OLD = "v0.0.9"


@pytest.fixture
def package(tfdr: Tfdr, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package with the second version of the small template, and the first in its releases."""
    del tfdr  # it replaces the package too
    folder = tmp_path / "package"
    shutil.copytree(V1, folder)
    monkeypatch.setattr(history, "PARTS", tuple(sorted(each.name for each in folder.iterdir())))
    monkeypatch.setattr(history, "RELEASES", tmp_path / "releases")
    (tmp_path / "releases").mkdir()
    with tarfile.open(tmp_path / "releases" / f"{OLD}.tar.gz", "w:gz") as archive:
        for part in history.PARTS:
            archive.add(folder / part, part)
    shutil.copytree(V2, folder, dirs_exist_ok=True)
    for module in (history, sources):
        monkeypatch.setattr(module, "built_in_root", lambda: folder)
    return folder


def new(tfdr: Tfdr, folder: Path) -> Path:
    done = tfdr("new", folder, "--defaults", *ANSWERS)
    assert done.code == 0, done.err
    return folder


def committed(tfdr: Tfdr, folder: Path, old: str = "", instead: str = "") -> Path:
    new(tfdr, folder)
    for path in (folder / "README.md", folder / ".copier-answers.yml"):
        path.write_text(path.read_text().replace(old, instead) if old else path.read_text())
    commit(folder, "Generate")
    return folder


def text(folder: Path, name: str) -> str:
    return (folder / name).read_text()


@pytest.mark.usefixtures("package")
def test_an_answer_changes_and_the_origin_stays(tfdr: Tfdr, tmp_path: Path) -> None:
    shop = committed(tfdr, tmp_path / "shop", "## Places", "## Places that we know")
    done = tfdr("update", shop, "--data", "size=9")

    assert done.code == 0, done.err
    assert "size: 7 -> 9\n" in done.out
    assert "Its size is 9." in text(shop, "README.md")
    assert "## Places that we know" in text(shop, "README.md")
    fresh = tmp_path / "fresh"
    tfdr("new", fresh, "--defaults", *ANSWERS, "--data", "size=9")
    assert text(shop, ".copier-answers.yml") == text(fresh, ".copier-answers.yml")
    assert "_src_path: builtin:tfdr" in text(shop, ".copier-answers.yml")


@pytest.mark.usefixtures("package")
def test_what_an_earlier_release_generated_moves_to_this_one(tfdr: Tfdr, tmp_path: Path) -> None:
    with history.repository() as place:
        shop = tmp_path / "shop"
        done = tfdr("new", shop, "--template", place, "--ref", OLD, *ANSWERS)
        assert done.code == 0, done.err
        answers = shop / ".copier-answers.yml"
        answers.write_text(answers.read_text().replace(str(place), "builtin:tfdr"))
    commit(shop, "As that release wrote it")
    assert not (shop / "added.txt").exists()
    done = tfdr("update", shop)

    assert done.code == 0, done.err
    assert "added:\n  added.txt\n" in done.out
    fresh = new(tfdr, tmp_path / "fresh")
    for name in (".copier-answers.yml", "README.md", "added.txt"):
        assert text(shop, name) == text(fresh, name)


@pytest.mark.usefixtures("package")
def test_a_release_that_the_package_does_not_hold_is_named(tfdr: Tfdr, tmp_path: Path) -> None:
    shop = committed(tfdr, tmp_path / "shop", f"_commit: v{__version__}", "_commit: v0.0.1")
    done = tfdr("update", shop)

    assert done.code == 2
    message = f"by tfdr 0.0.1, and tfdr {__version__} holds the templates of {OLD}, v{__version__}"
    assert message in done.message


@pytest.mark.usefixtures("package")
def test_a_version_of_a_package_cannot_be_named(tfdr: Tfdr, tmp_path: Path) -> None:
    shop = committed(tfdr, tmp_path / "shop")
    assert "--ref names a version of a git source" in tfdr("update", shop, "--ref", "v1").message


def test_settings_of_git_do_not_change_what_is_generated(
    tfdr: Tfdr, package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "gitconfig"
    config.write_text(
        "[core]\n\tautocrlf = input\n\texcludesFile = /x\n[commit]\n\tgpgSign = true\n"
    )
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(config))
    (package / "template" / ".gitignore").write_text("kept.txt\n")
    (package / "template" / "kept.txt").write_text("kept\n")
    with history.repository() as place:
        assert (place / "template" / "kept.txt").is_file()
        done: Done = tfdr("new", tmp_path / "shop", "--template", place, *ANSWERS)
    assert done.code == 0, done.err


@pytest.mark.usefixtures("package")
def test_edits_of_what_an_earlier_release_generated_are_shown(tfdr: Tfdr, tmp_path: Path) -> None:
    shop = committed(tfdr, tmp_path / "shop", f"_commit: v{__version__}", f"_commit: {OLD}")
    assert "added.txt" in tfdr("diff", shop, "--stat").out
