"""Start and stop the emulated AWS, as a process of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from generator.emulator.backdoor import INVENTORY_PATH, LOGIN_PATH
from generator.emulator.environment import ACCESS_KEY, ACCOUNT_ID, client_environment
from generator.emulator.inventory import Inventory
from generator.errors import TfdrError, ToolMissing

_PACKAGE_PARENT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Emulator:
    """A running emulated AWS.

    Attributes:
        endpoint: its address on the loopback interface.
        account_id: the account that every caller is in.
    """

    endpoint: str
    account_id: str = ACCOUNT_ID

    def environment(self) -> dict[str, str]:
        """Return this process's environment, pointed at the emulator with made-up keys."""
        return client_environment(self.endpoint, os.environ)

    def client(self, service: str, region: str) -> Any:
        """Return a boto3 client of a service in a region of the emulator."""
        import boto3

        return boto3.client(
            service,
            region_name=region,
            endpoint_url=self.endpoint,
            aws_access_key_id=ACCESS_KEY,
            aws_secret_access_key=ACCESS_KEY,
        )

    def inventory(self) -> Inventory:
        """Return what exists in the emulator beyond what an empty account has."""
        found: Inventory = self._ask(INVENTORY_PATH)
        return found

    def accepts_login(self, cluster_arn: str, password: str) -> bool:
        """Say whether a database cluster would let its master user in with a password."""
        return bool(self._ask(LOGIN_PATH, cluster=cluster_arn, password=password))

    def _ask(self, path: str, **query: str) -> Any:
        address = urlsplit(self.endpoint)
        connection = HTTPConnection(address.hostname or "", address.port, timeout=60)
        try:
            connection.request("GET", f"{path}?{urlencode(query)}")
            return json.load(connection.getresponse())
        finally:
            connection.close()


@contextmanager
def running(log: Path | None = None, *, plain: bool = False) -> Iterator[Emulator]:
    """Run an empty emulated AWS on a free port for as long as the context lasts.

    Args:
        log: a file for what the emulator has to say (each request, each traceback).
        plain: run moto alone, to see what it lacks.

    Raises:
        ToolMissing: the packages of the extra `drill` are not installed.
        TfdrError: the emulator ended before it was ready; the message has its last words.
    """
    if find_spec("moto") is None or find_spec("flask") is None:
        raise ToolMissing("the emulated AWS needs moto: pip install 'tfdr[drill]'")
    with (log or Path(os.devnull)).open("wb") as sink:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "generator.emulator", "--until-stdin-closes"),
                *(["--plain"] if plain else []),
            ],
            cwd=_PACKAGE_PARENT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=sink,
            text=True,
        )
        try:
            # The address is printed once the port is bound: nothing to poll for.
            endpoint = process.stdout.readline().strip() if process.stdout else ""
            if not endpoint:
                raise TfdrError(f"the emulated AWS did not start{_last_words(log)}")
            yield Emulator(endpoint)
        finally:
            _stop(process)


def _stop(process: subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with suppress(BrokenPipeError):
                pipe.close()


def _last_words(log: Path | None) -> str:
    if log is None:
        return ""
    lines = log.read_text(errors="replace").strip().splitlines()
    return f": {lines[-1]}" if lines else ""
