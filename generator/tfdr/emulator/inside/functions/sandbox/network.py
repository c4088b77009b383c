"""The network that a function finds: the emulated AWS, and nothing beyond it.

Names of databases lead to the emulated ones, HTTPS for names in emulated zones to what DNS leads
to; such a name has an address that nothing answers at but that tells one target from another. No
other name is known. What a connection waits for, it waits for by the simulated clock: the
emulator says how long an answer takes, and when there will be none.
"""

import errno
import http.client
import json
import os
import socket
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlencode, urlsplit
from urllib.request import urlopen
from weakref import WeakKeyDictionary
from zlib import crc32

from tfdr.emulator.inside.functions.sandbox.clock import clock
from tfdr.emulator.inside.functions.sandbox.threads import turns
from tfdr.emulator.protocol import BACKDOOR, CUT, HANGING, NOW, SILENT, TAKES, TASK

_FOR_EVER = 3600.0  # seconds: longer than any function may run
_NOWHERE = int(ip_address("198.18.0.0"))  # addresses for tests of devices, RFC 2544
_LOOPBACK = ("localhost", "127.0.0.1", "::1")

_timeouts: "WeakKeyDictionary[socket.socket, float | None]" = WeakKeyDictionary()


def stay_inside(task: str) -> None:
    """Have all connections of this process lead into the emulated AWS.

    Args:
        task: which of the emulator's tasks it works for.
    """
    _replace_names()
    _replace_timeouts()
    _replace_requests(task)


def ask(question: str, **given: Any) -> Any:
    """Ask the emulator's back door."""
    address = f"{os.environ['AWS_ENDPOINT_URL']}{BACKDOOR}{question}?{urlencode(given)}"
    with urlopen(address) as answer:  # noqa: S310 - the emulator's address
        return json.load(answer)


def _replace_names() -> None:
    look_up = socket.getaddrinfo
    home = urlsplit(os.environ["AWS_ENDPOINT_URL"])

    def getaddrinfo(host: Any, port: Any, *args: Any, **kwargs: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else str(host)
        if name in (home.hostname, *_LOOPBACK):
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
        if state == HANGING:
            raise _time_out(self.timeout, clock.now)
        if state == CUT:
            raise ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused")
        # In the clear: the emulator has no certificate for the name.
        self.sock = socket.create_connection((home.hostname, home.port), self.timeout)

    socket.getaddrinfo = getaddrinfo
    http.client.HTTPSConnection.connect = connect  # type: ignore[method-assign]


def _replace_timeouts() -> None:
    """Have sockets remember their time-out and wait without one: that is told by the emulator."""
    really_set = socket.socket.settimeout

    def settimeout(self: socket.socket, seconds: float | None) -> None:
        _timeouts[self] = seconds
        really_set(self, 0.0 if seconds == 0 else None)

    def gettimeout(self: socket.socket) -> float | None:
        return _timeouts.get(self)

    socket.socket.settimeout = settimeout  # type: ignore[method-assign, assignment]
    socket.socket.gettimeout = gettimeout  # type: ignore[method-assign, assignment]


def _replace_requests(task: str) -> None:
    begin, finish = http.client.HTTPConnection.putrequest, http.client.HTTPConnection.getresponse

    def putrequest(self: Any, *args: Any, **kwargs: Any) -> None:
        begin(self, *args, **kwargs)
        self.putheader(TASK, task)

    def getresponse(self: Any) -> Any:
        timeout, began = self.sock.gettimeout() if self.sock else None, clock.now
        answer = finish(self)
        if now := answer.headers.get(NOW):
            clock.set(float(now))
        due = clock.now + float(answer.headers.get(TAKES, 0))
        if answer.headers.get(SILENT) or (timeout is not None and due - began > timeout):
            self.close()
            raise _time_out(timeout, began)
        if due > clock.now:
            turns.block(due)
        return answer

    http.client.HTTPConnection.putrequest = putrequest  # type: ignore[method-assign]
    http.client.HTTPConnection.getresponse = getresponse  # type: ignore[method-assign]


def _time_out(seconds: object, began: float) -> TimeoutError:
    """Wait for what does not come in time, and return what becomes of that."""
    until = began + (float(seconds) if isinstance(seconds, int | float) else _FOR_EVER)
    if until > clock.now:
        turns.block(until)
    return TimeoutError("timed out")
