"""Moving a finished tree to where it belongs, whole or not at all."""

import contextlib
import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tfdr.errors import TfdrError
from tfdr.messages import shown


def refuse_unless_usable(dest: Path, *, force: bool) -> None:
    """Check that a folder can be generated at a path, before any work is done.

    Raises:
        TfdrError: it cannot, with the reason and a way out.
    """
    name = shown(str(dest))
    if (
        not dest.name
        or "\0" in str(dest)
        or any(len(os.fsencode(part)) > 255 for part in dest.parts)
    ):
        raise TfdrError(f"{name} is not a path that a folder can have")
    if dest.is_symlink():
        raise TfdrError(f"{name} is a symbolic link: name the folder that it points to")
    if dest.exists() and not dest.is_dir():
        raise TfdrError(f"{name} is a file: name a folder that does not exist yet")
    if dest.is_dir():
        # An empty repository is what a person has who made it on the forge first.
        if not force and any(each.name != ".git" for each in dest.iterdir()):
            raise TfdrError(
                f"{name} is not empty: name another folder, or add --force to overwrite files "
                "of the same names and keep all others"
            )
        if not os.access(dest, os.W_OK | os.X_OK):
            raise TfdrError(f"{name} cannot be written to: change its permissions or name another")
        return
    parent = _existing_parent(dest)
    if not parent.is_dir():
        raise TfdrError(f"{name} cannot be created: {shown(str(parent))} is not a folder")
    if not os.access(parent, os.W_OK | os.X_OK):
        raise TfdrError(
            f"{name} cannot be created: {shown(str(parent))} cannot be written to by you"
        )


@contextlib.contextmanager
def staging(dest: Path) -> Iterator[Path]:
    """Give a path beside DEST, of the same last name, to render into.

    It is on the same file system, so that moving it is quick and cannot fail half-way for want of
    room. Whatever is left there is removed in the end, come what may.

    Raises:
        TfdrError: there is no place for it.
    """
    beside = _existing_parent(dest) if not dest.exists() else dest.parent
    if dest.is_dir() and not (
        os.access(beside, os.W_OK | os.X_OK) and beside.stat().st_dev == dest.stat().st_dev
    ):
        beside = dest  # a mount point, or a folder that is all that the user may write to
    try:
        holder = Path(tempfile.mkdtemp(prefix=".tfdr-", dir=beside))
    except OSError as error:  # as in /proc, where no permission says so beforehand
        raise TfdrError(
            f"{shown(str(dest))} cannot be created: nothing can be written to "
            f"{shown(str(beside))} ({error.strerror or error}): name another folder"
        ) from error
    try:
        yield holder / dest.name
    finally:
        shutil.rmtree(holder, ignore_errors=True)


def place(tree: Path, dest: Path) -> None:
    """Move a finished tree to DEST, over files of the same names where DEST exists.

    Raises:
        TfdrError: something in DEST is in the way.
        OSError: a move failed; everything is then as it was before.
    """
    if dest.exists():
        _merge(tree, dest)
        return
    with contextlib.ExitStack() as undo:
        for folder in _missing(dest.parent):
            undo.callback(_remove_folder, folder)
            folder.mkdir()
        tree.rename(dest)
        undo.pop_all()


def _merge(tree: Path, dest: Path) -> None:
    files = sorted(path.relative_to(tree) for path in tree.rglob("*") if not path.is_dir())
    for file in files:
        _refuse_obstacle(dest, file)
    undo = contextlib.ExitStack()
    try:
        for file in files:
            for folder in _missing((dest / file).parent):
                undo.callback(_remove_folder, folder)
                folder.mkdir()
            _swap(tree / file, dest / file, tree.parent / "replaced" / file, undo)
    except BaseException:
        undo.close()  # in reverse order: everything is as it was before
        raise


def _swap(new: Path, target: Path, kept: Path, undo: contextlib.ExitStack) -> None:
    # Each way back is registered before its step is taken, since an interrupt can come between.
    if os.path.lexists(target):
        kept.parent.mkdir(parents=True, exist_ok=True)
        undo.callback(_put_back, kept, target)
        target.rename(kept)
    else:
        undo.callback(target.unlink, missing_ok=True)
    new.rename(target)


def _put_back(kept: Path, target: Path) -> None:
    if os.path.lexists(kept):
        kept.replace(target)


def _remove_folder(folder: Path) -> None:
    if folder.is_dir():
        folder.rmdir()


def _refuse_obstacle(dest: Path, file: Path) -> None:
    if (dest / file).is_dir() and not (dest / file).is_symlink():
        raise TfdrError(f"{dest / file} is a folder where a file has to go: move it away")
    for folder in list(file.parents)[:-1]:
        there = dest / folder
        if there.is_symlink():
            raise TfdrError(f"{there} is a symbolic link where a folder has to go: move it away")
        if there.exists() and not there.is_dir():
            raise TfdrError(f"{there} is a file where a folder has to go: move it away")


def _existing_parent(path: Path) -> Path:
    for parent in path.absolute().parents:
        if parent.exists() or parent.is_symlink():
            return parent
    raise OSError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))


def _missing(folder: Path) -> list[Path]:
    """Return a folder and those above it that do not exist, outermost first."""
    return [path for path in (folder, *folder.parents) if not path.exists()][::-1]
