"""A view of a directory in which Terraform can write without touching the directory itself."""

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

LOCK = ".terraform.lock.hcl"
_HIDDEN = frozenset({".terraform", LOCK, "terraform.tfstate.d", ".git"})


@dataclass(frozen=True, slots=True)
class View:
    """A root module to run Terraform in, and the directory for what it downloads."""

    root: Path
    data: Path


@contextmanager
def overlay(root: Path, reached: Iterable[Path]) -> Iterator[View]:
    """A temporary root module that shows what `root` holds, at the same relative paths.

    `terraform init` writes a lock file beside the configuration, wherever its data goes. Here
    the directories on the way to `root` are real, and all that they hold are links. A lock
    file that is there is copied, so that its versions count.

    Args:
        root: the root module, absolute.
        reached: directories that the configuration may refer to, absolute; they decide how far
            up from `root` the view reaches.
    """
    top = Path(os.path.commonpath([root, *reached]))
    with tempfile.TemporaryDirectory(prefix="tfdr-") as temporary:
        here, there = top, Path(temporary).resolve() / "root"
        there.mkdir()
        for name in [*root.relative_to(top).parts, ""]:
            for entry in here.iterdir():
                if entry.name != name and entry.name not in _HIDDEN:
                    (there / entry.name).symlink_to(entry.absolute())
            if name:
                here, there = here / name, there / name
                there.mkdir()
        if (root / LOCK).is_file():
            shutil.copy(root / LOCK, there / LOCK)
        yield View(there, Path(temporary, "data"))
