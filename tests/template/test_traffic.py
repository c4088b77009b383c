"""What moves clients: the endpoint's health, or nothing but a claim (R6)."""

from collections.abc import Callable
from pathlib import Path

import pytest
from tfdr import hcl
from tfdr.evaluate import System
from tfdr.evaluate.resource import Resource
from tfdr.project import Project

from tests.renders import copied, rendered
from tests.template.conftest import PRESET

# What a health check that follows an alarm reads of it, and keeps:
# https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/health-checks-creating-values.html
COPIED = {
    "namespace",
    "metric_name",
    "dimensions",
    "statistic",
    "period",
    "evaluation_periods",
    "datapoints_to_alarm",
    "comparison_operator",
    "threshold",
}
RECORD = "module.traffic.aws_route53_record"
Made = Callable[[str], list[Resource]]


def made(folder: Path, follows: str, regions: list[str]) -> Made:
    """The resources of a repository whose traffic follows one or the other."""
    cidrs = [f"10.{each}.0.0/16" for each in range(1 + len(regions))]
    answers = {"dr_regions": regions, "vpc_cidrs": cidrs}
    repository = copied(folder / "repository", PRESET, answers)
    settings = repository / "terraform.tfvars"
    settings.write_text(f'traffic_follows = "{follows}"\n')
    project = Project(hcl.read_tree(repository))
    return System(project, repository).resources


@pytest.mark.parametrize("regions", [["us-west-2"], ["us-west-2", "eu-west-1"]])
@pytest.mark.parametrize("follows", ["health", "claim"])
def test_only_a_claim_moves_clients_where_traffic_follows_it(
    follows: str, regions: list[str], tmp_path: Path
) -> None:
    found = made(tmp_path, follows, regions)
    by_health = follows == "health"

    records = [
        each
        for each in found("aws_route53_record")
        if each.address.startswith(
            ("module.traffic.aws_route53_record.service", "module.traffic.aws_route53_record.after")
        )
    ]
    assert len(records) == 2 * len(regions)
    for each in records:
        assert each.get("alias.evaluate_target_health") is by_health, each.address

    serves = [
        each for each in found("aws_route53_health_check") if each.get("type") == "CALCULATED"
    ]
    assert len(serves) == len(regions)
    counts = []
    for each in serves:
        children = each.get("child_healthchecks")
        assert isinstance(children, list)
        counts.append(len(children))
        assert each.get("child_health_threshold") == len(children)
        assert any("endpoint" in str(child) for child in children) is by_health
    assert sorted(counts) == [later + by_health for later in range(1, 1 + len(regions))]


def test_route_53_takes_the_settings_of_an_alarm_anew() -> None:
    """It copies what an alarm looks at, and Terraform would see no change of the check (R10)."""
    tree = hcl.read_tree(rendered(PRESET))
    modules = {directory.name: module for directory, module in tree.modules.items()}
    followers = [
        block
        for module in modules.values()
        for block in module.of_kind("resource")
        if block.labels[0] == "aws_route53_health_check"
        and "CLOUDWATCH_METRIC" in block.attributes["type"].expression.text
    ]
    assert len(followers) == 1
    for block in followers:
        name, again = (block.attributes[each] for each in ("cloudwatch_alarm_name", "triggers"))
        alarm = name.expression.text.removesuffix(".name")
        assert f"alarm = {alarm}.settings" in again.expression.text

    (output,) = [
        b for b in modules["failover"].of_kind("output") if tuple(b.labels) == ("active_alarm",)
    ]
    (alarm_block,) = [
        block
        for block in modules["failover"].of_kind("resource")
        if tuple(block.labels) == ("aws_cloudwatch_metric_alarm", "active")
    ]
    said = output.attributes["value"].expression.text
    judged = set(alarm_block.attributes) & COPIED
    assert len(judged) > 6
    assert {each for each in judged if f"alarm.{each}" not in said} == set()
