"""Emulated databases that can be reached, up to a row for any query: no SQL behind them.

moto gives every cluster and proxy a name that leads nowhere. Here the names of those that exist
lead to two listeners on this machine, one for each engine, which greet a client as the engine
does, speak TLS and let in who shows a token. A cluster answers only where it has instances, and
takes writes only in the region that writes; a proxy takes connections in any case, as RDS Proxy
does, and goes on only where a database answers behind it; nothing does in a region that is away.
Security groups decide who gets through.
"""

import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Any

from moto.awslambda.models import lambda_backends
from moto.ec2.models import ec2_backends
from moto.rds.models import rds_backends

from tfdr.emulator.inside import zones
from tfdr.emulator.inside.database_talk import (
    LOCKED,
    OPEN,
    SILENT,
    greet_mysql,
    greet_postgresql,
    talk_mysql,
    talk_postgresql,
)
from tfdr.emulator.inside.database_tls import server
from tfdr.emulator.inside.faults import faults
from tfdr.emulator.inside.global_databases import settle_all
from tfdr.emulator.inside.proxies import password_of, targets
from tfdr.emulator.protocol import ACCOUNT_ID

_SECONDS = 5


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
    return cluster.status == "available" and zones.has_database(cluster)


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
    return password_of(cluster) == password


def behind(name: str) -> str:
    """Say what is behind a name of a cluster or a proxy, one of `OPEN`, `SILENT`, `LOCKED`."""
    backend: Any
    for backend in list(rds_backends[ACCOUNT_ID].values()):
        for proxy in list(backend.db_proxies.values()):
            if name == proxy.endpoint:
                return _behind_proxy(backend, proxy, "READ_WRITE")
        for endpoint in list(backend.db_proxy_endpoints.values()):
            if name == endpoint.endpoint:
                proxy = backend.db_proxies[endpoint.db_proxy_name]
                return _behind_proxy(backend, proxy, endpoint.target_role)
    return OPEN  # a cluster of that name answers, or nothing would have led here


def _behind_proxy(backend: Any, proxy: Any, role: str) -> str:
    states = [
        each["TargetHealth"]
        for each in targets(backend, proxy)
        if each.get("Role") == role and "TargetHealth" in each
    ]
    if any(state["State"] == "AVAILABLE" for state in states):
        return OPEN
    locked = any(state.get("Reason") == "AUTH_FAILURE" for state in states)
    return LOCKED if locked else SILENT


@cache
def _port(engine: str) -> int:
    """Listen for an engine's clients from the first question on, and return the port."""
    greet, talk = {
        "mysql": (greet_mysql, talk_mysql),
        "postgresql": (greet_postgresql, talk_postgresql),
    }[engine]
    listener = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=_listen, args=(listener, greet, talk), daemon=True).start()
    port: int = listener.getsockname()[1]
    return port


def _listen(
    listener: socket.socket,
    greet: Callable[[socket.socket], None],
    talk: Callable[[ssl.SSLSocket, str], None],
) -> None:
    tls = server()
    while True:
        client, _ = listener.accept()
        threading.Thread(target=_serve, args=(client, greet, talk, tls), daemon=True).start()


def _serve(
    plain: socket.socket,
    greet: Callable[[socket.socket], None],
    talk: Callable[[ssl.SSLSocket, str], None],
    tls: ssl.SSLContext,
) -> None:
    plain.settimeout(_SECONDS)
    # Whatever a client does wrong ends its own connection only.
    with suppress(OSError, struct.error, IndexError), plain:
        greet(plain)
        with tls.wrap_socket(plain, server_side=True) as client:
            talk(client, behind(getattr(client, "asked_for", None) or ""))
