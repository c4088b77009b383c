"""Begins and ends the processes in which emulated functions run.

They are forked from a warm process, see `warm`, which starts with the first of them.
Where a process cannot be forked, each is a fresh one.
"""

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol
from zipfile import ZipFile

from tfdr.emulator.client.environment import client_environment
from tfdr.emulator.inside.functions import runner

KILLED = -9

_PACKAGE_PARENT = Path(__file__).resolve().parents[4]
_PASSED_ON = ("HOME", "LANG", "PATH", "TMPDIR")
_CAN_FORK = hasattr(os, "fork") and hasattr(socket, "send_fds")


class Process(Protocol):
    """A function that runs."""

    def wait(self, seconds: float | None) -> int:
        """Wait for its end, and return its exit status: if negative, of the signal that ended it.

        Raises:
            TimeoutError: it has not ended in so many seconds.
        """

    def kill(self) -> None:
        """End it."""


class Server:
    """The warm process, or what stands in for it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._started: _Started | None = None

    @contextmanager
    def folder(self) -> Iterator[Path]:
        """Make a folder for an invocation."""
        parent = self._ready().folder if _CAN_FORK else None
        with TemporaryDirectory(prefix="tfdr-lambda-", dir=parent) as folder:
            yield Path(folder)

    def unpacked(self, code: bytes, folder: Path) -> Path:
        """Return where a package is unpacked.

        Args:
            code: the zip file.
            folder: of the invocation; other invocations may have the same package.
        """
        if not _CAN_FORK:
            _unpack(code, folder / "package")
            return folder / "package"
        package = self._ready().folder / "packages" / sha256(code).hexdigest()
        with self._lock:
            if not package.exists():
                unfinished = package.with_suffix(".unfinished")
                _unpack(code, unfinished)
                for each in (unfinished, *unfinished.rglob("*")):
                    each.chmod(0o555 if each.is_dir() else 0o444)
                unfinished.rename(package)
        return package

    def begin(self, folder: Path, asked: dict[str, Any]) -> Process:
        """Begin an invocation.

        Args:
            folder: where what is asked for has been written to.
            asked: that, with the `package` and the `environment` of the function.
        """
        if not _CAN_FORK:
            return _Spawned(folder, asked)
        control = self._ready().control
        ours, theirs = socket.socketpair()
        ours.sendall(str(folder).encode())
        with theirs, self._lock:
            socket.send_fds(control, [b"+"], [theirs.fileno()])
        return _Forked(ours)

    def _ready(self) -> "_Started":
        """Return the warm process, started anew if it is not there."""
        with self._lock:
            if self._started is None or self._started.process.poll() is not None:
                self._started = _start()
            return self._started


@dataclass(frozen=True)
class _Started:
    process: "subprocess.Popen[bytes]"
    control: socket.socket
    folder: Path


def _start() -> _Started:
    ours, theirs = socket.socketpair()
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-m", "tfdr.emulator.inside.functions.warm"],
            cwd=_PACKAGE_PARENT,
            env=client_environment("", inherited()),
            stdin=theirs.fileno(),
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
    with ours.makefile("r", encoding="utf-8") as lines:
        folder = lines.readline().rstrip("\n")
    if not folder:
        raise RuntimeError("the process that functions are forked from did not start")
    return _Started(process, ours, Path(folder))


class _Forked:
    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection

    def wait(self, seconds: float | None) -> int:
        self._connection.settimeout(seconds)
        try:
            said = self._connection.recv(16)
        except ConnectionError:
            said = b""
        self._connection.close()
        return int(said or KILLED)

    def kill(self) -> None:
        with suppress(OSError):
            self._connection.shutdown(socket.SHUT_WR)


class _Spawned:
    def __init__(self, folder: Path, asked: dict[str, Any]) -> None:
        with (folder / runner.LOG).open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-P", runner.__file__, str(folder)],
                cwd=asked["package"],
                env=asked["environment"],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def wait(self, seconds: float | None) -> int:
        try:
            return self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise TimeoutError from None

    def kill(self) -> None:
        self._process.kill()


def inherited() -> dict[str, str]:
    """Return what functions have of this process's environment."""
    return {name: os.environ[name] for name in _PASSED_ON if name in os.environ}


def _unpack(code: bytes, folder: Path) -> None:
    ZipFile(BytesIO(code)).extractall(folder)


server = Server()
"""Of this process."""
