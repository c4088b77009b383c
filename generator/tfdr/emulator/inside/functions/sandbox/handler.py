"""Calls the handler of an emulated function, and keeps what it answers."""

import importlib
import io
import json
import os
import socket
import struct
import sys
import time
import traceback
import uuid
from pathlib import Path
from typing import Any

from tfdr.emulator.inside.functions.sandbox.clock import clock, fix_chance
from tfdr.emulator.inside.functions.sandbox.network import stay_inside
from tfdr.emulator.inside.functions.sandbox.threads import turns

CALL, ANSWER, LOG = "call.json", "answer.json", "log"
"""Files in the folder of an invocation."""

TIME = struct.Struct("!d")
"""What goes to the emulator when the function waits, until when, and comes back, the time then."""


class Context:
    """What a handler gets as its second argument."""

    def __init__(self, timeout_seconds: int) -> None:
        self.function_name = os.environ["AWS_LAMBDA_FUNCTION_NAME"]
        self.function_version = os.environ["AWS_LAMBDA_FUNCTION_VERSION"]
        self.aws_request_id = str(uuid.uuid4())
        self._deadline = time.monotonic() + timeout_seconds

    def get_remaining_time_in_millis(self) -> int:
        """Return how long the function may still run, in milliseconds."""
        return max(0, int((self._deadline - time.monotonic()) * 1000))


def asked_in(folder: Path) -> Any:
    """Return what is asked for in the folder of an invocation."""
    return json.loads((folder / CALL).read_text(encoding="utf-8"))


def call(folder: Path, asked: Any, channel: socket.socket) -> None:
    """Call the handler that the environment names, in the package that is the working directory.

    Args:
        folder: of the invocation; gets the answer.
        asked: the `event`, the `task` that this is and its `seed`, how many seconds since
            `began` it is `now`, and after how many there is a `timeout`.
        channel: to the emulator, which tells when a wait is over.
    """
    for stream in (sys.stdout, sys.stderr):  # what was said before a crash is kept
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(line_buffering=True)
    clock.begin(asked["now"], asked["began"])
    fix_chance(asked["seed"])
    turns.wait_until = lambda until: _wait(channel, until)
    stay_inside(asked["task"])
    sys.path.insert(0, str(Path.cwd()))
    module, _, name = os.environ["_HANDLER"].rpartition(".")
    payload: Any
    try:
        handler = getattr(importlib.import_module(module.replace("/", ".")), name)
        payload, failed = handler(asked["event"], Context(asked["timeout"])), False
        json.dumps(payload)
    except Exception as error:  # whatever a handler raises is its answer
        traceback.print_exc()
        payload = {"errorMessage": str(error), "errorType": type(error).__name__}
        failed = True
    answer = json.dumps({"payload": payload, "failed": failed})
    (folder / ANSWER).write_text(answer, encoding="utf-8")


def _wait(channel: socket.socket, until: float | None) -> None:
    channel.sendall(TIME.pack(float("inf") if until is None else until))
    said = channel.recv(TIME.size, socket.MSG_WAITALL)
    if len(said) < TIME.size:
        os._exit(1)  # nobody is there who could tell
    clock.set(TIME.unpack(said)[0])
