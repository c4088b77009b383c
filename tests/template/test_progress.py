"""`environments/progress.py`: how far an environment is, and what to type next.

The account, Terraform and the world are made up here; the first day plays it against the emulated
AWS (tests/systems/first_day).
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError

from tests.renders import rendered

PRESET = "trading-platform"
STEPS = [
    "Before: what the account must allow", "Answers", "State", "Names", "First image",
    "Everything else", "Confirmations", "Room for the failover functions", "Look", "The pipeline",
    "A release",
]  # fmt: skip
OUTPUTS = {
    "url": "https://trading.acme-markets.com",
    "regions": {"primary": "us-east-1", "dr": "us-west-2"},
    "failover_function_names": dict.fromkeys(("primary", "dr"), "trading-production-failover"),
    "endpoint_alert_topic_arn": "arn:aws:sns:us-east-1:1:b",
    "alert_topic_arns": {"primary": "arn:aws:sns:us-east-1:1:a", "dr": "arn:aws:sns:us-west-2:1:a"},
}
ROLES = {"production-plan": "arn:plan", "production": "arn:apply"}


class World:
    """Everything that a look may ask."""

    def __init__(self) -> None:
        self.ready: list[dict[str, str]] = []
        self.accepts_samples = True
        self.bootstrap: dict[str, Any] = {"state_bucket": "bucket", "pipeline_roles": ROLES}
        self.key = "trading/production/terraform.tfstate"
        self.outputs: dict[str, Any] = {}
        self.is_delegated = True
        self.images = {"us-east-1", "us-west-2"}
        self.unconfirmed: list[str] = []
        self.limit, self.kept = 1000, 3
        self.serves = True
        self.gh = dict(ROLES)
        self.is_reachable = True

    def run(self, *command: str, **_: str) -> subprocess.CompletedProcess[str]:
        said = self.says(*command)
        code = 1 if said is None else 0
        return subprocess.CompletedProcess(command, code, said or "", "curl: (22) error: 503")

    def says(self, *command: str) -> str | None:
        if command[0] == "terraform":
            given = self.bootstrap if command[1] == "-chdir=bootstrap" else self.outputs
            return json.dumps({name: {"value": value} for name, value in given.items()})
        if command[0] == "dig":
            return "ns-1.awsdns-01.org." if self.is_delegated else ""
        if command[0] == "gh":
            return self.gh.get(command[-1])
        assert command[0] == "curl"
        return "200" if self.serves else None

    def client(self, service: str, region_name: str = "") -> Any:
        if not self.is_reachable:
            raise EndpointConnectionError(endpoint_url=service)
        return Client(self, region_name)


class Client:
    """AWS in a region, as far as it is asked."""

    class exceptions:  # noqa: N801
        class RepositoryNotFoundException(Exception): ...

        class ImageNotFoundException(Exception): ...

    def __init__(self, world: World, region: str) -> None:
        self.world, self.region = world, region

    def describe_images(self, **_: Any) -> None:
        if self.region not in self.world.images:
            raise self.exceptions.ImageNotFoundException

    def get_paginator(self, _: str) -> "Client":
        return self

    def paginate(self, TopicArn: str) -> Iterator[dict[str, Any]]:  # noqa: N803
        yield {
            "Subscriptions": [
                {"SubscriptionArn": "PendingConfirmation", "Endpoint": each}
                for each in self.world.unconfirmed
                if self.region in TopicArn
            ]
        }

    def get_function_concurrency(self, **_: Any) -> dict[str, int]:
        kept = self.world.kept
        return {"ReservedConcurrentExecutions": kept} if kept else {}

    def get_account_settings(self) -> dict[str, Any]:
        return {"AccountLimit": {"UnreservedConcurrentExecutions": self.world.limit}}


@pytest.fixture
def modules(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[ModuleType, ModuleType]]:
    monkeypatch.syspath_prepend(rendered(PRESET) / "environments")
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    import looks  # type: ignore[import-not-found]
    import progress  # type: ignore[import-not-found]

    yield looks, progress
    del sys.modules["looks"], sys.modules["progress"]


Look = Callable[[World], tuple[int, dict[str, str], str]]


@pytest.fixture
def look(
    modules: tuple[ModuleType, ModuleType],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Look:
    """Returns the exit code, each step's state with its detail, and what comes after the steps."""
    looks, progress = modules

    def asked(world: World) -> tuple[int, dict[str, str], str]:
        def run(*command: str, **settings: str) -> subprocess.CompletedProcess[str]:
            if command[0] != sys.executable:
                return world.run(*command, **settings)
            said = json.dumps(world.ready)
            return subprocess.CompletedProcess(command, 1 if world.ready else 0, said, "")

        monkeypatch.setattr(looks, "_run", run)
        monkeypatch.setattr(looks.boto3, "client", world.client)
        monkeypatch.setattr(looks.shutil, "which", lambda name: name)
        monkeypatch.setattr(
            looks.Environment, "is_initialized", property(lambda self: self.name in world.key)
        )
        accepted = "true" if world.accepts_samples else "false"
        monkeypatch.setenv("TF_VAR_accept_sample_answers", accepted)
        code = progress.main(["production"])
        steps, _, after = capsys.readouterr().out.partition("\n\n")
        found = {}
        for line in steps.splitlines():
            name = next(each for each in STEPS if line[9:].startswith(each))
            found[name] = line[:8].strip() + line[9 + len(name) :]
        assert list(found) == STEPS
        return code, found, after

    return asked


@pytest.fixture
def world(modules: tuple[ModuleType, ModuleType]) -> World:
    """An environment that lacks its first release alone."""
    looks, _ = modules
    declared = (looks.ROOT / "outputs.tf").read_text().split('output "')[1:]
    made = World()
    made.outputs = {each.partition('"')[0]: "there" for each in declared} | OUTPUTS
    return made


def test_an_environment_that_lacks_a_release_says_how_to_make_one(look: Look, world: World) -> None:
    code, found, after = look(world)
    assert code == 1
    assert {each for name, each in found.items() if name != "A release"} == {
        "done", "done: first", "done: https://trading.acme-markets.com/health answers",
    }  # fmt: skip
    assert found["A release"] == "NEXT: the first image answers"
    assert 'docs/deployment.md, section "A release"' in after
    assert "  docker push" in after


MISSING = [{"what": "Proxies", "region": "us-west-2", "state": "missing"}]
ASKED = [{"what": "Proxies", "region": "us-west-2", "state": "asked"}]


@pytest.mark.parametrize(
    ("name", "changes", "said", "typed"),
    [
        (STEPS[0], {"ready": MISSING}, "missing: Proxies in us-west-2", "ready.py --mend"),
        ("Answers", {"accepts_samples": False}, "samples of a preset", "--data domain_name=VALUE"),
        (
            "State",
            {"bootstrap": {}},
            "there is no bucket",
            "bootstrap apply -var suffix=production",
        ),
        ("State", {"key": "trading/staging/"}, "not initialized", "terraform init -reconfigure"),
        ("Names", {"outputs": {}}, "there is no zone", "-target=aws_route53_zone.service"),
        ("Names", {"is_delegated": False}, "the world does not see", "as the NS record of"),
        (
            "First image",
            {"images": {"us-east-1"}},
            "first is not in us-west-2",
            "imagetools create",
        ),
        (
            "Everything else",
            {"outputs": {"name_servers": ["a"]}},
            "no apply has",
            "terraform apply",
        ),
        (
            STEPS[7],
            {"kept": 0},
            "none are kept in us-east-1, us-west-2",
            "reserved_concurrency = 3",
        ),
        ("Look", {"serves": False}, "curl: (22) error: 503", "curl -fsS"),
        ("The pipeline", {"gh": {"production-plan": "arn:plan"}}, "production does not", "gh api"),
    ],
)
def test_the_first_step_that_is_left_is_next(
    name: str, changes: dict[str, Any], said: str, typed: str, look: Look, world: World
) -> None:
    for attribute, value in changes.items():
        setattr(world, attribute, value)
    code, found, after = look(world)
    assert code == 1
    assert found[name].startswith("NEXT: ")
    assert said in found[name]
    assert {found[each] for each in STEPS[STEPS.index(name) + 1 :]} <= {"later"}
    assert typed in after


@pytest.mark.parametrize(
    ("name", "changes", "said"),
    [
        (
            STEPS[0],
            {"ready": ASKED},
            "waiting: AWS has not decided yet, see python account/ready.py",
        ),
        ("Confirmations", {"unconfirmed": ["a@acme.com"]}, "waiting: a@acme.com in us-east-1, "),
        (STEPS[7], {"kept": 0, "limit": 10}, "waiting: the quota of concurrent executions is too"),
        ("First image", {"is_reachable": False}, "unknown: Could not connect"),
    ],
)
def test_what_others_have_to_do_keeps_nobody_from_the_next_step(
    name: str, changes: dict[str, Any], said: str, look: Look, world: World
) -> None:
    for attribute, value in changes.items():
        setattr(world, attribute, value)
    code, found, _ = look(world)
    assert (code, found["A release"]) == (1, "NEXT: the first image answers")
    assert found[name].startswith(said)


@pytest.mark.parametrize(("unconfirmed", "code"), [([], 0), (["a@acme.com"], 1)])
def test_it_ends_with_a_drill_once_nothing_is_left(
    unconfirmed: list[str],
    code: int,
    look: Look,
    world: World,
    modules: tuple[ModuleType, ModuleType],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world.unconfirmed = unconfirmed
    monkeypatch.setattr(modules[0], "release", lambda _: modules[0].Found("done", "1.0.0"))
    _, progress = modules
    last = progress.Step("A release", modules[0].release)
    monkeypatch.setattr(progress, "STEPS", (*progress.STEPS[:-1], last))
    ended, _, after = look(world)
    assert ended == code
    assert ("Next: a drill" in after) == (code == 0)


def test_commands_are_those_of_the_environment(modules: tuple[ModuleType, ModuleType]) -> None:
    looks, progress = modules
    (command, *_) = progress.blocks("Everything else", looks.Environment("staging"))
    assert command == "terraform apply -var-file=environments/staging.tfvars\n"


@pytest.mark.parametrize("preset", ["payment-processing", "pilot-light-minimal"])
def test_every_step_is_a_section_of_the_page(preset: str) -> None:
    folder = rendered(preset)
    page = (folder / "docs/deployment.md").read_text()
    steps = (folder / "environments/progress.py").read_text().split('Step("')[1:]
    named = [each.partition('"')[0] for each in steps]
    assert named[0] == STEPS[0]
    for name in named:
        if name not in ("Answers", "Confirmations"):
            assert any(line.endswith(f" {name}") for line in page.splitlines()), name


def test_only_environments_that_there_are_can_be_named() -> None:
    script = rendered(PRESET) / "environments/progress.py"
    done = subprocess.run(
        [sys.executable, "-B", Path(script), "nowhere"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "production" in done.stderr
