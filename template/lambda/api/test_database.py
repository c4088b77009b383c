"""Reaching databases that answer on a socket of this machine. Run with `pytest lambda`."""

import importlib
import socket
import ssl
import sys
import threading
from pathlib import Path

import pytest

GREETING = b"\x0a8.0.42\0" + bytes(13) + b"\xff\xff\x2d" + bytes(30)


@pytest.fixture
def database(monkeypatch):
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    sys.modules.pop("database", None)
    module = importlib.import_module("database")
    monkeypatch.setattr(module, "TLS", without_certificate(ssl.PROTOCOL_TLS_CLIENT))
    return module


def without_certificate(protocol):
    context = ssl.SSLContext(protocol)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("aNULL:@SECLEVEL=0")
    return context


def serve(talk):
    """Let one client talk to a server on this machine; return the server's port."""
    listener = socket.create_server(("127.0.0.1", 0))

    def run():
        connection, _ = listener.accept()
        with connection, listener:
            talk(connection)

    threading.Thread(target=run, daemon=True).start()
    return listener.getsockname()[1]


def postgresql(answer, tls=True):
    def talk(connection):
        assert connection.recv(8) == bytes.fromhex("0000000804d2162f")
        connection.sendall(answer)
        if tls:
            without_certificate(ssl.PROTOCOL_TLS_SERVER).wrap_socket(connection, server_side=True)

    return talk


def mysql(greeting, tls=True):
    def talk(connection):
        connection.sendall(len(greeting).to_bytes(3, "little") + b"\0" + greeting)
        if tls:
            assert len(connection.recv(36)) == 36
            without_certificate(ssl.PROTOCOL_TLS_SERVER).wrap_socket(connection, server_side=True)

    return talk


def test_a_postgresql_server_is_reached(database):
    database.reach("127.0.0.1", serve(postgresql(b"S")), 2)


def test_a_mysql_server_is_reached(database, monkeypatch):
    monkeypatch.setattr(database, "MYSQL_PORT", port := serve(mysql(GREETING)))
    database.reach("127.0.0.1", port, 2)


@pytest.mark.parametrize("answer", [b"N", b"E", b""])
def test_a_postgresql_server_without_tls_is_not_good_enough(database, answer):
    with pytest.raises(ConnectionError):
        database.reach("127.0.0.1", serve(postgresql(answer, tls=False)), 2)


@pytest.mark.parametrize(
    "greeting", [b"\xff\x10\x04Too many connections", GREETING.replace(b"\xff\xff", b"\0\0"), b""]
)
def test_a_mysql_server_that_turns_clients_away_is_not_good_enough(database, monkeypatch, greeting):
    port = serve(mysql(greeting, tls=False))
    monkeypatch.setattr(database, "MYSQL_PORT", port)
    with pytest.raises(ConnectionError):
        database.reach("127.0.0.1", port, 2)


def test_a_server_that_says_nothing_is_not_waited_for(database):
    ended = threading.Event()
    port = serve(lambda connection: ended.wait(5))
    with pytest.raises(TimeoutError):
        database.reach("127.0.0.1", port, 0.1)
    ended.set()


def test_nobody_at_the_port_is_an_error(database):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(ConnectionError):
        database.reach("127.0.0.1", port, 2)
