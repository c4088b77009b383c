"""One emulator for all tests of the oracles, and short ways to ask what it objects to."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from tfdr.emulator.client import server
from tfdr.emulator.client.emulator import Emulator

from tests.emulation.support import HERE, Cloud

# As Terraform does: it sends what it is told to.
UNCHECKED = Config(parameter_validation=False, retries={"total_max_attempts": 1})


@dataclass
class Court:
    """An emulator whose oracles are asked."""

    cloud: Cloud

    @property
    def emulator(self) -> Emulator:
        return self.cloud.emulator

    def client(self, service: str, region: str = HERE, **credentials: str) -> Any:
        """Return a client that sends what it is told to, once."""
        keys = credentials or {
            "aws_access_key_id": "emulated", "aws_secret_access_key": "emulated"
        }  # fmt: skip
        return boto3.client(
            service, region_name=region, endpoint_url=self.emulator.endpoint, config=UNCHECKED,
            **keys,
        )  # fmt: skip

    def objections(self, call: Callable[[], Any]) -> tuple[str, list[dict[str, Any]]]:
        """Make a call; return the code of its error, and what the oracles said of it."""
        before = len(self.emulator.violations())
        code = ""
        try:
            call()
        except ClientError as error:
            code = error.response["Error"]["Code"]
        return code, self.emulator.violations()[before:]


@pytest.fixture(scope="session")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    log: Path = tmp_path_factory.mktemp("emulator") / "log"
    with server.running(log) as emulator:
        emulator.set_failover_pace(seconds=0)
        yield Cloud(emulator)


@pytest.fixture
def court(session: Cloud) -> Court:
    return Court(session)
