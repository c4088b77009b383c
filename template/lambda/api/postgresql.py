"""The first words of PostgreSQL's protocol: TLS, signing in, one query.

https://www.postgresql.org/docs/current/protocol-flow.html
"""

import struct

import wire

TLS_REQUEST = struct.pack("!II", 8, 80877103)
VERSION = struct.pack("!I", 196608)
SIGNED_IN, IN_CLEAR = 0, 3


def reach(host, port, timeout):
    """Raise unless the server goes on with TLS and asks who is there."""
    with wire.connect(host, port, timeout) as plain:
        ask_for_tls(plain)
        with wire.ANYBODY.wrap_socket(plain, server_hostname=host) as connection:
            start(connection, "nobody", "nothing")
            kind, content = message(connection)
            if kind != b"R":
                raise ConnectionError(said(content))


def query(host, port, timeout, user, name, token):
    """Raise unless the server answers a query to who signs in."""
    with wire.connect(host, port, timeout) as plain:
        ask_for_tls(plain)
        with wire.KNOWN.wrap_socket(plain, server_hostname=host) as connection:
            start(connection, user, name)
            sign_in(connection, token)
            connection.sendall(framed(b"Q", b"SELECT 1\0"))
            if b"D" not in until_ready(connection):
                raise ConnectionError("the query had no answer")
            connection.sendall(framed(b"X", b""))


def ask_for_tls(connection):
    """Ask a server to go on with TLS."""
    connection.sendall(TLS_REQUEST)
    if wire.read(connection, 1) != b"S":
        raise ConnectionError("the server does not go on with TLS")


def start(connection, user, name):
    """Say who wants to come in, and to which database."""
    words = b"".join(word.encode() + b"\0" for word in ("user", user, "database", name, ""))
    connection.sendall(struct.pack("!I", 8 + len(words)) + VERSION + words)


def sign_in(connection, token):
    """Show the token when the server asks, and wait until it is ready."""
    while True:
        kind, content = message(connection)
        if kind == b"E":
            raise ConnectionError(said(content))
        asked = struct.unpack("!I", content[:4])[0] if kind == b"R" else SIGNED_IN
        if asked == IN_CLEAR:
            connection.sendall(framed(b"p", token.encode() + b"\0"))
        elif asked != SIGNED_IN:
            raise ConnectionError("the server wants another proof than a token")
        elif kind == b"Z":
            return


def until_ready(connection):
    """Return the kinds of the messages until the server is ready again."""
    kinds = set()
    while b"Z" not in kinds:
        kind, content = message(connection)
        if kind == b"E":
            raise ConnectionError(said(content))
        kinds.add(kind)
    return kinds


def message(connection):
    """Read a message; return its kind and what it holds."""
    kind, length = struct.unpack("!cI", wire.read(connection, 5))
    return kind, wire.read(connection, length - 4)


def framed(kind, content):
    """Return a message as it is sent."""
    return kind + struct.pack("!I", len(content) + 4) + content


def said(content):
    """Return the code and the words of an error."""
    fields = {field[:1]: field[1:].decode(errors="replace") for field in content.split(b"\0")}
    return f"{fields.get(b'C', '')} {fields.get(b'M', '')}".strip() or "the server refused"
