"""What an emulated database says to a client within TLS: whether it is let in, then a row a query.

A proxy with no database behind it keeps its client waiting. Here it ends the connection: a client
that waits would do so by the clock on the wall.
"""

import socket
import ssl
import struct
from typing import Any

OPEN, SILENT, LOCKED = "open", "silent", "locked"
"""What is behind a name: a database, nobody, or a database that does not let the proxy in."""

_IN_CLEAR = struct.pack("!I", 3)
_SIGNED_IN = struct.pack("!I", 0)
_REFUSED = b"SFATAL\0C28P01\0Mpassword authentication failed\0\0"
_CLEAR_PASSWORD = b"\xfemysql_clear_password\0"
_OK, _ONE_COLUMN = b"\0\0\0\2\0\0\0", b"\1"
_ACCESS_DENIED = b"\xff\x15\x04#28000Access denied for user"
_QUIT = 1


def talk_postgresql(client: ssl.SSLSocket, behind: str) -> None:
    """Talk to a client of PostgreSQL until it goes away."""
    head = _read(client, 4)
    if not head:
        return
    _read(client, struct.unpack("!I", head)[0] - 4)
    client.sendall(_framed(b"R", _IN_CLEAR))
    if not _message(client)[1].strip(b"\0"):
        return
    if behind == LOCKED:
        client.sendall(_framed(b"E", _REFUSED))
    if behind != OPEN:
        return
    client.sendall(_framed(b"R", _SIGNED_IN) + _framed(b"Z", b"I"))
    while _message(client)[0] == b"Q":
        row = _framed(b"T", b"\0\0") + _framed(b"D", b"\0\0") + _framed(b"C", b"SELECT 1\0")
        client.sendall(row + _framed(b"Z", b"I"))


def talk_mysql(client: ssl.SSLSocket, behind: str) -> None:
    """Talk to a client of MySQL until it goes away."""
    number, content = _packet(client)
    if not content:
        return
    _send(client, number + 1, _CLEAR_PASSWORD)
    number, proof = _packet(client)
    if not proof.strip(b"\0"):
        return
    if behind == LOCKED:
        _send(client, number + 1, _ACCESS_DENIED)
    if behind != OPEN:
        return
    _send(client, number + 1, _OK)
    while True:
        number, content = _packet(client)
        if not content or content[0] == _QUIT:
            return
        _send(client, number + 1, _ONE_COLUMN)


def _message(client: ssl.SSLSocket) -> tuple[bytes, bytes]:
    head = _read(client, 5)
    if not head:
        return b"", b""
    kind, length = struct.unpack("!cI", head)
    return kind, _read(client, length - 4)


def _framed(kind: bytes, content: bytes) -> bytes:
    return kind + struct.pack("!I", len(content) + 4) + content


def _packet(client: ssl.SSLSocket) -> tuple[int, bytes]:
    head = _read(client, 4)
    return (head[3], _read(client, int.from_bytes(head[:3], "little"))) if head else (0, b"")


def _send(client: ssl.SSLSocket, number: int, content: bytes) -> None:
    client.sendall(len(content).to_bytes(3, "little") + bytes([number]) + content)


def _read(client: Any, length: int) -> bytes:
    """Read exactly so many bytes; none if the client has gone away."""
    content: bytes = b""
    while len(content) < length:
        more = client.recv(length - len(content))
        if not more:
            return b""
        content += more
    return content


def greet_postgresql(client: socket.socket) -> None:
    """Go on with TLS when the client asks for it."""
    asked = client.recv(len(_POSTGRESQL_TLS_REQUEST), socket.MSG_WAITALL)
    client.sendall(b"S" if asked == _POSTGRESQL_TLS_REQUEST else b"E")


def greet_mysql(client: socket.socket) -> None:
    """Greet, and wait for the client to go on with TLS."""
    client.sendall(len(_MYSQL_GREETING).to_bytes(3, "little") + b"\0" + _MYSQL_GREETING)
    client.recv(_MYSQL_TLS_REQUEST_LENGTH, socket.MSG_WAITALL)


_POSTGRESQL_TLS_REQUEST = struct.pack("!II", 8, 80877103)
_MYSQL_TLS_REQUEST_LENGTH = 36
# Protocol 10, version, thread, challenge, filler, all capabilities, the rest does not matter.
_MYSQL_GREETING = b"\x0a8.0.42\0" + bytes(13) + b"\xff\xff\x2d\x02\x00\xff\xff" + bytes(27)
