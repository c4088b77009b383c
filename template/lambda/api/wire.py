"""What the protocols of databases have in common: connections, TLS, reading exactly so much."""

import socket
import ssl

KNOWN = ssl.create_default_context()  # for who has to show who it is
ANYBODY = ssl.create_default_context()
ANYBODY.check_hostname = False
ANYBODY.verify_mode = ssl.CERT_NONE


def connect(host, port, timeout):
    """Open a connection; every step on it may take so many seconds."""
    return socket.create_connection((host, port), timeout)


def read(connection, length):
    """Read exactly so many bytes."""
    content = b""
    while len(content) < length:
        if not (more := connection.recv(length - len(content))):
            raise ConnectionError("the server closed the connection")
        content += more
    return content
