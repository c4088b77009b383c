"""Where `tfdr new` writes: what it refuses, what it keeps, and how it puts back what it moved."""

import os
import stat
from pathlib import Path
from types import SimpleNamespace

import pytest
from tfdr.new import placing

from tests.support import SHOP, Tfdr, snapshot


def test_a_folder_that_is_not_empty_is_refused(tfdr: Tfdr, tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("mine")
    done = tfdr("new", tmp_path, *SHOP)

    assert done.code == 2
    assert "is not empty" in done.message
    assert "--force" in done.message
    assert snapshot(tmp_path) == {"kept": b"mine"}


def test_an_empty_repository_is_filled(
    tfdr: Tfdr, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "HEAD").write_text("ref: refs/heads/mine")
    monkeypatch.chdir(tmp_path)
    done = tfdr("new", ".", *SHOP)

    assert done.code == 0, done.err
    assert (tmp_path / "README.md").is_file()
    assert (tmp_path / ".git" / "HEAD").read_text() == "ref: refs/heads/mine"
    assert "git init" not in done.out


def test_force_overwrites_same_names_and_keeps_the_rest(tfdr: Tfdr, tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "HEAD").write_text("ref: refs/heads/mine")
    (tmp_path / "README.md").write_text("old")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "mine.md").write_text("mine")
    done = tfdr("new", tmp_path, *SHOP, "--force")

    assert done.code == 0, done.err
    assert (tmp_path / ".git" / "HEAD").read_text() == "ref: refs/heads/mine"
    assert (tmp_path / "README.md").read_text().startswith("# shop")
    assert sorted(path.name for path in (tmp_path / "docs").iterdir()) == ["mine.md", "note.md"]
    assert not list(tmp_path.glob(".tfdr-*"))


def test_an_empty_folder_is_filled_and_stays_the_same_folder(
    tfdr: Tfdr, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "here"
    folder.mkdir()
    before = folder.stat().st_ino
    monkeypatch.chdir(folder)
    done = tfdr("new", ".", *SHOP)

    assert done.code == 0, done.err
    assert folder.stat().st_ino == before, "a shell in the folder would be left in the void"
    assert (Path() / "README.md").is_file()
    assert [path.name for path in tmp_path.iterdir()] == ["here"]


def test_permissions_are_those_of_ordinary_folders(tfdr: Tfdr, tmp_path: Path) -> None:
    (tmp_path / "ordinary").mkdir()
    tfdr("new", tmp_path / "shop", *SHOP)

    ordinary = stat.S_IMODE((tmp_path / "ordinary").stat().st_mode)
    assert stat.S_IMODE((tmp_path / "shop").stat().st_mode) == ordinary


@pytest.mark.parametrize("dangling", [True, False])
def test_a_symbolic_link_is_refused(tfdr: Tfdr, tmp_path: Path, dangling: bool) -> None:
    target = tmp_path / "target"
    if not dangling:
        target.mkdir()
    (tmp_path / "link").symlink_to(target)
    done = tfdr("new", tmp_path / "link", *SHOP, "--force")

    assert done.code == 2
    assert "is a symbolic link" in done.message
    assert not dangling or not target.exists()
    assert dangling or not list(target.iterdir())


@pytest.mark.parametrize(
    ("dest", "fragment"),
    [
        ("file", "is a file"),
        ("file/below", "is not a folder"),
        ("n" * 300, "is not a path"),
        ("nul\0byte", "is not a path"),
    ],
)
def test_a_destination_that_cannot_be_is_refused(
    tfdr: Tfdr, tmp_path: Path, dest: str, fragment: str
) -> None:
    (tmp_path / "file").write_text("mine")
    done = tfdr("new", f"{tmp_path}/{dest}", *SHOP)

    assert done.code == 2
    assert fragment in done.message
    assert snapshot(tmp_path) == {"file": b"mine"}


@pytest.mark.parametrize("exists", [True, False])
def test_a_destination_without_write_permission_is_refused(
    tfdr: Tfdr, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, exists: bool
) -> None:
    # Whoever runs the tests as root may write anywhere: ask the operating system's stand-in.
    monkeypatch.setattr(os, "access", lambda *_args, **_kwargs: False)
    if exists:
        (tmp_path / "shop").mkdir()
    done = tfdr("new", tmp_path / "shop", *SHOP)

    assert done.code == 2
    assert "cannot be written to" in done.message


def test_force_refuses_what_is_in_the_way_before_touching_anything(
    tfdr: Tfdr, tmp_path: Path
) -> None:
    dest = tmp_path / "dest"
    (dest / "README.md").mkdir(parents=True)
    (dest / "main.txt").write_text("mine")
    done = tfdr("new", dest, *SHOP, "--force")

    assert done.code == 2
    assert "README.md is a folder where a file has to go" in done.message
    assert snapshot(dest) == {"README.md": None, "main.txt": b"mine"}
    assert [path.name for path in tmp_path.iterdir()] == ["dest"]


def test_force_does_not_write_through_a_link_out_of_the_folder(tfdr: Tfdr, tmp_path: Path) -> None:
    outside, dest = tmp_path / "outside", tmp_path / "dest"
    outside.mkdir()
    dest.mkdir()
    (dest / "docs").symlink_to(outside)
    done = tfdr("new", dest, *SHOP, "--force")

    assert done.code == 2
    assert "docs is a symbolic link" in done.message
    assert not list(outside.iterdir())


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_move_that_fails_half_way_is_undone(
    tfdr: Tfdr, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    (tmp_path / "README.md").write_text("old")
    (tmp_path / "run.sh").write_text("old")
    before = snapshot(tmp_path)
    swap, moved = placing._swap, []

    def fail_at_the_last(new: Path, *rest: object) -> None:
        swap(new, *rest)  # type: ignore[arg-type]
        moved.append(new.name)
        if new.name == "run.sh":
            raise error

    monkeypatch.setattr(placing, "_swap", fail_at_the_last)
    done = tfdr("new", tmp_path, *SHOP, "--force")

    assert done.code in {2, 130}
    assert len(moved) > 3, "it has to fail after some were moved"
    assert snapshot(tmp_path) == before


def test_a_place_where_nothing_can_be_made_is_named_and_not_our_own_folder(
    tfdr: Tfdr, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_options: object) -> str:
        raise FileNotFoundError(2, "No such file or directory", "/proc/.tfdr-abc")

    monkeypatch.setattr(placing, "tempfile", SimpleNamespace(mkdtemp=refuse))
    done = tfdr("new", tmp_path / "shop", *SHOP)

    assert done.code == 2
    assert '" cannot be created: nothing can be written to "' in done.message
    assert ".tfdr-" not in done.err
