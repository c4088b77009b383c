"""Snapshots of the emulated AWS: files in a folder that whoever started it has named."""

import re
from pathlib import Path

from tfdr.emulator.inside import memory

_NAME = re.compile(r"[a-z0-9][a-z0-9-]*")

_folder: list[Path] = []


def have_folder(folder: Path) -> None:
    """Keep snapshots in a folder from now on."""
    _folder[:] = [folder]


def save(name: str) -> int:
    """Keep everything that is remembered under a name, and return its size in bytes.

    Raises:
        RuntimeError: something goes on, or a fault is on.
        ValueError: there is no folder, or the name is none.
    """
    data, file = memory.written(), _file(name)
    unfinished = file.with_suffix(".unfinished")
    unfinished.write_bytes(data)
    unfinished.replace(file)
    return len(data)


def restore(name: str, seed: int = 0) -> None:
    """Remember what was kept under a name, and nothing else.

    Args:
        name: of the snapshot.
        seed: what is left to chance begins from it.

    Raises:
        ValueError: there is no such snapshot, or other versions have made it.
    """
    file = _file(name)
    if not file.exists():
        raise ValueError(f"there is no snapshot {name}")
    memory.read(file.read_bytes(), seed)


def _file(name: str) -> Path:
    if not _folder:
        raise ValueError("this emulated AWS was started without a folder for snapshots")
    if not _NAME.fullmatch(name):
        raise ValueError(f"a snapshot is named in small letters, digits and hyphens, not {name!r}")
    return _folder[0] / f"{name}.snapshot"
