"""The warm process from which every invocation of an emulated function is forked.

Importing boto3 and reading the models of a few services takes most of a second; a fork of a
process that has done both takes milliseconds. The emulator has threads and must not fork, so this
is a program of its own, with one thread.

It starts with a socket as its standard input. There it says, in a line, which folder is for what
functions need, and then gets two sockets for each invocation. By the first comes the invocation's
own folder; when it ends there, the function has to end; back goes the exit status. The second is
for the function itself, see `sandbox.handler`. When the standard input ends, so does everything.
"""

import gc
import json
import os
import select
import signal
import socket
import sys
import time
import traceback
from contextlib import suppress
from functools import wraps
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NoReturn

import boto3.dynamodb.types  # noqa: F401 - functions find it imported
import time_machine  # noqa: F401 - likewise
from botocore import UNSIGNED
from botocore.config import Config
from botocore.loaders import Loader
from botocore.session import Session

from tfdr.emulator.inside.functions.sandbox import handler

_READ = "read.json"
_LONGEST_PATH = 4096


def main() -> None:
    """Fork invocations until nobody can ask for any."""
    control = socket.socket(fileno=0)
    models = _share_models()
    _make_a_client()
    with TemporaryDirectory(prefix="tfdr-lambda-") as folder:
        # What is imported from packages is kept compiled, but not within them.
        sys.dont_write_bytecode, sys.pycache_prefix = False, str(Path(folder) / "compiled")
        gc.freeze()  # so that forks share memory
        control.sendall(f"{folder}\n".encode())
        _Server(control, models).serve()


class _Server:
    def __init__(self, control: socket.socket, models: Loader) -> None:
        self._control, self._models = control, models
        self._running: dict[int, tuple[socket.socket, Path]] = {}
        # A child that ends makes the one readable.
        self._ended, self._ends = socket.socketpair()
        self._ends.setblocking(False)
        signal.set_wakeup_fd(self._ends.fileno())
        signal.signal(signal.SIGCHLD, lambda *_: None)

    def serve(self) -> None:
        """Fork what is asked for, end what is not wanted any more, say what has ended."""
        asked = True
        while asked:
            connections = [connection for connection, _ in self._running.values()]
            readable, _, _ = select.select([self._control, self._ended, *connections], [], [])
            if self._ended in readable:
                self._ended.recv(_LONGEST_PATH)
            self._look_for_ended()
            for child, (connection, _) in list(self._running.items()):
                if connection in readable:
                    self._end(child)
            if self._control in readable:
                asked = self._begin()
        for child in list(self._running):
            self._end(child)

    def _begin(self) -> bool:
        said, descriptors, *_ = socket.recv_fds(self._control, 1, 2)
        if not said:
            return False
        connection, channel = (socket.socket(fileno=each) for each in descriptors)
        folder = Path(connection.recv(_LONGEST_PATH).decode())
        child = os.fork()
        if child == 0:
            self._be_function(folder, connection, channel)
        channel.close()
        self._running[child] = (connection, folder)
        return True

    def _end(self, child: int) -> None:
        with suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)
        os.kill(child, signal.SIGKILL)  # it may not have a group yet
        self._say(child, os.waitpid(child, 0)[1])

    def _look_for_ended(self) -> None:
        while self._running:
            child, status = os.waitpid(-1, os.WNOHANG)
            if child == 0:
                break
            self._say(child, status)

    def _say(self, child: int, status: int) -> None:
        connection, folder = self._running.pop(child)
        read = []
        with suppress(OSError, ValueError):
            read = json.loads((folder / _READ).read_text(encoding="utf-8"))
        with suppress(OSError), connection:
            connection.sendall(str(os.waitstatus_to_exitcode(status)).encode())
        for each in read:
            self._read_model(*each)

    def _read_model(self, service: str, kind: str, version: str | None) -> None:
        """Read a model that a function has read, so that the next ones need not."""
        before = len(self._models._cache)
        with suppress(Exception):
            self._models.load_service_model(service, kind, api_version=version)
        if len(self._models._cache) > before:
            gc.freeze()

    def _be_function(
        self, folder: Path, connection: socket.socket, channel: socket.socket
    ) -> NoReturn:
        """Carry out an invocation in a process that was forked for it."""
        status = 1
        try:
            os.setsid()
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            others = [each for each, _ in self._running.values()]
            for each in (connection, self._ended, self._ends, *others):
                each.close()
            self._control.detach()  # its number becomes that of an empty standard input
            asked = handler.asked_in(folder)
            _become(folder, asked)
            handler.call(folder, asked, channel)
            status = 0
        except SystemExit as error:
            status = _status_of(error)
        except BaseException:  # whatever it is, this process must not go on as its parent would
            traceback.print_exc()
        finally:
            with suppress(Exception):
                (folder / _READ).write_text(json.dumps(_models_read(self._models)))
            for stream in (sys.stdout, sys.stderr):
                with suppress(Exception):
                    stream.flush()
            os._exit(status)


def _become(folder: Path, asked: Any) -> None:
    """Take a function's environment, place, input and output."""
    nothing = os.open(os.devnull, os.O_RDONLY)
    log = os.open(folder / handler.LOG, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for descriptor, number in ((nothing, 0), (log, 1), (log, 2)):
        os.dup2(descriptor, number)
    os.close(nothing)
    os.close(log)
    os.environ.clear()
    os.environ.update(asked["environment"])
    time.tzset()
    os.chdir(asked["package"])
    # A module of the package comes before one of that name that is imported already.
    own = {each.name.partition(".")[0] for each in Path().iterdir()} | {"tfdr"}
    for name in list(sys.modules):
        if name.partition(".")[0] in own:
            del sys.modules[name]


def _status_of(error: SystemExit) -> int:
    if error.code is None or isinstance(error.code, int):
        return (error.code or 0) & 0xFF
    print(error.code, file=sys.stderr)
    return 1


def _share_models() -> Loader:
    """Have all sessions of this process and of its forks find what one loader has read."""
    shared, init = Loader(), Loader.__init__

    @wraps(init)
    def with_models(self: Any, *args: Any, **settings: Any) -> None:
        init(self, *args, **settings)
        if not args and not settings:  # it looks where the shared one does
            self._cache = shared._cache

    Loader.__init__ = with_models
    return shared


def _models_read(loader: Loader) -> list[list[str | None]]:
    """Return what service models a loader has read: service, kind, version."""
    keys = [key for key in loader._cache if key[0] == "load_service_model"]
    return [[key[1], key[2], key[-1] if len(key) > 3 else None] for key in keys]


def _make_a_client() -> None:
    """Make a client of a small service, which imports whatever clients need."""
    Session().create_client("sts", "us-east-1", config=Config(signature_version=UNSIGNED))
