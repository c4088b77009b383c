"""What moves clients: the endpoint's health, or nothing but a claim (R6)."""

from collections.abc import Callable
from pathlib import Path

import pytest
from tfdr import hcl
from tfdr.evaluate import System
from tfdr.evaluate.resource import Resource
from tfdr.project import Project

from tests.renders import copied
from tests.template.conftest import PRESET

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
