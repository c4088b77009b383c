"""The first words of MySQL's protocol: greeting, TLS, signing in, one query.

https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase.html
"""

import struct

import wire

PROTOCOL = 10
HAS_TLS = 0x0800
# Database named, 4.1 protocol, TLS, 4.1 authentication, a plugin named, its data of any length.
FLAGS = 0x0008 | 0x0200 | HAS_TLS | 0x8000 | 0x80000 | 0x200000
HEAD = struct.pack("<IIB23x", FLAGS, 1 << 24, 45)  # packets of up to 16 MiB; utf8mb4
IN_CLEAR = b"mysql_clear_password"
QUERY, GOODBYE = b"\x03SELECT 1", b"\x01"
REFUSED, ANOTHER_PROOF = 0xFF, 0xFE


def reach(host, port, timeout):
    """Raise unless the server greets and speaks TLS."""
    with wire.connect(host, port, timeout) as plain:
        ask_for_tls(plain)
        with wire.ANYBODY.wrap_socket(plain, server_hostname=host):
            pass


def query(host, port, timeout, user, name, token):
    """Raise unless the server answers a query to who signs in."""
    with wire.connect(host, port, timeout) as plain:
        ask_for_tls(plain)
        with wire.KNOWN.wrap_socket(plain, server_hostname=host) as connection:
            proof = token.encode() + b"\0"
            words = [HEAD, user.encode() + b"\0", counted(proof), name.encode() + b"\0", IN_CLEAR]
            connection.sendall(framed(2, b"".join(words) + b"\0"))
            number, content = packet(connection)
            if content[0] == ANOTHER_PROOF:
                if not content[1:].startswith(IN_CLEAR + b"\0"):
                    raise ConnectionError("the server wants another proof than a token")
                connection.sendall(framed(number + 1, proof))
                packet(connection)
            connection.sendall(framed(0, QUERY))
            packet(connection)
            connection.sendall(framed(0, GOODBYE))


def ask_for_tls(connection):
    """Ask a server to go on with TLS, once it has greeted."""
    _, greeting = packet(connection)
    if greeting[0] != PROTOCOL:
        raise ConnectionError("the server turns clients away")
    # After the version, which ends in a zero: thread (4 bytes), challenge (8), filler (1).
    flags = greeting.index(0, 1) + 1 + 13
    if not int.from_bytes(greeting[flags : flags + 2], "little") & HAS_TLS:
        raise ConnectionError("the server does not speak TLS")
    connection.sendall(framed(1, HEAD))


def packet(connection):
    """Read a packet; return its number and what it holds, or raise what it refuses."""
    header = wire.read(connection, 4)
    content = wire.read(connection, int.from_bytes(header[:3], "little"))
    if not content or content[0] == REFUSED:
        words = content[3:].decode(errors="replace").removeprefix("#")
        raise ConnectionError(words or "the server refused")
    return header[3], content


def framed(number, content):
    """Return a packet as it is sent."""
    return len(content).to_bytes(3, "little") + bytes([number]) + content


def counted(content):
    """Return content with its length before it."""
    if len(content) < 251:
        return bytes([len(content)]) + content
    return b"\xfc" + len(content).to_bytes(2, "little") + content
