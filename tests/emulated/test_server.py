import os
import signal
import subprocess
import sys
import time
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen
from uuid import uuid4

import pytest
from botocore.awsrequest import AWSPreparedRequest
from botocore.config import Config
from tfdr.emulator.client import moto, server
from tfdr.emulator.client.emulator import Emulator
from tfdr.emulator.client.environment import client_environment, overlay
from tfdr.errors import TfdrError, ToolMissing

PARENT = """
import time
from tfdr.emulator.client import moto, server
from tfdr.emulator.client.emulator import Emulator
with server.running() as emulator:
    print(emulator.endpoint, flush=True)
    time.sleep(60)
"""


def answers(endpoint: str) -> bool:
    try:
        urlopen(f"{endpoint}/tfdr/inventory", timeout=5).close()
    except (URLError, ConnectionError):
        return False
    return True


def test_it_answers_when_it_is_handed_over_and_is_gone_afterwards() -> None:
    with server.running() as emulator:
        assert emulator.inventory() == {}
        identity = emulator.client("sts", "eu-west-1").get_caller_identity()
        assert identity["Account"] == emulator.account_id
    assert not answers(emulator.endpoint)


def test_it_is_stopped_when_its_user_fails() -> None:
    with pytest.raises(RuntimeError), server.running() as emulator:
        raise RuntimeError
    assert not answers(emulator.endpoint)


def test_it_ends_with_a_process_that_was_killed() -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    endpoint = parent.stdout.readline().strip()
    assert answers(endpoint)
    os.kill(parent.pid, signal.SIGKILL)
    parent.communicate()
    deadline = time.monotonic() + 10
    while answers(endpoint) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not answers(endpoint)


def test_the_inventory_sees_what_is_made_and_what_is_deleted(emulator: Emulator) -> None:
    emulator.restore("empty")
    ec2 = emulator.client("ec2", "eu-west-1")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    assert vpc in emulator.inventory()["ec2/eu-west-1/vpcs"]
    ec2.delete_vpc(VpcId=vpc)
    key = emulator.client("kms", "eu-west-1").create_key()["KeyMetadata"]["KeyId"]
    assert emulator.inventory() == {"kms/eu-west-1/keys": [key]}
    emulator.client("kms", "eu-west-1").schedule_key_deletion(KeyId=key)
    assert emulator.inventory() == {}


def test_without_moto_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(moto, "version", nowhere)
    with pytest.raises(ToolMissing, match=r'pip install "tfdr\[drill\]"'), server.running():
        pass


@pytest.mark.parametrize("found", ["5.1.22", "5.3.0"])
def test_another_moto_than_the_tested_ones_is_refused(
    monkeypatch: pytest.MonkeyPatch, found: str
) -> None:
    monkeypatch.setattr(moto, "version", lambda _: found)
    with (
        pytest.raises(ToolMissing, match=rf"needs moto>=5.2.5,<5.3, and {found} is here"),
        server.running(),
    ):
        pass


def test_when_it_cannot_start_its_last_words_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "_PACKAGE_PARENT", tmp_path)
    monkeypatch.setenv("PYTHONPATH", "")
    monkeypatch.setattr(sys, "executable", write_failing(tmp_path))
    with (
        pytest.raises(TfdrError, match="did not start: no such luck"),
        server.running(tmp_path / "log"),
    ):
        pass


def write_failing(folder: Path) -> str:
    program = folder / "python"
    program.write_text("#!/bin/sh\necho no such luck >&2\nexit 3\n", encoding="utf-8")
    program.chmod(0o755)
    return str(program)


def test_nobody_reaches_the_emulator_with_credentials_of_their_own() -> None:
    mine = {"AWS_PROFILE": "work", "AWS_SESSION_TOKEN": "x", "AWS_ACCESS_KEY_ID": "AKIA"}
    told = client_environment("http://127.0.0.1:1", {**mine, "PATH": "/bin"})
    assert not set(told.values()) & set(mine.values())
    assert told["PATH"] == "/bin"
    merged = {**mine, **overlay("http://127.0.0.1:1")}
    assert not set(merged.values()) & set(mine.values())


def test_a_host_that_begins_with_the_account_is_reached_as_by_a_proxy(emulator: Emulator) -> None:
    blocked = {
        "BlockPublicAcls": True,
        "BlockPublicPolicy": True,
        "IgnorePublicAcls": True,
        "RestrictPublicBuckets": True,
    }
    proxy = overlay(emulator.endpoint)["HTTP_PROXY"]
    control = emulator.client("s3control", "eu-west-1", config=Config(proxies={"http": proxy}))
    control.put_public_access_block(
        AccountId=emulator.account_id, PublicAccessBlockConfiguration=blocked
    )
    read = control.get_public_access_block(AccountId=emulator.account_id)
    assert read["PublicAccessBlockConfiguration"] == blocked


@pytest.mark.parametrize(("identities", "made"), [(["same", "same"], 1), (["one", "other"], 2)])
def test_a_request_that_is_sent_again_has_its_effect_once(
    emulator: Emulator, identities: list[str], made: int
) -> None:
    """As an SDK does when the answer was lost; it gives each attempt the same id."""
    ec2, ours = emulator.client("ec2", "eu-west-1"), uuid4().hex
    before = len(ec2.describe_vpcs()["Vpcs"])
    answers = set()
    for identity in identities:

        def mark(request: AWSPreparedRequest, identity: str = identity, **_: object) -> None:
            request.headers["amz-sdk-invocation-id"] = f"{ours}-{identity}"

        ec2.meta.events.register_first("before-send", mark, unique_id="mark")
        answers.add(ec2.create_vpc(CidrBlock="10.7.0.0/16")["Vpc"]["VpcId"])
        ec2.meta.events.unregister("before-send", unique_id="mark")

    assert len(ec2.describe_vpcs()["Vpcs"]) == before + made
    assert len(answers) == made
