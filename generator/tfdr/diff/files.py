"""The files of a folder that somebody may have written, and what is in them."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Final

from tfdr import worktree
from tfdr.errors import TfdrError, ToolMissing

NEVER_GENERATED: Final = (
    *(".git", ".terraform", ".terraform.lock.hcl", "*.tfstate", "*.tfstate.*", "*.tfplan"),
    *("crash.log", "__pycache__", "*.py[co]", ".pytest_cache"),
)
"""Names of files and folders that tools leave behind."""

MOST: Final = 20_000
"""How many files a folder may hold: none that was generated comes near."""

LARGEST: Final = 1024 * 1024
"""Files of more bytes are compared, but not shown line by line."""


@dataclass(frozen=True)
class Content:
    """What is at a path.

    Attributes:
        mode: as git writes it: 100644, 100755 (may be run) or 120000 (symbolic link).
        text: what it holds or where it leads; None where it is no text, or too much of it.
        data: the same as bytes; None where it is too much.
    """

    mode: str
    text: str | None
    data: bytes | None
    path: Path

    def same_as(self, other: "Content") -> bool:
        """Say whether nothing differs."""
        if self.mode != other.mode:
            return False
        if self.data is not None and other.data is not None:
            return self.data == other.data
        if (self.data is None) != (other.data is None):
            return False  # one is too large, the other is not
        return _same_bytes(self.path, other.path)


def content(path: Path) -> Content | None:
    """Return what is at a path; None where there is neither a file nor a symbolic link."""
    if path.is_symlink():
        target = os.readlink(path)  # noqa: PTH115  Path would normalise it
        return Content("120000", target, os.fsencode(target), path)
    if not path.is_file():
        return None
    mode = "100755" if path.stat().st_mode & 0o100 else "100644"
    if path.stat().st_size > LARGEST:
        return Content(mode, None, None, path)
    data = path.read_bytes()
    return Content(mode, _text(data), data, path)


def listed(folder: Path, generated: Iterable[str]) -> set[str]:
    """Return the files below a folder, but for those that tools made and that git ignores.

    Args:
        folder: the folder.
        generated: files that count in any case.
    """
    found = {name for name in _found(folder) if not _left_behind(name)}
    return found | set(generated)


def _found(folder: Path) -> list[str]:
    try:
        # A folder that git ignores as a whole has none by this count: then all of it matters.
        options = ("--cached", "--others", "--exclude-standard", "-z", "--", ".")
        names = worktree.git(folder, "ls-files", *options).split("\0")
        if files := [name for name in names if name]:
            return _bounded(folder, files)
    except (ToolMissing, TfdrError):  # not in a git repository, or without git
        pass
    return _bounded(folder, _walked(folder))


def _walked(folder: Path) -> Iterator[str]:
    for directory, folders, names in os.walk(folder):
        here = Path(directory)
        links = [name for name in folders if (here / name).is_symlink()]
        folders[:] = [name for name in folders if name not in links and not _left_behind(name)]
        for name in (*names, *links):
            yield (here / name).relative_to(folder).as_posix()


def _bounded(folder: Path, names: Iterable[str]) -> list[str]:
    files: list[str] = []
    for name in names:
        files.append(name)
        if len(files) > MOST:
            raise TfdrError(f"{folder} holds more than {MOST} files: name a generated folder")
    return files


def _left_behind(name: str) -> bool:
    return any(fnmatch(part, each) for part in name.split("/") for each in NEVER_GENERATED)


def _text(data: bytes) -> str | None:
    try:
        return None if b"\0" in data else data.decode()
    except UnicodeDecodeError:
        return None


def _same_bytes(one: Path, other: Path) -> bool:
    if one.stat().st_size != other.stat().st_size:
        return False
    with one.open("rb") as first, other.open("rb") as second:
        while chunk := first.read(LARGEST):
            if chunk != second.read(LARGEST):
                return False
    return True
