"""The profile `recovery` tells what is about recovery, once, and leaves the rest to `all`."""

from pathlib import Path
from typing import Any

import pytest

from tests.check.reports import check
from tests.support import Tfdr

TWO = """\
provider "aws" {
  alias  = "primary"
  region = "eu-west-1"
}
provider "aws" {
  alias  = "dr"
  region = "eu-central-1"
}
"""
RECORD = """\
resource "aws_route53_record" "{name}" {{
  zone_id         = "Z1"
  name            = "www.orders.org"
  type            = "A"
  set_identifier  = "{name}"
  {check}
  failover_routing_policy {{
    type = "{type}"
  }}
  alias {{
    name                   = "{name}.elb.amazonaws.com"
    zone_id                = "Z2"
    evaluate_target_health = false
  }}
}}
"""
CHECK = 'health_check_id = "c"'


@pytest.fixture
def found(tfdr: Tfdr, tmp_path: Path) -> "Found":
    return Found(tfdr, tmp_path / "x")


class Found:
    """Checks files and gives the findings."""

    def __init__(self, tfdr: Tfdr, root: Path) -> None:
        self._tfdr = tfdr
        self.root = root

    def of(self, id_: str, text: str | dict[str, str], *flags: str) -> list[dict[str, Any]]:
        files = text if isinstance(text, dict) else {"main.tf": text}
        report = check(self._tfdr, self.root, files, *flags)
        return [each for each in report["findings"] if each["id"] == id_]


BEYOND = {
    "when backups are made": (
        "DAT03A",
        'resource "aws_db_instance" "a" {\n  backup_retention_period = 7\n}\n',
    ),
    "a bastion in a public subnet": (
        "NET01A",
        'resource "aws_vpc" "v" {\n  cidr_block = "10.0.0.0/16"\n}\n'
        'resource "aws_internet_gateway" "g" {\n  vpc_id = aws_vpc.v.id\n}\n'
        'resource "aws_route_table" "t" {\n  vpc_id = aws_vpc.v.id\n  route {\n'
        '    cidr_block = "0.0.0.0/0"\n    gateway_id = aws_internet_gateway.g.id\n  }\n}\n'
        'resource "aws_subnet" "s" {\n  vpc_id = aws_vpc.v.id\n}\n'
        'resource "aws_route_table_association" "a" {\n  subnet_id = aws_subnet.s.id\n'
        "  route_table_id = aws_route_table.t.id\n}\n"
        'resource "aws_instance" "bastion" {\n  subnet_id = aws_subnet.s.id\n}\n',
    ),
    "an alias that a health check judges too": (
        "DR48",
        RECORD.format(name="primary", check=CHECK, type="PRIMARY"),
    ),
    "the alias of the last resort": (
        "DR48",
        RECORD.format(name="dr", check="", type="SECONDARY"),
    ),
    "a function that fails over nothing": (
        "FO06C",
        'resource "aws_lambda_function" "thumbnails" {\n  function_name = "thumbnails"\n}\n',
    ),
    "an endpoint of one region": ("OBS02E", 'resource "aws_lb" "a" {\n  name = "a"\n}\n'),
    "a bucket of logs": (
        "DAT06F",
        TWO + 'resource "aws_instance" "a" {\n  provider = aws.primary\n}\n'
        'resource "aws_instance" "b" {\n  provider = aws.dr\n}\n'
        'resource "aws_s3_bucket" "access_logs" {\n  provider = aws.primary\n}\n',
    ),
    "an alarm that a health check reads": (
        "OBS01",
        'resource "aws_cloudwatch_metric_alarm" "a" {\n  alarm_name = "a"\n}\n'
        'resource "aws_route53_health_check" "c" {\n  type = "CLOUDWATCH_METRIC"\n'
        "  cloudwatch_alarm_name = aws_cloudwatch_metric_alarm.a.alarm_name\n}\n",
    ),
    "a password": ("SEC01A", 'resource "aws_db_instance" "a" {\n  password = "hunter22"\n}\n'),
}


@pytest.mark.parametrize("case", BEYOND)
def test_what_is_no_matter_of_recovery_is_told_in_all_only(found: Found, case: str) -> None:
    id_, text = BEYOND[case]
    assert found.of(id_, text) == []
    assert found.of(id_, text, "--profile", "all")


def test_a_rule_that_is_named_tells_all_that_it_has(found: Found) -> None:
    id_, text = BEYOND["when backups are made"]
    assert found.of(id_, text, "--select", id_)


WATCHED = (
    TWO + 'resource "aws_lb" "a" {\n  provider = aws.primary\n  name = "a"\n}\n'
    'resource "aws_lb" "b" {\n  provider = aws.dr\n  name = "b"\n}\n'
    'resource "aws_instance" "a" {\n  provider = aws.primary\n}\n'
    'resource "aws_instance" "b" {\n  provider = aws.dr\n}\n'
)


def test_no_alarm_at_all_is_told_once(found: Found) -> None:
    assert len(found.of("DR65", WATCHED)) == 1
    assert found.of("OBS02E", WATCHED) == []
    check = 'resource "aws_route53_health_check" "c" {\n  type = "HTTPS"\n  fqdn = "x.org"\n}\n'
    assert found.of("DR65", WATCHED + check) == []
    assert len(found.of("OBS02E", WATCHED + check)) == 2


def test_what_is_wrong_with_a_module_is_told_once_for_all_calls(found: Found) -> None:
    files = {
        "main.tf": 'module "a" {\n  source = "./f"\n}\nmodule "b" {\n  source = "./f"\n}\n',
        "f/main.tf": 'resource "aws_lambda_function" "f" {\n  runtime = "python3.8"\n}\n',
    }
    (one,) = found.of("FO03A", files)
    assert one["message"].endswith("(and 1 more of its kind)")
    assert len(found.of("FO03A", files, "--profile", "all")) == 2


def test_what_is_wrong_with_all_roots_is_told_once(found: Found) -> None:
    vpc = 'resource "aws_vpc" "v" {\n  cidr_block = "10.0.0.0/16"\n}\n'
    (one,) = found.of("OPS01", {"shop/main.tf": vpc, "blog/main.tf": vpc})
    assert one["message"].endswith("(so it is in 1 more root)")


def test_a_module_of_the_registry_is_known_not_to_make_alarms(found: Found) -> None:
    vpc = 'module "v" {\n  source = "terraform-aws-modules/vpc/aws"\n}\n'
    assert len(found.of("DR65", WATCHED + vpc)) == 1
    own = 'module "v" {\n  source = "git::https://example.com/all.git"\n}\n'
    assert found.of("DR65", WATCHED + own) == []


def test_what_was_given_up_is_left_out(found: Found) -> None:
    wrong = 'output "a" {\n  value = var.gone\n}\n'
    files = {"main.tf": 'output "b" {\n  value = 1\n}\n', "deprecated/x/main.tf": wrong}
    assert found.of("CMP02", files) == []
    assert len(found.of("CMP02", files, "--profile", "all")) == 1


def test_a_doubt_that_nobody_can_end_is_told_in_the_answer_only(tfdr: Tfdr, tmp_path: Path) -> None:
    own = 'module "v" {\n  source = "git::https://example.com/all.git"\n}\n'
    report = check(tfdr, tmp_path, {"main.tf": WATCHED + own})
    assert "DR65" not in {each["id"] for each in report["unknown"]}
    (lost,) = report["survival"]
    answers = {each["question"]: each for each in lost["answers"]}
    assert answers["Somebody is told"]["answer"] == "not known"
    assert "DR65" in answers["Somebody is told"]["rules"]
    text = tfdr("check", tmp_path, "--no-terraform").out
    assert "Somebody is told: not known, by DR65" in text
