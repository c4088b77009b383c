"""The documents of a repository."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from tfdr.evaluate import System

_PATTERNS: Final = ("*.md", "docs/*.md", "docs/*/*.md", "*.adoc", "*.rst", "docs/*.rst")
_MOST: Final = 200
_LONGEST: Final = 1_000_000


@lru_cache(maxsize=2)
def texts(system: System) -> tuple[tuple[str, str], ...]:
    """The names and texts of the documents beside a root and at the top of what is checked."""
    return tuple(_found(system))


def _found(system: System) -> Iterator[tuple[str, str]]:
    paths = {
        path
        for base in (system.directory, system.top)
        for pattern in _PATTERNS
        for path in base.glob(pattern)
    }
    top = system.top.resolve()
    for path in sorted(paths)[:_MOST]:
        try:
            if path.resolve().is_relative_to(top) and path.stat().st_size <= _LONGEST:
                yield path.name, path.read_text(errors="replace")
        except OSError:
            continue
