"""Generated repositories to look at: each rendered once, for all workers and all runs.

A repository is kept under a hash of all that it depends on: the answers, the template, our package
and the libraries that render. It is kept among the temporary files, outside of any checkout, whose
settings would hold for it. Whoever gets one leaves it as it is; `changed` tells who did not.
"""

import contextlib
import fcntl
import hashlib
import io
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import IO, Any

import yaml
from tfdr import cli

from tests.installed import installed, package
from tests.support import ROOT

FOLDER = Path(tempfile.gettempdir(), f"tfdr-renders-{os.getuid()}")
LIBRARIES = ("copier", "jinja2", "jinja2-ansible-filters", "pyyaml")
# Of so many states of the code renders are kept, for who goes back and forth between two of them.
STATES = 4

_handed_out: dict[Path, str] = {}
_in_use: list[IO[str]] = []  # the lock of this state, held until this process ends


def rendered(preset: str = "", answers: Mapping[str, Any] | None = None) -> Path:
    """Return a repository for the answers of a preset, with some of them changed.

    Args:
        preset: its name; empty where the answers are complete without one.
        answers: what is changed in it.

    Raises:
        AssertionError: the answers are refused; what was said comes with it.
    """
    given = dict(answers or {})
    asked = json.dumps([preset, given], sort_keys=True, default=repr)
    place = _state() / hashlib.sha256(asked.encode()).hexdigest()[:16]
    repository = place / "repository"
    if repository in _handed_out:
        return repository
    with _locked(place.with_suffix(".lock")):
        seal = place / "digest"
        if not seal.is_file() or seal.read_text() != digest(repository):
            shutil.rmtree(place, ignore_errors=True)  # of a run that was killed
            place.mkdir()
            _render(preset, given, place)
            seal.write_text(digest(repository))
        _handed_out[repository] = seal.read_text()
    return repository


def copied(folder: Path, preset: str = "", answers: Mapping[str, Any] | None = None) -> Path:
    """Return the same as a copy that may be changed."""
    return shutil.copytree(rendered(preset, answers), folder)


def changed() -> list[Path]:
    """Return what was handed out here and is not as it was, and forget it."""
    found = [path for path, before in _handed_out.items() if digest(path) != before]
    for path in found:
        shutil.rmtree(path.parent)
        del _handed_out[path]
    return found


def digest(folder: Path) -> str:
    """Return a hash of all that is below a folder."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            runs = os.access(path, os.X_OK)
            total.update(f"\0{path.relative_to(folder)}\0{runs}\0".encode())
            total.update(path.read_bytes())
    return total.hexdigest()


def _render(preset: str, answers: dict[str, Any], place: Path) -> None:
    file = place / "answers.yml"
    file.write_text(yaml.safe_dump(answers), encoding="utf-8")
    command = ["new", str(place / "repository"), "--answers", str(file), "--defaults"]
    if preset:
        command += ["--preset", preset]
    said = io.StringIO()
    with installed(), contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        code = cli.main(command)
    assert code == 0, said.getvalue()


@cache
def _state() -> Path:
    """Return the folder of this state of the code, which stays while this process lives."""
    total = hashlib.sha256(sys.version.encode())
    total.update(repr([version(each) for each in LIBRARIES]).encode())
    total.update(digest(package().parents[1]).encode())
    for path in sorted((ROOT / "generator/tfdr").rglob("*.py")):
        total.update(f"\0{path.relative_to(ROOT)}\0".encode())
        total.update(path.read_bytes())
    state = FOLDER / total.hexdigest()[:16]
    FOLDER.mkdir(mode=0o700, exist_ok=True)
    assert FOLDER.stat().st_uid == os.getuid(), f"{FOLDER} is somebody else's"
    _in_use.append(_open(state.with_suffix(".lock")))
    fcntl.flock(_in_use[0], fcntl.LOCK_SH)
    state.mkdir(exist_ok=True)
    os.utime(state)
    _forget_old_ones()
    return state


def _forget_old_ones() -> None:
    states = sorted(
        (path for path in FOLDER.iterdir() if path.is_dir()), key=lambda path: path.stat().st_mtime
    )
    for state in states[:-STATES]:
        with _open(state.with_suffix(".lock")) as lock, contextlib.suppress(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(state, ignore_errors=True)


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    with _open(path) as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _open(path: Path) -> IO[str]:
    return path.open("a", encoding="utf-8")
