"""The documents of a repository."""

from pathlib import Path
from typing import Final

_PATTERNS: Final = ("*.md", "docs/*.md", "docs/*/*.md", "*.adoc", "*.rst", "docs/*.rst")
_MOST: Final = 200
_LONGEST: Final = 1_000_000


def documents(root: Path, top: Path) -> list[tuple[str, str]]:
    """The names and texts of the documents beside a root and at the top of what is checked.

    Args:
        root: the directory of a root module.
        top: the directory that is checked, out of which no file is read.
    """
    found: list[tuple[str, str]] = []
    paths = {path for base in (root, top) for pattern in _PATTERNS for path in base.glob(pattern)}
    for path in sorted(paths)[:_MOST]:
        try:
            if path.resolve().is_relative_to(top.resolve()) and path.stat().st_size <= _LONGEST:
                found.append((path.name, path.read_text(errors="replace")))
        except OSError:
            continue
    return found
