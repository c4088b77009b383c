"""The first image answers both health paths (R25). The server runs here without its container."""

import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.renders import rendered
from tests.support import PRESETS

PRESET = "trading-platform"
FIRST = "first-image"


@contextmanager
def serving(folder: Path, *, database: int | None = None) -> Iterator[int]:
    """Start what the image starts, told what its environment says, and yield its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    said = {"PORT": str(port), "HEALTH_CHECK_PATH": "/health", "REGION_ROLE": "primary"}
    if database is not None:
        said |= {"DATABASE_HOST": "127.0.0.1", "DATABASE_PORT": str(database)}
    command = [sys.executable, "-B", str(folder / "server.py")]
    with subprocess.Popen(command, env=said, stderr=subprocess.DEVNULL) as process:
        try:
            for _ in range(200):
                with socket.socket() as there:
                    if there.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.05)
            yield port
        finally:
            process.terminate()
            assert process.wait(timeout=20) == 0, "a container that is stopped ends by itself"


def status(port: int, path: str, method: str = "GET") -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request(method, path)
    return connection.getresponse().status


def test_it_answers_the_deep_path_and_any_shallow_one() -> None:
    with serving(rendered(PRESET) / FIRST) as port:
        for path in ("/health", "/health?from=route53", "/alive", "/"):
            assert status(port, path) == 200, path
        assert status(port, "/health", "HEAD") == 200


def test_the_deep_path_asks_for_the_database_and_the_shallow_one_does_not() -> None:
    with socket.create_server(("127.0.0.1", 0)) as database:
        there = database.getsockname()[1]
        with serving(rendered(PRESET) / FIRST, database=there) as port:
            assert status(port, "/health") == 200
            database.close()
            assert status(port, "/health") == 503
            assert status(port, "/alive") == 200


@pytest.mark.parametrize("name", PRESETS)
def test_the_image_runs_as_the_task_does_and_has_the_tag_that_is_deployed(name: str) -> None:
    repository = rendered(name)
    if not (repository / "modules/images").is_dir():
        assert not (repository / FIRST).exists()
        return
    lines = (repository / FIRST / "Dockerfile").read_text().splitlines()
    assert "USER 1000" in lines
    assert re.fullmatch(r"FROM public\.ecr\.aws/\S+:[\w.-]+", lines[0])
    assert (repository / FIRST / "server.py").is_file()
    for settings in sorted(repository.glob("environments/*.tfvars")):
        assert 'image_tag   = "first"' in settings.read_text()
    page = (repository / "docs/deployment.md").read_text()
    before, _, after = page.partition("--push first-image")
    assert "apply" in after, "the image is pushed before everything else is applied"
    assert 'service:first"' in before
