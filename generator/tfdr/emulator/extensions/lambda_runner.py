"""Inside an emulated Lambda function: imports its handler and calls it.

Run as a program, with the folder of the invocation as the only argument, or by a process that
`lambda_server` forked. Nothing but the standard library is needed.
"""

import errno
import http.client
import importlib
import io
import json
import os
import socket
import sys
import time
import traceback
import uuid
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit
from urllib.request import urlopen
from zlib import crc32

CALL, ANSWER, LOG = "call.json", "answer.json", "log"
"""Files in the folder of an invocation."""

_NOWHERE = int(ip_address("198.18.0.0"))  # addresses for tests of devices, RFC 2544


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


def stay_inside() -> None:
    """Have names lead into the emulated AWS, and nowhere else.

    Names of databases lead to the emulated ones, HTTPS for names in emulated zones to what DNS
    leads to; such a name has an address that nothing answers at but that tells one target from
    another. No other name is known.
    """
    look_up = socket.getaddrinfo
    home = urlsplit(os.environ["AWS_ENDPOINT_URL"])

    def getaddrinfo(host: Any, port: Any, *args: Any, **kwargs: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else str(host)
        if name in (home.hostname, "localhost", "127.0.0.1", "::1"):
            return look_up(host, port, *args, **kwargs)
        address = None
        if name.endswith(".rds.amazonaws.com"):
            function, region = os.environ["AWS_LAMBDA_FUNCTION_NAME"], os.environ["AWS_REGION"]
            address = ask("address", host=name, port=port, function=function, region=region)
        elif leads_to := ask("resolve", name=name):
            address = ip_address(_NOWHERE + crc32(leads_to["target"].encode()) % 2**16), port
        if address is None:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return look_up(str(address[0]), address[1], *args, **kwargs)

    def connect(self: Any) -> None:
        state = ask("connection", name=self.host)
        if state is None:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        if state == "hanging":
            time.sleep(self.timeout if isinstance(self.timeout, int | float) else 60)
            raise TimeoutError("timed out")
        if state == "cut":
            raise ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused")
        # In the clear: the emulator has no certificate for the name.
        self.sock = socket.create_connection((home.hostname, home.port), self.timeout)

    socket.getaddrinfo = getaddrinfo
    http.client.HTTPSConnection.connect = connect  # type: ignore[method-assign]


def ask(question: str, **given: Any) -> Any:
    """Ask the emulator's back door."""
    address = f"{os.environ['AWS_ENDPOINT_URL']}/tfdr/{question}?{urlencode(given)}"
    with urlopen(address) as answer:  # noqa: S310 - the emulator's address
        return json.load(answer)


def asked_in(folder: Path) -> Any:
    """Return what is asked for in the folder of an invocation."""
    return json.loads((folder / CALL).read_text(encoding="utf-8"))


def call(folder: Path, asked: Any) -> None:
    """Call the handler that the environment names, in the package that is the working directory.

    Args:
        folder: of the invocation; gets the answer.
        asked: the `event`, and after how many seconds there is a `timeout`.
    """
    for stream in (sys.stdout, sys.stderr):  # what was said before a crash is kept
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(line_buffering=True)
    stay_inside()
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


if __name__ == "__main__":
    call(Path(sys.argv[1]), asked_in(Path(sys.argv[1])))
