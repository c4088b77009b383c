"""`tfdr inventory`: what any Terraform directory makes, for what, and where."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from tfdr.inventory import services

from tests.support import ROOT, Done, Tfdr, snapshot

MAIN = """
locals {
  regions = { primary = "eu-west-1", "dr" = local.standby }
  standby = "eu-central-1"
}

provider "aws" {
  alias  = "primary"
  region = local.regions.primary
}

provider "aws" {
  alias  = "dr"
  region = local.regions["dr"]
}

provider "aws" {
  alias  = "chosen"
  region = var.region
}

provider "aws" {
  region = "us-east-1"
}

variable "region" {
  default = "sa-east-1"
}

data "aws_region" "here" {}

resource "aws_vpc" "primary" {
  provider = aws.primary
}

resource "aws_route53_record" "plain" {
  count = 2
}

resource "aws_s3_bucket" "open" {
  provider = aws.chosen
  for_each = toset(["a"])
}

resource "aws_sns_topic" "elsewhere" {
  provider = aws.primary
  region   = "ap-south-1"
}

resource "random_pet" "name" {}

module "pair" {
  source = "./modules/pair"
  providers = {
    aws.requester = aws.primary
    aws.accepter  = aws.dr
  }
}

module "plain" {
  source   = "./modules/table"
  for_each = toset(["x"])
}
"""
PAIR = """
terraform {
  required_providers {
    aws = {
      source                = "hashicorp/aws"
      configuration_aliases = [aws.requester, aws.accepter]
    }
  }
}

resource "aws_vpc_peering_connection" "this" {
  provider = aws.requester
}

module "table" {
  source    = "../table"
  providers = { aws = aws.accepter }
}
"""
TABLE = """
resource "aws_dynamodb_table" "this" {
  name = "t"
}
"""


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """Terraform that nobody generated: two regions, a module of each kind."""
    return written(
        tmp_path / "plain",
        {"main.tf": MAIN, "modules/pair/main.tf": PAIR, "modules/table/main.tf": TABLE},
    )


def written(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def report(done: Done) -> dict[str, Any]:
    assert done.code == 0, done.err
    found: dict[str, Any] = json.loads(done.out)
    return found


def places(tfdr: Tfdr, directory: Path) -> dict[str, tuple[str, str, str]]:
    found = report(tfdr("inventory", directory, "--format", "json"))
    return {
        each["address"]: (each["concern"], each["role"], each["region"])
        for each in found["resources"]
    }


def test_every_resource_is_listed_with_its_concern_and_region(tfdr: Tfdr, directory: Path) -> None:
    before = snapshot(directory)

    assert places(tfdr, directory) == {
        "aws_vpc.primary": ("network", "primary", "eu-west-1"),
        "aws_route53_record.plain[*]": ("traffic", "default", "us-east-1"),
        "aws_s3_bucket.open[*]": ("storage", "chosen", ""),
        "aws_sns_topic.elsewhere": ("messaging", "primary", "ap-south-1"),
        "random_pet.name": ("other", "default", ""),
        "module.pair.aws_vpc_peering_connection.this": ("network", "primary", "eu-west-1"),
        "module.pair.module.table.aws_dynamodb_table.this": ("sessions", "dr", "eu-central-1"),
        "module.plain[*].aws_dynamodb_table.this": ("sessions", "default", "us-east-1"),
    }
    assert snapshot(directory) == before


def test_services_are_named_and_places_are_of_the_block(tfdr: Tfdr, directory: Path) -> None:
    found = report(tfdr("inventory", directory, "--format", "json"))

    assert found["services"] == [
        "Amazon DynamoDB",
        "Amazon Route 53",
        "Amazon Simple Notification Service",
        "Amazon Simple Storage Service",
        "Amazon Virtual Private Cloud",
    ]
    assert found["concerns"]["sessions"] == {"dr (eu-central-1)": 1, "default (us-east-1)": 1}
    table = next(each for each in found["resources"] if "module.table" in each["address"])
    assert (table["file"], table["line"], table["root"]) == ("modules/table/main.tf", 2, ".")


def test_people_get_counts_and_then_addresses(tfdr: Tfdr, directory: Path) -> None:
    done = tfdr("inventory", directory)

    assert done.code == 0, done.err
    counts, *sections = done.out.split("\n\n")
    lines = [re.split("  +", line) for line in counts.splitlines()]
    assert lines[0][0] == "concern"
    assert lines[0][-1] == "all"
    assert lines[-1][-1] == "8"
    network = next(section for section in sections if section.startswith("network\n"))
    assert "\nprimary (eu-west-1)  Amazon Virtual Private Cloud  aws_vpc.primary\n" in network
    assert sections[-1] == f"Next:\n  tfdr check {directory}\n"
    assert "data." not in done.out


SWITCHES = """
variable "network" {
  default = null
}

variable "wanted" {
  type = bool
}

locals {
  names = { for name in ["a\\"b]."] : name => name if var.network == null }
}

resource "aws_vpc" "none" {
  count = var.network == null ? 0 : 1
}

resource "aws_vpc" "maybe" {
  count = var.wanted ? 1 : 0
}

resource "aws_sqs_queue" "none" {
  for_each = toset([])
}

resource "aws_s3_bucket" "named" {
  for_each = local.names
}

module "none" {
  source = "./modules/table"
  count  = 0
}

module "named" {
  source   = "./modules/table"
  for_each = local.names
}
"""


def test_what_the_code_leaves_out_is_not_listed(tfdr: Tfdr, tmp_path: Path) -> None:
    table = TABLE + 'resource "aws_kms_key" "none" {\n  count = 0\n}\n'
    files = {"main.tf": SWITCHES, "modules/table/main.tf": table}
    found = report(tfdr("inventory", written(tmp_path / "x", files), "--format", "json"))

    assert [each["address"] for each in found["resources"]] == [
        "aws_vpc.maybe[*]",
        "aws_s3_bucket.named[*]",
        "module.named[*].aws_dynamodb_table.this",
    ]
    assert "Amazon Simple Queue Service" not in found["services"]


def test_a_value_in_a_file_of_variables_counts(tfdr: Tfdr, tmp_path: Path) -> None:
    files = {"main.tf": SWITCHES, "modules/table/main.tf": TABLE}
    files["terraform.tfvars"] = "network = {}\nwanted = false\n"

    assert list(places(tfdr, written(tmp_path / "x", files))) == ["aws_vpc.none[*]"]


def test_a_root_of_its_own_is_told_apart(tfdr: Tfdr, directory: Path) -> None:
    written(directory, {"bootstrap/main.tf": 'resource "aws_vpc" "primary" {}\n'})

    found = report(tfdr("inventory", directory, "--format", "json"))["resources"]

    assert {each["root"] for each in found if each["address"] == "aws_vpc.primary"} == {
        ".",
        "bootstrap",
    }
    assert "  bootstrap  " in tfdr("inventory", directory).out


def test_what_cannot_be_followed_is_said(tfdr: Tfdr, tmp_path: Path) -> None:
    calls = """
    module "registry" {
      source = "terraform-aws-modules/vpc/aws"
    }

    module "gone" {
      source = "./modules/lop"
    }

    module "loop" {
      source = "./modules/loop"
    }
    """
    loop = 'resource "aws_vpc" "this" {}\n\nmodule "again" {\n  source = "../loop"\n}\n'
    files = {"main.tf": calls, "modules/loop/main.tf": loop}
    found = report(tfdr("inventory", written(tmp_path / "x", files), "--format", "json"))

    assert [each["address"] for each in found["resources"]] == ["module.loop.aws_vpc.this"]
    notes = "\n".join(found["notes"])
    assert "module.registry comes from terraform-aws-modules/vpc/aws: not followed." in notes
    assert "module.gone is not there" in notes
    assert "Did you mean modules/loop?" in notes
    assert "module.loop.module.again leads back" in notes


def test_an_override_is_no_second_resource(tfdr: Tfdr, tmp_path: Path) -> None:
    files = {
        "a_override.tf": 'resource "aws_vpc" "this" {\n  cidr_block = "10.0.0.0/8"\n}\n',
        "main.tf": 'resource "aws_vpc" "this" {\n  count = 1\n}\n',
    }

    assert list(places(tfdr, written(tmp_path / "x", files))) == ["aws_vpc.this[*]"]


@pytest.mark.parametrize("leaf", ['resource "aws_vpc" "this" {}\n', "locals {}\n"])
def test_modules_that_multiply_without_end_are_refused(
    tfdr: Tfdr, tmp_path: Path, leaf: str
) -> None:
    twenty = "".join(
        f'module "m{n}" {{\n  source = "../{{}}"\n}}\n'.replace("{}", "NEXT") for n in range(20)
    )
    files = {f"l{n}/main.tf": twenty.replace("NEXT", f"l{n + 1}") for n in range(5)}
    files["l5/main.tf"] = leaf

    done = tfdr("inventory", written(tmp_path / "x", files))

    assert done.code == 2
    assert "makes more than 50000 resources or modules" in done.message


@pytest.mark.parametrize(
    ("files", "fragment"),
    [
        ({"main.tf": 'resource "aws_vpc" "this" {\n'}, "main.tf:1: this '{' is never closed"),
        ({"main.tf": "a = = 1\n", "n.tf": "b = = 1\n"}, "and 1 more; `tfdr check` lists all"),
        ({"README.md": "none"}, "holds no .tf file"),
        ({}, "does not exist"),
    ],
    ids=["broken", "broken twice", "no Terraform", "missing"],
)
def test_what_cannot_be_read_is_one_message(
    tfdr: Tfdr, tmp_path: Path, files: dict[str, str], fragment: str
) -> None:
    done = tfdr("inventory", written(tmp_path / "x", files))

    assert done.code == 2
    assert fragment in done.message
    assert done.err.count("tfdr:") == 1
    assert done.out == ""


@pytest.mark.parametrize(
    ("type_", "service"),
    [
        ("aws_vpc_endpoint", "Amazon Virtual Private Cloud"),
        ("aws_route", "Amazon Virtual Private Cloud"),
        ("aws_route53_record", "Amazon Route 53"),
        ("aws_rds_global_cluster", "Amazon Aurora"),
        ("aws_db_proxy_endpoint", "Amazon RDS Proxy"),
        ("aws_db_instance", "Amazon Relational Database Service"),
        ("aws_cloudwatch_event_rule", "Amazon EventBridge"),
        ("aws_cloudwatch_log_group", "Amazon CloudWatch"),
        ("aws_cloudwatch_metric_alarm", "Amazon CloudWatch"),
        ("aws_vpcx", "aws"),
    ],
)
def test_the_longest_beginning_counts(type_: str, service: str) -> None:
    assert services.service_of(type_).name == service


def test_every_type_of_the_template_and_of_the_catalogue_of_names_is_known() -> None:
    text = "\n".join(
        path.read_text(encoding="utf-8")
        for path in (ROOT / "template").rglob("*.tf*")
        if path.is_file()
    )
    types = set(re.findall(r'^resource "(\w+)"', text, re.M))
    names = yaml.safe_load((ROOT / "generator/tfdr/catalogue/names.yml").read_text())["names"]
    assert len(types) > 50

    unknown = {each for each in types | set(names) if services.service_of(each).concern == "other"}

    assert {each for each in unknown if each.startswith("aws_")} == set()


def test_the_catalogue_names_each_type_once_and_known_concerns_only() -> None:
    content = yaml.safe_load((ROOT / "generator/tfdr/catalogue/services.yml").read_text())
    types = [type_ for service in content["services"] for type_ in service["types"]]
    names = [service["name"] for service in content["services"]]

    assert len(set(types)) == len(types)
    assert len(set(names)) == len(names)
    assert {service["concern"] for service in content["services"]} <= set(content["concerns"])


def test_a_service_without_a_resource_is_seen_by_what_uses_it(tfdr: Tfdr, tmp_path: Path) -> None:
    policy = 'policy = jsonencode({ Statement = [{ Action = ["xray:PutTraceSegments"] }] })'
    files = {"main.tf": f'resource "aws_iam_role_policy" "this" {{\n  {policy}\n}}\n'}

    found = report(tfdr("inventory", written(tmp_path / "x", files), "--format", "json"))

    assert found["services"] == ["AWS Identity and Access Management", "AWS X-Ray"]
