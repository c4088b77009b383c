"""`environments/destroy.py`: what it gives Terraform, and what it leaves (R18, R22).

Terraform is a program here that writes down what it is given.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.renders import rendered
from tests.template.conftest import PRESET

TERRAFORM = """\
#!/bin/sh
echo "$*" >>"$TOLD"
case "$*" in
  "state list") cat "$STATE" ;;
  "-chdir=bootstrap state list") cat "$BOOTSTRAP" ;;
  destroy*) left=$(cat "$FAILS"); [ "$left" = 0 ] || { echo $((left - 1)) >"$FAILS"; exit 1; } ;;
  *output*) echo bucket-of-the-state ;;
esac
"""
OIDC = "module.pipeline[0].aws_iam_openid_connect_provider.github[0]"
ROLE = 'module.pipeline[0].aws_iam_role.this["plan"]'
EVIDENCE = [
    "module.dr.module.logs.module.bucket.aws_s3_bucket.this",
    "module.dr.module.transaction_logs.module.bucket.aws_s3_bucket.this",
    "module.global.aws_cloudwatch_log_group.queries",
    "module.primary.module.encryption.aws_kms_key.data",
    "module.primary.module.encryption.module.operations.aws_kms_alias.this",
    'module.primary.module.service.aws_cloudwatch_log_group.this["service"]',
    "module.trail.aws_cloudtrail.this",
    "module.trail.aws_kms_key.copy",
    "module.trail.module.bucket.aws_s3_bucket.this",
]
GOES = [
    "aws_rds_global_cluster.this",
    "data.aws_caller_identity.current",
    "module.audit_alarms.aws_cloudwatch_metric_alarm.this",
    "module.primary.data.aws_partition.current",
    'module.primary.module.service.aws_ecs_service.this["a.b"]',
    "module.trail.aws_cloudwatch_metric_alarm.silent",
]


class Terraform:
    """A clone, and a Terraform that writes down what it is given."""

    def __init__(self, folder: Path) -> None:
        self.clone = shutil.copytree(rendered(PRESET), folder / "clone")
        self.folder = folder
        program = folder / "terraform"
        program.write_text(TERRAFORM)
        program.chmod(0o755)
        self.has("STATE", *EVIDENCE, *GOES)
        self.has("BOOTSTRAP", "module.state.module.bucket.aws_s3_bucket.this", ROLE)
        self.has("FAILS", "0")

    def has(self, what: str, *lines: str) -> None:
        (self.folder / what).write_text("".join(f"{line}\n" for line in lines))

    def destroys(self, *given: str) -> subprocess.CompletedProcess[str]:
        files = {name: str(self.folder / name) for name in ("TOLD", "STATE", "BOOTSTRAP", "FAILS")}
        return subprocess.run(
            [sys.executable, "-B", "environments/destroy.py", *given],
            cwd=self.clone, env={**os.environ, **files, "PATH": f"{self.folder}:/usr/bin:/bin"},
            stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
        )  # fmt: skip

    @property
    def told(self) -> list[str]:
        file = self.folder / "TOLD"
        return file.read_text().splitlines() if file.exists() else []


@pytest.fixture
def terraform(tmp_path: Path) -> Terraform:
    return Terraform(tmp_path)


def test_what_production_must_keep_leaves_the_state_before_the_rest_goes(
    terraform: Terraform,
) -> None:
    done = terraform.destroys("production", "--yes")
    assert done.returncode == 0, done.stderr
    *_, apply, forgotten, destroyed = terraform.told
    assert apply.startswith("apply -var-file=environments/production.tfvars")
    assert forgotten == f"state rm {' '.join(EVIDENCE)}"
    assert destroyed.startswith("destroy -var-file=environments/production.tfvars")
    assert [line.removeprefix("kept: ") for line in done.stdout.splitlines() if "kept" in line] == (
        EVIDENCE
    )


def test_letting_go_takes_nothing_from_the_trail(terraform: Terraform) -> None:
    """An apply without protection would unlock the buckets that are to stay."""
    terraform.destroys("production", "--yes")
    (apply,) = [each for each in terraform.told if each.startswith("apply")]
    targets = [each for each in apply.split() if each.startswith("-target=")]
    assert targets == [
        "-target=aws_rds_global_cluster.this",
        "-target=module.primary.module.service",
    ]


def test_started_again_it_goes_on(terraform: Terraform) -> None:
    terraform.has("STATE", *GOES)
    assert terraform.destroys("production", "--yes").returncode == 0
    assert [each for each in terraform.told if each.startswith(("apply", "state rm"))] == []


def test_an_ephemeral_environment_goes_with_its_state(terraform: Terraform) -> None:
    done = terraform.destroys("staging", "--yes")
    assert done.returncode == 0, done.stderr
    assert "30 to 60 minutes" in done.stdout
    assert "kept" not in done.stdout
    told = [each for each in terraform.told if each.split()[0] != "state"]
    assert "environments/staging.s3.tfbackend" in told[2]
    assert [each.partition(" -var")[0] for each in told[3:]] == [
        "destroy",
        "-chdir=bootstrap state list",
        "-chdir=bootstrap apply",
        "-chdir=bootstrap destroy",
    ]


@pytest.mark.parametrize(
    ("made", "others", "creates", "forgets"),
    [
        ([OIDC, ROLE], False, True, False),
        ([OIDC, ROLE], True, False, True),
        ([ROLE], True, False, False),
        ([], True, True, False),
    ],
)
def test_the_identity_provider_stays_for_other_environments(
    terraform: Terraform, made: list[str], *, others: bool, creates: bool, forgets: bool
) -> None:
    terraform.has("BOOTSTRAP", "module.state.aws_kms_key.this", *made)
    state = terraform.clone / "bootstrap/terraform.tfstate.d/production/terraform.tfstate"
    state.parent.mkdir(parents=True)
    state.write_text(json.dumps({"resources": [{}] if others else []}))
    assert terraform.destroys("staging", "--yes").returncode == 0
    *_, destroyed = terraform.told
    assert ("create_oidc_provider=false" not in destroyed) is creates
    assert (f"-chdir=bootstrap state rm {OIDC}" in terraform.told) is forgets


@pytest.mark.parametrize(("fails", "code", "times"), [(1, 0, 2), (9, 1, 3)])
def test_what_aws_gives_back_late_is_asked_for_again(
    terraform: Terraform, fails: int, code: int, times: int
) -> None:
    """R22"""
    terraform.has("FAILS", str(fails))
    done = terraform.destroys("production", "--yes")
    assert done.returncode == code
    assert len([each for each in terraform.told if each.startswith("destroy")]) == times
    assert ("give the same command again" in done.stderr) is (code == 1)


def test_nothing_is_destroyed_without_a_person(terraform: Terraform) -> None:
    done = terraform.destroys("staging")
    assert done.returncode == 2
    assert "add --yes" in done.stderr
    assert terraform.destroys("development", "--yes").returncode == 2
    assert terraform.told == []


def test_a_bucket_goes_before_its_key() -> None:
    """One that is not empty, or locked, refuses: then its key stays as well."""
    text = (rendered(PRESET) / "modules/bucket/main.tf").read_text()
    bucket = text.partition('resource "aws_s3_bucket" "this" {')[2].partition("\n}\n")[0]
    assert "depends_on = [var.kms_key_arn]" in bucket
