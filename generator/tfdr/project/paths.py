"""Directories as a person names them, and paths as they are shown."""

import os
from pathlib import Path


def absolute(directory: str) -> Path:
    """A directory that was named, from the root on; links on the way stay as they are."""
    return Path(os.path.abspath(directory))  # noqa: PTH100 - resolve() would follow links


def relative(path: Path, root: Path) -> str:
    """A path as it is shown: from the checked directory, with forward slashes."""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()


def is_directory(path: Path) -> bool:
    """Whether a path leads to a directory; a path that cannot exist does not."""
    return os.path.isdir(path)  # noqa: PTH112 - Path.is_dir raises for names that are too long
