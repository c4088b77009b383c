"""Directories as a person names them, and paths as they are shown."""

import os
from pathlib import Path
from typing import Final

# What the top of a repository holds: of git, and of tfdr.
_MARKS: Final = (".git", "tfdr.json")


def absolute(directory: str) -> Path:
    """A directory that was named, from the root on; links on the way stay as they are."""
    return Path(os.path.abspath(directory))  # noqa: PTH100 - resolve() would follow links


def relative(path: Path, root: Path) -> str:
    """A path as it is shown: from the checked directory, with forward slashes."""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()


def is_directory(path: Path) -> bool:
    """Whether a path leads to a directory; a path that cannot exist does not."""
    return os.path.isdir(path)  # noqa: PTH112 - Path.is_dir raises for names that are too long


def repository(directory: Path) -> Path:
    """The repository that a directory belongs to; itself, where nothing says otherwise."""
    marked = (
        each for each in (directory, *directory.parents) if any((each / m).exists() for m in _MARKS)
    )
    return next(marked, directory)
