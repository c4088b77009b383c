"""What is right is no finding: configurations that Terraform validates, as people write them."""

import json
from pathlib import Path

import pytest

from tests.check.reports import check
from tests.renders import rendered
from tests.support import Tfdr

JSON = json.dumps(
    {
        "terraform": {"required_providers": {"aws": {"source": "hashicorp/aws"}}},
        "resource": {
            "aws_dynamodb_table": {
                "t": {
                    "name": "orders",
                    "billing_mode": "PAY_PER_REQUEST",
                    "hash_key": "id",
                    "attribute": [{"name": "id", "type": "S"}],
                    "point_in_time_recovery": {"enabled": True},
                }
            }
        },
    }
)
IMPORT = """\
provider "aws" {
  alias  = "dr"
  region = "us-west-2"
}

import {
  provider = aws.dr
  to       = aws_sqs_queue.q
  id       = "https://sqs.us-west-2.amazonaws.com/123456789012/jobs"
}

resource "aws_sqs_queue" "q" {
  provider = aws.dr
  name     = "jobs"
}
"""
JOBS = """\
data "archive_file" "z" {
  type        = "zip"
  source_file = "${path.module}/src/go.py"
  output_path = "${path.module}/src/go.zip"
}

resource "aws_lambda_function" "this" {
  function_name    = "a"
  role             = "arn:aws:iam::111122223333:role/x"
  handler          = "go.handler"
  runtime          = "python3.13"
  filename         = data.archive_file.z.output_path
  source_code_hash = data.archive_file.z.output_base64sha256
}
"""
CALL = 'module "jobs" {\n  source = "%s"\n}\n'


@pytest.mark.parametrize(
    ("files", "rules"),
    [
        ({"main.tf.json": JSON}, "CMP02"),
        ({"main.tf": IMPORT}, "CMP02"),
        (
            {
                "root/main.tf": CALL % "../modules/jobs",
                "modules/jobs/main.tf": JOBS,
                "modules/jobs/src/go.py": "def handler(event, context): ...\n",
            },
            "CMP04",
        ),
    ],
    ids=["JSON", "provider of an import", "path.module outside of the root"],
)
def test_what_terraform_takes_is_no_finding(
    tfdr: Tfdr, tmp_path: Path, files: dict[str, str], rules: str
) -> None:
    report = check(tfdr, tmp_path, files, "--select", rules)
    assert (report["findings"], report["unknown"]) == ([], [])


def test_a_block_in_json_is_judged_like_any_other(tfdr: Tfdr, tmp_path: Path) -> None:
    files = {"main.tf.json": JSON.replace('"enabled"', '"enabld"')}
    (finding,) = check(tfdr, tmp_path, files, "--select", "CMP02")["findings"]
    assert "has no argument enabld" in finding["message"]


def test_an_alias_that_a_module_does_not_name_is_a_warning(tfdr: Tfdr, tmp_path: Path) -> None:
    call = 'module "m" {\n  source = "./m"\n  providers = {\n    aws.core = aws\n  }\n}\n'
    inner = 'data "aws_region" "x" {\n  provider = aws.core\n}\n'
    report = check(tfdr, tmp_path, {"main.tf": call, "m/main.tf": inner}, "--select", "CMP02")
    (finding,) = report["findings"]
    assert (finding["file"], finding["severity"]) == ("main.tf", "warning")


def test_a_module_behind_a_link_is_read_while_others_are(tfdr: Tfdr, tmp_path: Path) -> None:
    check(tfdr, tmp_path, {"elsewhere/main.tf": IMPORT, "root/main.tf": CALL % "../elsewhere"})
    done = tfdr("check", tmp_path / "root", "--no-terraform", "--select", "CMP02")
    assert done.code in (0, 1)
    assert "Traceback" not in done.err


TOFU = """\
terraform {
  encryption {
    key_provider "pbkdf2" "k" {
      passphrase = "correct-horse-battery-staple"
    }
  }
}

locals {
  regions = toset(["eu-west-1", "eu-central-1"])
}

provider "aws" {
  alias    = "by_region"
  for_each = local.regions
  region   = each.key
}

resource "aws_vpc" "this" {
  for_each   = local.regions
  provider   = aws.by_region[each.key]
  cidr_block = "10.0.0.0/16"

  lifecycle {
    enabled = true
  }
}
"""


def test_opentofu_is_read_with_what_only_it_has(tfdr: Tfdr, tmp_path: Path) -> None:
    files = {"main.tofu": TOFU, "main.tf": "no Terraform"}
    report = check(tfdr, tmp_path, files, "--select", "CMP02,NET03")
    assert [each["verdict"] for each in report["layers"]][:3] == ["PASS", "PASS", "PASS"]
    (system,) = report["systems"]
    assert {each["code"] for each in system["regions"]} == {"eu-west-1", "eu-central-1"}
    assert {each["id"] for each in report["findings"]} == {"NET03"}


@pytest.mark.parametrize("preset", ["trading-platform", "payment-processing"])
def test_no_question_is_open_about_what_was_generated(preset: str, tfdr: Tfdr) -> None:
    """A domain that each environment gives leaves no doubt that clients reach the standby."""
    out = tfdr("check", rendered(preset), "--no-terraform").out
    assert "Clients reach the standby: yes" in out
    assert ": not known" not in out
