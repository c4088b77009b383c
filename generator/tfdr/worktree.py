"""What git knows about a generated folder: the only module that runs git itself."""

import os
import subprocess
from pathlib import Path
from typing import Final

from tfdr.errors import TfdrError, ToolMissing
from tfdr.messages import shown

MARKERS: Final = (b"<<<<<<< before updating", b">>>>>>> after updating")

ADDED: Final = "added"
CHANGED: Final = "changed"
DELETED: Final = "deleted"
CONFLICT: Final = "conflict"
"""What can have become of a file."""


def git(folder: Path, *arguments: str) -> str:
    """Run git in a folder and return what it prints.

    Raises:
        ToolMissing: git is not installed.
        TfdrError: git failed, with what it said last.
    """
    try:
        done = subprocess.run(
            ["git", *arguments], cwd=folder, capture_output=True, check=False, timeout=300
        )
    except FileNotFoundError as error:
        raise ToolMissing("git is needed for updates and is not on the PATH: install it") from error
    except subprocess.TimeoutExpired as error:
        raise TfdrError(f"git did not answer within 5 minutes in {folder}") from error
    if done.returncode != 0:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise TfdrError(f"git: {shown(said[-1] if said else 'failed', 200)[1:-1]}")
    return done.stdout.decode(errors="surrogateescape")


def refuse_unless_clean(folder: Path) -> None:
    """Check that a folder is in a git working tree, with all of it committed.

    Raises:
        TfdrError: it is not, or may not be written to, with what to do about it.
        ToolMissing: git is not installed.
    """
    _refuse_unless_writable(folder)
    try:
        git(folder, "rev-parse", "--show-toplevel")
    except ToolMissing:
        raise
    except TfdrError as error:
        raise TfdrError(
            f"{folder} is not in a git repository, so an update could not keep your changes: "
            "git init, add and commit it first"
        ) from error
    if changed(folder):
        raise TfdrError(
            f"{folder} has changes that are not committed: commit or stash them, so that the "
            "update can be told from them and undone"
        )
    if not git(folder, "ls-files", "--", "."):
        raise TfdrError(
            f"{folder} is ignored by the git repository around it, so an update could not keep "
            "your changes: move it out, then git init, add and commit it"
        )


def _refuse_unless_writable(folder: Path) -> None:
    for place in (folder, folder / ".git"):
        if place.is_dir() and not os.access(place, os.W_OK | os.X_OK):
            raise TfdrError(
                f"{place} cannot be written to: change its permissions, or update a copy"
            )


def changed(folder: Path) -> list[str]:
    """Return what differs from the last commit below a folder, relative to it."""
    status = git(folder, "status", "--porcelain", "-z", "--no-renames", "-uall", "--", ".")
    top = git(folder, "rev-parse", "--show-prefix").strip("\n")
    return sorted(entry[3:].removeprefix(top) for entry in status.split("\0") if entry)


def differences(folder: Path) -> dict[str, str]:
    """Return what became of each file that differs from the last commit, by its name.

    That is one of `ADDED`, `CHANGED`, `DELETED` and `CONFLICT`.
    """
    known = set(git(folder, "ls-tree", "-r", "-z", "--name-only", "HEAD", ".").split("\0"))
    clashing = set(conflicts(folder))
    found = {}
    for name in sorted({*changed(folder), *clashing}):
        if name in clashing:
            found[name] = CONFLICT
        elif not os.path.lexists(folder / name):
            found[name] = DELETED
        else:
            found[name] = CHANGED if name in known else ADDED
    return found


def cloned(folder: Path, place: Path) -> Path:
    """Clone the repository that a folder is in, as it was committed last.

    Returns:
        The same folder in the clone.
    """
    top = Path(git(folder, "rev-parse", "--show-toplevel").rstrip("\n"))
    prefix = git(folder, "rev-parse", "--show-prefix").rstrip("\n")
    git(top, "clone", "--quiet", "--no-tags", str(top), str(place / top.name))
    return place / top.name / prefix


def ignored(folder: Path) -> list[str]:
    """Return the files below a folder that git ignores, relative to it."""
    listed = git(folder, "ls-files", "--others", "--ignored", "--exclude-standard", "-z", "--", ".")
    return sorted(name for name in listed.split("\0") if name)


def is_shallow(folder: Path) -> bool:
    """Say whether a folder is a clone that lacks older commits."""
    try:
        return git(folder, "rev-parse", "--is-shallow-repository").strip() == "true"
    except TfdrError:
        return False


def conflicts(folder: Path) -> list[str]:
    """Return the files below a folder that an update left for a person to settle."""
    unmerged = git(folder, "ls-files", "--unmerged", "-z", "--", ".").split("\0")
    names = {entry.partition("\t")[2] for entry in unmerged if entry}
    for name in changed(folder):
        if name.endswith(".rej") or _has_markers(folder / name):
            names.add(name)
    return sorted(names)


def _has_markers(path: Path) -> bool:
    if not path.is_file() or path.is_symlink():
        return False
    with path.open("rb") as file:
        return any(line.rstrip() in MARKERS for line in file)
