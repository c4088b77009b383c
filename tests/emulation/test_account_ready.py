"""`account/ready.py` of a generated repository, in a new account: not ready, mended, ready (R2)."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError
from tfdr.emulator.client import server
from tfdr.emulator.client.emulator import Emulator
from tfdr.emulator.protocol import NEW

from tests.renders import rendered

ANSWERS = {
    "compute": "ec2",
    "primary_region": "eu-south-1",
    "dr_regions": ["eu-west-1"],
    "outbound": "nat",
    "availability_zones": 3,
}


@pytest.fixture(scope="module")
def account(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    """A new account, which nobody asks for anything before the last test."""
    with server.running(tmp_path_factory.mktemp("emulator") / "log", account=NEW) as emulator:
        yield emulator


@pytest.fixture(scope="module")
def repository() -> Path:
    return rendered("trading-platform", ANSWERS)


def ready(repository: Path, account: Emulator, *flags: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "account/ready.py", *flags],
        cwd=repository,
        env=account.environment() | {"PYTHONDONTWRITEBYTECODE": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def found(done: subprocess.CompletedProcess[str]) -> dict[tuple[str, str], dict[str, Any]]:
    assert done.stderr == ""
    return {(each["region"], each["what"]): each for each in json.loads(done.stdout)}


def test_what_is_needed_follows_the_environments_and_what_others_have(
    repository: Path, account: Emulator
) -> None:
    addresses = ("eu-west-1", "EC2-VPC Elastic IPs")
    one = found(ready(repository, account, "--json", "--environments", "1"))[addresses]
    assert (one["needed"], one["state"]) == ("3", "ready")

    ec2 = account.client("ec2", "eu-west-1")
    ec2.allocate_address(Domain="vpc")
    mine = [{"ResourceType": "elastic-ip", "Tags": [{"Key": "Project", "Value": "trading"}]}]
    ec2.allocate_address(Domain="vpc", TagSpecifications=mine)

    two = found(ready(repository, account, "--json", "--environments", "2"))[addresses]
    assert (two["needed"], two["state"], two["can_be_mended"]) == ("7", "missing", True)


def test_nothing_is_asked_for_without_a_person(repository: Path, account: Emulator) -> None:
    done = ready(repository, account, "--mend")
    assert done.returncode == 2
    assert "add --yes" in done.stderr

    status = account.client("account", "us-east-1").get_region_opt_status(RegionName="eu-south-1")
    assert status["RegionOptStatus"] == "DISABLED"


def test_without_credentials_it_says_so(repository: Path, account: Emulator) -> None:
    keys = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
    environment = {k: v for k, v in account.environment().items() if k not in keys}
    done = subprocess.run(
        [sys.executable, "account/ready.py"],
        cwd=repository,
        env=environment
        | {"AWS_EC2_METADATA_DISABLED": "true", "HOME": "/nonexistent"}
        | {"PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr == "AWS could not be asked: Unable to locate credentials\n"


def test_a_new_account_is_not_ready_and_is_once_it_is_mended(
    repository: Path, account: Emulator
) -> None:
    """What a person does before the first apply."""
    with pytest.raises(ClientError, match="UnrecognizedClientException"):
        account.client("sns", "eu-south-1").list_topics()
    before = ready(repository, account)
    assert before.returncode == 1
    assert "eu-south-1: region: enable it" in before.stdout
    assert "raise L-B99A9384 of lambda" in before.stdout
    assert before.stdout.endswith("Next:\n  python account/ready.py --mend\n")

    # A region that was not enabled is looked at once it is.
    first = ready(repository, account, "--mend", "--yes")
    assert first.returncode == 1, first.stderr
    second = ready(repository, account, "--mend", "--yes")
    assert second.returncode == 0, second.stdout
    assert second.stdout.endswith("This account is ready.\n")

    account.client("sns", "eu-south-1").list_topics()
    after = found(ready(repository, account, "--json"))
    assert {each["state"] for each in after.values()} == {"ready"}
    # AWS takes no request below its own default.
    assert after["eu-south-1", "Concurrent executions"]["there"] == "1000"
