"""Begins and ends the processes in which emulated functions run.

They are forked from a warm process, see `warm`, which starts with the first of them.
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
from zipfile import ZipFile

from tfdr.emulator.client.environment import client_environment
from tfdr.emulator.inside.functions.sandbox.handler import TIME

KILLED = -9

_PACKAGE_PARENT = Path(__file__).resolve().parents[4]
_PASSED_ON = ("HOME", "LANG", "PATH", "TMPDIR")
_PATIENCE = 300.0
"""Seconds on the wall after which a function that neither waits nor ends is ended: it would never
come to its time-out, as no time passes while it computes."""


class Process:
    """A function that runs.

    Args:
        connection: to the warm process, which says how it ended and ends it.
        channel: to the function, which says until when it waits.
    """

    def __init__(self, connection: socket.socket, channel: socket.socket) -> None:
        self._connection, self._channel = connection, channel
        channel.settimeout(_PATIENCE)

    def waits_until(self) -> float | None:
        """Return until when it waits, as soon as it does; None when it has ended."""
        try:
            said = self._channel.recv(TIME.size, socket.MSG_WAITALL)
        except TimeoutError:
            self.kill()
            return None
        except OSError:
            return None
        until: float | None = TIME.unpack(said)[0] if len(said) == TIME.size else None
        return until

    def go_on(self, now: float) -> None:
        """Let it go on, and tell it the time."""
        with suppress(OSError):
            self._channel.sendall(TIME.pack(now))

    def kill(self) -> None:
        """End it."""
        with suppress(OSError):
            self._connection.shutdown(socket.SHUT_WR)

    def status(self) -> int:
        """Return its exit status once it has ended: if negative, of the signal that ended it."""
        try:
            said = self._connection.recv(16)
        except ConnectionError:
            said = b""
        self._connection.close()
        self._channel.close()
        return int(said or KILLED)


class Server:
    """The warm process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._started: _Started | None = None

    @contextmanager
    def folder(self) -> Iterator[Path]:
        """Make a folder for an invocation."""
        with TemporaryDirectory(prefix="tfdr-lambda-", dir=self._ready().folder) as folder:
            yield Path(folder)

    def unpacked(self, code: bytes) -> Path:
        """Return where a package is unpacked, for all invocations that have it.

        Args:
            code: the zip file.
        """
        package = self._ready().folder / "packages" / sha256(code).hexdigest()
        with self._lock:
            if not package.exists():
                unfinished = package.with_suffix(".unfinished")
                ZipFile(BytesIO(code)).extractall(unfinished)
                for each in (unfinished, *unfinished.rglob("*")):
                    each.chmod(0o555 if each.is_dir() else 0o444)
                unfinished.rename(package)
        return package

    def begin(self, folder: Path) -> Process:
        """Begin an invocation.

        Args:
            folder: where what is asked for has been written to.
        """
        control = self._ready().control
        ours, theirs = socket.socketpair()
        channel, their_channel = socket.socketpair()
        ours.sendall(str(folder).encode())
        with theirs, their_channel, self._lock:
            socket.send_fds(control, [b"+"], [theirs.fileno(), their_channel.fileno()])
        return Process(ours, channel)

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
    if not (hasattr(os, "fork") and hasattr(socket, "send_fds")):
        raise RuntimeError("functions run on systems that can fork: Linux and macOS")
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


def inherited() -> dict[str, str]:
    """Return what functions have of this process's environment."""
    return {name: os.environ[name] for name in _PASSED_ON if name in os.environ}


server = Server()
"""Of this process."""
