"""Emulated databases that can be reached, as far as a connection and TLS: no SQL behind them.

moto gives every cluster and proxy a name that leads nowhere. Here the names of those that exist
lead to two listeners on this machine, one for each engine, which greet a client as the engine
does and speak TLS. A cluster answers only where it has instances, and takes writes only in the
region that writes; a proxy answers in any case, as RDS Proxy does; nothing does in a region that
is away. Security groups decide who gets through.
"""

import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from moto.awslambda.models import lambda_backends
from moto.ec2.models import ec2_backends
from moto.rds.models import rds_backends

from tfdr.emulator.inside.faults import faults
from tfdr.emulator.inside.global_databases import settle_all
from tfdr.emulator.protocol import ACCOUNT_ID

_SECONDS = 5
_POSTGRESQL_TLS_REQUEST = struct.pack("!II", 8, 80877103)
_MYSQL_TLS_REQUEST_LENGTH = 36
# Protocol 10, version, thread, challenge, filler, all capabilities, the rest does not matter.
_MYSQL_GREETING = b"\x0a8.0.42\0" + bytes(13) + b"\xff\xff\x2d\x02\x00\xff\xff" + bytes(27)


@dataclass(frozen=True)
class _Database:
    """Something that answers under a name."""

    name: str
    engine: str
    region: str
    groups: Sequence[str]


def address_of(host: str, port: int, function: str, region: str) -> tuple[str, int] | None:
    """Return where a database's name leads a function: an address and a port of this machine.

    Nowhere when nothing answers under the name, or when no rules of security groups let the
    function through to its port.

    Args:
        host: the name.
        port: the port that the function means to reach there.
        function: the name of the function.
        region: the region of the function.
    """
    for database in _reachable():
        if database.name == host and _admitted(database, port, function, region):
            return "127.0.0.1", _port("mysql" if "mysql" in database.engine else "postgresql")
    return None


def _admitted(database: _Database, port: int, function: str, region: str) -> bool:
    config = lambda_backends[ACCOUNT_ID][region].get_function(function).vpc_config or {}
    clients = config.get("SecurityGroupIds", [])
    out = _rules(region, clients, "egress_rules")
    into = _rules(database.region, database.groups, "ingress_rules")
    return _lets(out, port, database.groups) and _lets(into, port, clients)


def _rules(region: str, groups: Sequence[str], kind: str) -> list[Any]:
    backend = ec2_backends[ACCOUNT_ID][region]
    found = [backend.get_security_group_from_id(group) for group in groups]
    return [rule for group in found if group for rule in getattr(group, kind)]


def _lets(rules: list[Any], port: int, groups: Sequence[str]) -> bool:
    """Say whether a rule is for the port and for a group, or for a range: nothing has addresses."""
    for rule in rules:
        for_port = rule.ip_protocol == "-1" or int(rule.from_port) <= port <= int(rule.to_port)
        if for_port and (rule.cidr_ipv4 or rule.source_group.get("GroupId") in groups):
            return True
    return False


def _reachable() -> Iterator[_Database]:
    settle_all()
    for region, backend in list(rds_backends[ACCOUNT_ID].items()):
        if not faults.lives(region):
            continue
        for name, thing in (*_of_clusters(backend), *_of_proxies(backend)):
            engine = getattr(thing, "engine_family", None) or thing.engine
            yield _Database(name, engine.lower(), region, thing.vpc_security_group_ids)


def _of_clusters(backend: Any) -> Iterator[tuple[str, Any]]:
    for cluster in list(backend.clusters.values()):
        if not answers(cluster):
            continue
        yield cluster.reader_endpoint, cluster
        if cluster.is_writer or not cluster.global_cluster_identifier:
            yield cluster.endpoint, cluster
        if cluster.is_writer and cluster.global_cluster_identifier:
            yield _global_endpoint(cluster.global_cluster_identifier), cluster


def _global_endpoint(identifier: str) -> str:
    clusters = rds_backends[ACCOUNT_ID]["us-east-1"].global_clusters
    return str(clusters[identifier].endpoint)


def answers(cluster: Any) -> bool:
    """Say whether a cluster answers: it is available and has an instance."""
    return cluster.status == "available" and bool(cluster.members)


def _of_proxies(backend: Any) -> Iterator[tuple[str, Any]]:
    proxies = dict(backend.db_proxies)
    for proxy in proxies.values():
        yield proxy.endpoint, proxy
    for endpoint in list(backend.db_proxy_endpoints.values()):
        endpoint.engine_family = proxies[endpoint.db_proxy_name].engine_family
        yield endpoint.endpoint, endpoint


def accepts_login(arn: str, password: str) -> bool:
    """Say whether a cluster would let its master user in with a password.

    The emulator has no database to log in to; this is as near as it comes.
    """
    account_id, region = arn.split(":")[4], arn.split(":")[3]
    cluster = rds_backends[account_id][region].describe_db_clusters(arn)[0]
    return bool(getattr(cluster, "_master_user_password", None) == password)


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
