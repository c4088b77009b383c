"""What the account must allow is what the repository makes (R2)."""

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from tfdr import facts, hcl
from tfdr.evaluate import System
from tfdr.evaluate.resource import Resource
from tfdr.project import Project

from tests.renders import rendered
from tests.support import PRESETS

COUNTED = {
    "EC2-VPC Elastic IPs": ("aws_eip", {}),
    "VPCs per Region": ("aws_vpc", {}),
    "Internet gateways per Region": ("aws_internet_gateway", {}),
    "Subnets per VPC": ("aws_subnet", {}),
    "Interface VPC endpoints per VPC": ("aws_vpc_endpoint", {"vpc_endpoint_type": "Interface"}),
    "Gateway VPC endpoints per Region": ("aws_vpc_endpoint", {"vpc_endpoint_type": "Gateway"}),
    "Application Load Balancers per Region": ("aws_lb", {}),
    "DB clusters": ("aws_rds_cluster", {}),
    "Proxies": ("aws_db_proxy", {}),
    "Hosted zones": ("aws_route53_zone", {}),
    "Health checks": ("aws_route53_health_check", {}),
}
GLOBAL = {"Hosted zones", "Health checks"}


@cache
def needs(repository: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((repository / "account/needs.json").read_text())
    return found


@cache
def made(repository: Path) -> list[Resource]:
    return System(Project(hcl.read_tree(repository)), repository).resources()


@pytest.mark.parametrize("preset", PRESETS)
def test_it_needs_what_it_makes(preset: str) -> None:
    repository = rendered(preset)
    said = {(each["name"], each["asked_in"]): each["each"] for each in needs(repository)["quotas"]}
    regions = [each["region"] for each in needs(repository)["regions"]]

    for name, (kind, having) in COUNTED.items():
        there = [
            each
            for each in made(repository)
            if each.type == kind and all(each.get(key) == value for key, value in having.items())
        ]
        count = Counter(regions[0] if name in GLOBAL else each.region.code for each in there)
        expected = {region: count[region] for region in regions if count[region]}
        assert {at: much for (what, at), much in said.items() if what == name} == expected, name


def test_every_quota_that_is_needed_is_in_the_catalogue() -> None:
    known = {each["name"]: each for each in facts.read("quotas.yml")["quotas"].values()}
    for preset in PRESETS:
        for need in needs(rendered(preset))["quotas"]:
            assert need["new"] == known[need["name"]]["new"]


def test_the_page_and_the_script_say_the_same() -> None:
    repository = rendered("transaction-processing")
    page = (repository / "docs/deployment.md").read_text()
    for need in needs(repository)["quotas"]:
        row = next(line for line in page.splitlines() if line.startswith(f"| {need['name']} |"))
        assert need["region"] in row
        assert need["code"] in row


def test_a_region_to_enable_is_named() -> None:
    repository = rendered("pilot-light-minimal", {"primary_region": "eu-south-2"})
    assert "Regions to enable: eu-south-2." in (repository / "docs/deployment.md").read_text()


def test_python_in_the_repository_compiles_and_needs_what_it_is_allowed() -> None:
    """Each call of the checks is in the policy, and nothing else."""
    repository = rendered("transaction-processing")
    code = (repository / "account/checks.py").read_text()
    compile(code, "checks.py", "exec")
    policy = json.loads((repository / "account/permissions.json").read_text())
    allowed = {action for each in policy["Statement"] for action in each["Action"]}
    for action in allowed:
        operation = action.partition(":")[2]
        words = "".join(f"_{c.lower()}" if c.isupper() else c for c in operation).lstrip("_")
        words = words.replace("_a_w_s_", "_aws_").replace("_d_b_", "_db_")
        assert words in code, action
