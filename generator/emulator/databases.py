"""Emulated databases that can be reached, as far as a connection and TLS: no SQL behind them.

moto gives every cluster and proxy a name that leads nowhere. Here the names of those that exist
lead to two listeners on this machine, one for each engine, which greet a client as the engine
does and speak TLS. A cluster answers only where it has instances, and takes writes only in the
region that writes; a proxy answers in any case, as RDS Proxy does.
"""

import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

_SECONDS = 5
_POSTGRESQL_TLS_REQUEST = struct.pack("!II", 8, 80877103)
_MYSQL_TLS_REQUEST_LENGTH = 36
# Protocol 10, version, thread, challenge, filler, all capabilities, the rest does not matter.
_MYSQL_GREETING = b"\x0a8.0.42\0" + bytes(13) + b"\xff\xff\x2d\x02\x00\xff\xff" + bytes(27)


def address_of(host: str) -> tuple[str, int] | None:
    """Return where a database's name leads: an address and a port of this machine, or nowhere."""
    for name, engine in _reachable():
        if name == host:
            return "127.0.0.1", _port("mysql" if "mysql" in engine.lower() else "postgresql")
    return None


def _reachable() -> Iterator[tuple[str, str]]:
    """Give the name and the engine of everything that answers."""
    from moto.rds.models import rds_backends

    for regions in list(rds_backends.values()):
        for backend in list(regions.values()):
            yield from _of_clusters(backend)
            yield from _of_proxies(backend)


def _of_clusters(backend: Any) -> Iterator[tuple[str, str]]:
    for cluster in list(backend.clusters.values()):
        if cluster.status == "available" and cluster.members:
            yield cluster.reader_endpoint, cluster.engine
            if cluster.is_writer or not cluster.global_cluster_identifier:
                yield cluster.endpoint, cluster.engine


def _of_proxies(backend: Any) -> Iterator[tuple[str, str]]:
    proxies = dict(backend.db_proxies)
    for proxy in proxies.values():
        yield proxy.endpoint, proxy.engine_family
    for endpoint in list(backend.db_proxy_endpoints.values()):
        yield endpoint.endpoint, proxies[endpoint.db_proxy_name].engine_family


@cache
def _port(engine: str) -> int:
    """Listen for an engine's clients from the first question on, and return the port."""
    greet = {"mysql": _greet_as_mysql, "postgresql": _greet_as_postgresql}[engine]
    listener = socket.create_server(("127.0.0.1", 0))
    tls = _tls()
    threading.Thread(target=_serve, args=(listener, greet, tls), daemon=True).start()
    port: int = listener.getsockname()[1]
    return port


def _serve(
    listener: socket.socket, greet: Callable[[socket.socket], None], tls: ssl.SSLContext
) -> None:
    while True:
        client, _ = listener.accept()
        client.settimeout(_SECONDS)
        # Whatever a client does wrong ends its own connection only.
        with suppress(OSError), client:
            greet(client)
            tls.wrap_socket(client, server_side=True).close()


def _greet_as_postgresql(client: socket.socket) -> None:
    asked = client.recv(len(_POSTGRESQL_TLS_REQUEST), socket.MSG_WAITALL)
    client.sendall(b"S" if asked == _POSTGRESQL_TLS_REQUEST else b"E")


def _greet_as_mysql(client: socket.socket) -> None:
    client.sendall(len(_MYSQL_GREETING).to_bytes(3, "little") + b"\0" + _MYSQL_GREETING)
    client.recv(_MYSQL_TLS_REQUEST_LENGTH, socket.MSG_WAITALL)


def _tls() -> ssl.SSLContext:
    """Return a server's TLS with a certificate made up for it."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "rds.amazonaws.com")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    content = certificate.public_bytes(pem) + key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with TemporaryDirectory(prefix="tfdr-tls-") as folder:
        file = Path(folder) / "server.pem"
        file.write_bytes(content)
        context.load_cert_chain(file)
    return context
