"""Reaching databases that answer on a socket of this machine. Run with `pytest lambda`."""

import importlib
import socket
import ssl
import struct
import sys
import threading
from contextlib import suppress
from pathlib import Path

import pytest

GREETING = b"\x0a8.0.42\0" + bytes(13) + b"\xff\xff\x2d" + bytes(30)
TOKEN = "token-of-iam" * 100  # longer than one byte can count
MODULES = ("database", "mysql", "postgresql")


@pytest.fixture
def database(monkeypatch):
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    for name in MODULES:
        sys.modules.pop(name, None)
    module = importlib.import_module("database")
    for context in ("KNOWN", "ANYBODY"):
        monkeypatch.setattr(
            sys.modules["wire"], context, without_certificate(ssl.PROTOCOL_TLS_CLIENT)
        )
    return module


def without_certificate(protocol):
    context = ssl.SSLContext(protocol)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("aNULL:@SECLEVEL=0")
    return context


class Server:
    """Lets one client talk to it, and keeps what it did."""

    def __init__(self, talk):
        listener = socket.create_server(("127.0.0.1", 0))
        self.port = listener.getsockname()[1]

        def run():
            connection, _ = listener.accept()
            # A client that goes away early is what some tests are about.
            with connection, listener, suppress(OSError, struct.error, IndexError):
                talk(self, connection)

        threading.Thread(target=run, daemon=True).start()

    def secured(self, connection):
        server = without_certificate(ssl.PROTOCOL_TLS_SERVER)
        return server.wrap_socket(connection, server_side=True)


def serve(talk):
    return Server(lambda _, connection: talk(connection)).port


def framed(kind, content):
    return kind + struct.pack("!I", len(content) + 4) + content


def received(connection):
    """Read a message of PostgreSQL; return its kind and what it holds."""
    kind, length = struct.unpack("!cI", connection.recv(5))
    return kind, connection.recv(length - 4)


AUTHENTICATED = framed(b"R", struct.pack("!I", 0)) + framed(b"K", bytes(8)) + framed(b"Z", b"I")
ROW = framed(b"T", b"") + framed(b"D", b"") + framed(b"C", b"SELECT 1\0") + framed(b"Z", b"I")
REFUSED = framed(b"E", b"SFATAL\0C28P01\0Mpassword authentication failed\0\0")
STARTING = framed(b"E", b"SFATAL\0C57P03\0Mthe database system is starting up\0\0")


def postgresql(tls=b"S", asks=3, signed_in=AUTHENTICATED, answer=ROW, early=b""):
    def talk(server, plain):
        assert plain.recv(8) == bytes.fromhex("0000000804d2162f")
        plain.sendall(tls)
        if tls != b"S":
            return
        with server.secured(plain) as connection:
            (length,) = struct.unpack("!I", connection.recv(4))
            server.start = connection.recv(length - 4)
            connection.sendall(early or framed(b"R", struct.pack("!I", asks)))
            kind, server.proof = received(connection)
            assert kind == b"p"
            connection.sendall(signed_in)
            assert received(connection) == (b"Q", b"SELECT 1\0")
            connection.sendall(answer)

    return Server(talk)


def test_a_query_is_answered_to_who_signs_in_at_postgresql(database):
    server = postgresql()

    database.query("127.0.0.1", server.port, 2, "dbadmin", "trading", TOKEN)

    assert server.start[4:] == b"user\0dbadmin\0database\0trading\0\0"
    assert server.proof == TOKEN.encode() + b"\0"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"signed_in": REFUSED}, "28P01 password authentication failed"),
        ({"early": STARTING}, "starting up"),
        ({"answer": STARTING}, "starting up"),
        ({"answer": framed(b"C", b"") + framed(b"Z", b"I")}, "no answer"),
        ({"asks": 5}, "another proof"),
    ],
)
def test_what_postgresql_refuses_is_an_error_with_its_words(database, wrong, said):
    with pytest.raises(ConnectionError, match=said):
        database.query("127.0.0.1", postgresql(**wrong).port, 2, "dbadmin", "trading", TOKEN)


def test_a_postgresql_server_is_reached(database):
    database.reach("127.0.0.1", postgresql().port, 2)


def test_a_postgresql_server_that_starts_is_not_good_enough(database):
    with pytest.raises(ConnectionError, match="starting up"):
        database.reach("127.0.0.1", postgresql(early=STARTING).port, 2)


@pytest.mark.parametrize("answer", [b"N", b"E", b""])
def test_a_postgresql_server_without_tls_is_not_good_enough(database, answer):
    with pytest.raises(ConnectionError):
        database.reach("127.0.0.1", postgresql(tls=answer).port, 2)


OK, ERROR = b"\0\0\0\2\0\0\0", b"\xff\x15\x04#28000Access denied"
SWITCH = b"\xfemysql_clear_password\0"


def mysql(greeting=GREETING, answers=(SWITCH, OK, b"\x01")):
    """A server that answers what it is sent within TLS, one after the other."""

    def talk(server, plain):
        send(plain, 0, greeting)
        if greeting is not GREETING:
            return
        assert len(plain.recv(36)) == 36
        with server.secured(plain) as connection:
            server.got = []
            for answer in answers:
                head = connection.recv(4)
                if not head:
                    return
                server.got.append(connection.recv(int.from_bytes(head[:3], "little")))
                send(connection, head[3] + 1, answer)

    return Server(talk)


def send(connection, number, content):
    connection.sendall(len(content).to_bytes(3, "little") + bytes([number]) + content)


@pytest.mark.parametrize("answers", [(SWITCH, OK, b"\x01"), (OK, b"\x01")])
def test_a_query_is_answered_to_who_signs_in_at_mysql(database, monkeypatch, answers):
    server = mysql(answers=answers)
    monkeypatch.setattr(database, "MYSQL_PORT", server.port)

    database.query("127.0.0.1", server.port, 2, "dbadmin", "trading", TOKEN)

    length = b"\xfc" + (len(TOKEN) + 1).to_bytes(2, "little")
    words = b"dbadmin\0" + length + TOKEN.encode() + b"\0trading\0mysql_clear_password\0"
    assert server.got[0][32:] == words
    assert server.got[-1] == b"\x03SELECT 1"


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ((ERROR,), "Access denied"),
        ((SWITCH, ERROR), "Access denied"),
        ((OK, ERROR), "Access denied"),
        ((b"\xfecaching_sha2_password\0",), "another proof"),
        ((), "closed"),
    ],
)
def test_what_mysql_refuses_is_an_error_with_its_words(database, monkeypatch, answers, said):
    server = mysql(answers=answers)
    monkeypatch.setattr(database, "MYSQL_PORT", server.port)
    with pytest.raises((ConnectionError, ssl.SSLError), match=said if answers else None):
        database.query("127.0.0.1", server.port, 2, "dbadmin", "trading", TOKEN)


def test_a_mysql_server_is_reached(database, monkeypatch):
    monkeypatch.setattr(database, "MYSQL_PORT", port := mysql(answers=()).port)
    database.reach("127.0.0.1", port, 2)


@pytest.mark.parametrize(
    "greeting", [b"\xff\x10\x04Too many connections", GREETING.replace(b"\xff\xff", b"\0\0"), b""]
)
def test_a_mysql_server_that_turns_clients_away_is_not_good_enough(database, monkeypatch, greeting):
    port = mysql(greeting).port
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


def test_who_signs_in_wants_to_know_whom_it_talks_to(monkeypatch):
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    sys.modules.pop("wire", None)
    wire = importlib.import_module("wire")
    assert (wire.KNOWN.verify_mode, wire.KNOWN.check_hostname) == (ssl.CERT_REQUIRED, True)
