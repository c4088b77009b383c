"""Where tfdr keeps what it can make again: the user's cache directory."""

import os
from pathlib import Path


def cache_directory() -> Path | None:
    """The directory, made if need be and readable by its owner only; None if that is impossible."""
    try:
        home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
        directory = Path(home, "tfdr")
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    except (OSError, RuntimeError, ValueError):  # no home at all, or not ours to write to
        return None
    return directory if os.access(directory, os.W_OK) else None
