"""Marks of a conflict that an update left, in any file of a generated repository."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tfdr.project import Finding
from tfdr.questionnaire.answers import ANSWERS_FILE
from tfdr.worktree import MARKERS

_NOT_OURS: Final = frozenset({".git", ".terraform", ".venv", "node_modules", "__pycache__"})


def find(root: Path, read: set[str]) -> list[Finding]:
    """Find the marks in the files that a template wrote, whatever they hold.

    Args:
        root: the directory that is checked. It has none of them unless it was generated.
        read: names of files that were found to be wrong already.
    """
    if not (root / ANSWERS_FILE).is_file():
        return []
    return [
        Finding("PARSE", name, line, "", "a merge conflict is left here")
        for name, path in _files(root)
        if name not in read
        for line in _marked(path)
    ]


def _files(root: Path) -> Iterator[tuple[str, Path]]:
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(each for each in folders if each not in _NOT_OURS)
        for file in sorted(files):
            path = Path(folder, file)
            if path.is_file() and not path.is_symlink():
                yield path.relative_to(root).as_posix(), path


def _marked(path: Path) -> Iterator[int]:
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                if line.rstrip() in MARKERS:
                    yield number
    except OSError:
        return
