"""Commands of runbooks: which ones stand under a heading, and an `aws` that carries them out."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tfdr import __version__, terraform
from tfdr.drill import aws_command, runbook
from tfdr.drill.stage import Stage
from tfdr.drill.system import System
from tfdr.drill.timeline import Timeline
from tfdr.emulator import protocol as emulated
from tfdr.emulator.client import server
from tfdr.emulator.client.deployment import Deployment
from tfdr.emulator.client.emulator import Emulator
from tfdr.errors import TfdrError

PAGE = """# Restore

```sh
ROLE=dr
```

## 1. The database
Words.

1. Indented:

   ```sh
   # a comment, no heading
   aws rds one
   ```

### Below it
```sh
aws rds two
```

## 2. Objects
```sh
aws s3api three
```
"""


def test_commands_are_those_below_a_heading() -> None:
    assert runbook.commands(PAGE, "The database") == (
        "# a comment, no heading\naws rds one\n\naws rds two\n"
    )
    assert runbook.commands(PAGE, "Objects") == "aws s3api three\n"


@pytest.mark.parametrize("heading", ["Tables", "Restore of nothing"])
def test_a_heading_that_is_not_there_is_named(heading: str) -> None:
    with pytest.raises(TfdrError, match=heading):
        runbook.commands(PAGE, heading)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (["rds"], "a service and an operation are needed"),
        (["rds", "describe-clusters"], "rds has no operation describe-clusters"),
        (["rds", "describe-db-clusters", "--cluster", "x"], "unknown option --cluster"),
        (["rds", "describe-db-clusters", "--db-cluster-identifier"], "has no value"),
        (["rds", "describe-db-clusters", "one"], "one belongs to no option"),
        (["rds", "describe-db-clusters", "--marker", "a", "b"], "takes one value, not a b"),
        (["rds", "wait", "nothing"], "nothing to wait for by the name of nothing"),
        (
            ["rds", "create-db-cluster", "--serverless-v2-scaling-configuration", "Least=1"],
            "ServerlessV2ScalingConfiguration has no Least",
        ),
    ],
)
def test_what_the_aws_cli_would_not_take_is_refused(
    given: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert aws_command.main([*given, "--region", "eu-west-1"]) == 252
    assert message in capsys.readouterr().err


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    with server.running() as running:
        yield running


def said(emulator: Emulator, *arguments: str) -> str:
    """What the command prints, as a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tfdr.drill.aws_command", *arguments],
        env={**os.environ, **emulator.environment()},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_it_gives_and_shows_values_as_the_aws_cli_does(emulator: Emulator, tmp_path: Path) -> None:
    where = ("--region", "us-east-1")
    s3 = emulator.client("s3", "us-east-1")
    s3.create_bucket(Bucket="reports-of-acme")
    file = tmp_path / "body"
    file.write_text("right")
    versioned = ("--versioning-configuration", "Status=Enabled")
    bucket = ("--bucket", "reports-of-acme")
    said(emulator, "s3api", "put-bucket-versioning", *where, *bucket, *versioned)
    said(emulator, "s3api", "put-object", *where, *bucket, "--key", "a b", "--body", str(file))
    query = ("--query", "Versions[?LastModified<'2999'].[Key, IsLatest]", "--output", "text")
    assert said(emulator, "s3api", "list-object-versions", *where, *bucket, *query) == "a b\tTrue\n"
    assert s3.get_object(Bucket="reports-of-acme", Key="a b")["Body"].read() == b"right"
    account = ("--query", "Account", "--output", "text")
    assert said(emulator, "sts", "get-caller-identity", *where, *account) == "123456789012\n"


@pytest.fixture
def stage(emulator: Emulator, tmp_path: Path) -> Stage:
    """A repository with a runbook, deployed to nothing."""
    (tmp_path / "docs/runbooks").mkdir(parents=True)
    tool = terraform.find()
    deployment = Deployment(emulator, tmp_path, "production", tool)
    names = dict.fromkeys(("primary", "dr"), "trading-production-failover")
    regions = {"primary": "us-east-2", "dr": "us-west-2"}
    outputs = {"regions": regions, "failover_function_names": names}
    return Stage(deployment, System(outputs), Timeline(quiet=True))


def test_commands_run_in_the_repository_with_the_programs_that_a_drill_uses(stage: Stage) -> None:
    root = stage.deployment.root
    page = root / "docs/runbooks/lost.md"
    page.write_text(
        "# Lost\n\n```sh\npwd\nterraform version\ntfdr --version\n"
        "echo $NAME $REGION $NEW\n"
        "aws sts get-caller-identity --region $REGION --query Account\n```\n"
    )
    said = runbook.carry_out(stage, "lost", "Lost", "dr", {"NEW": "eu-west-1"}).splitlines()
    assert said[0] == str(root)
    assert stage.deployment.terraform.version in said[1]
    assert f"tfdr {__version__}" in said
    assert said[-2:] == ["trading-production us-west-2 eu-west-1", f'"{emulated.ACCOUNT_ID}"']


def test_a_page_that_was_kept_is_read_as_it_was(stage: Stage, tmp_path: Path) -> None:
    (tmp_path / "docs/runbooks/lost.md").write_text("# Lost\n\n```sh\nexit 1\n```\n")
    kept = tmp_path / "kept"
    (kept / "docs/runbooks").mkdir(parents=True)
    (kept / "docs/runbooks/lost.md").write_text("# Lost\n\n```sh\necho kept\n```\n")
    assert runbook.carry_out(stage, "lost", "Lost", "dr", kept=kept) == "kept\n"
    with pytest.raises(TfdrError, match="the runbook's commands failed"):
        runbook.carry_out(stage, "lost", "Lost", "dr")
