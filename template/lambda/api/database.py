"""Reaches a database as far as the standard library can: connection, first words, TLS.

Nothing is sent that is worth protecting, so the certificate is not checked: RDS signs those of
proxies and those of clusters by different authorities, and an application's driver checks them.
"""

import socket
import ssl
import struct

TLS = ssl.create_default_context()
TLS.check_hostname = False
TLS.verify_mode = ssl.CERT_NONE

POSTGRESQL_TLS_REQUEST = struct.pack("!II", 8, 80877103)
MYSQL_PORT = 3306
MYSQL_PROTOCOL = 10
MYSQL_HAS_TLS = 0x0800
# 4.1 protocol, TLS, 4.1 authentication; packets of up to 16 MiB; utf8mb4.
MYSQL_TLS_REQUEST = struct.pack("<IIB23x", 0x0200 | MYSQL_HAS_TLS | 0x8000, 1 << 24, 45)


def reach(host, port, timeout):
    """Raise unless the database answers and speaks TLS, each step within so many seconds."""
    with socket.create_connection((host, port), timeout) as connection:
        ask_for_tls = ask_mysql if port == MYSQL_PORT else ask_postgresql
        ask_for_tls(connection)
        with TLS.wrap_socket(connection, server_hostname=host):
            pass


def ask_postgresql(connection):
    """Ask a PostgreSQL server to go on with TLS."""
    connection.sendall(POSTGRESQL_TLS_REQUEST)
    if read(connection, 1) != b"S":
        raise ConnectionError("the server does not go on with TLS")


def ask_mysql(connection):
    """Ask a MySQL server to go on with TLS, once it has greeted."""
    header = read(connection, 4)
    greeting = read(connection, int.from_bytes(header[:3], "little"))
    if greeting[:1] != bytes([MYSQL_PROTOCOL]):
        raise ConnectionError("the server turns clients away")
    # After the version, which ends in a zero: thread (4 bytes), challenge (8), filler (1).
    flags = greeting.index(0, 1) + 1 + 13
    if not int.from_bytes(greeting[flags : flags + 2], "little") & MYSQL_HAS_TLS:
        raise ConnectionError("the server does not speak TLS")
    connection.sendall(len(MYSQL_TLS_REQUEST).to_bytes(3, "little") + b"\1" + MYSQL_TLS_REQUEST)


def read(connection, length):
    """Read exactly so many bytes."""
    content = b""
    while len(content) < length:
        if not (more := connection.recv(length - len(content))):
            raise ConnectionError("the server closed the connection")
        content += more
    return content
