"""How targets are judged, and how long clients stay with a region that was left (R7, R27)."""

from pathlib import Path

import pytest
from tfdr import hcl
from tfdr.evaluate import System
from tfdr.evaluate.resource import Resource
from tfdr.project import Project

from tests.renders import rendered
from tests.template.conftest import PRESET

DNS_SECONDS = 120  # what objectives.yml counts until clients follow
DATABASE_SECONDS = 30  # what an Aurora writer usually takes to fail over within its region


def made(repository: Path, kind: str) -> list[Resource]:
    found = System(Project(hcl.read_tree(repository)), repository).resources(kind)
    assert len(found) == 2, kind
    return found


def number(resource: Resource, path: str) -> int:
    value = resource.get(path)
    assert isinstance(value, int), (resource.address, path, value)
    return value


@pytest.mark.parametrize("compute", ["ecs", "ec2"])
def test_connections_do_not_outlive_the_answer_of_dns(compute: str) -> None:
    for balancer in made(rendered(PRESET, {"compute": compute}), "aws_lb"):
        assert number(balancer, "client_keep_alive") + 60 <= DNS_SECONDS


@pytest.mark.parametrize(
    ("compute", "runs", "grace"),
    [
        ("ecs", "aws_ecs_service", "health_check_grace_period_seconds"),
        ("ec2", "aws_autoscaling_group", "health_check_grace_period"),
    ],
)
def test_a_database_that_fails_over_in_its_region_replaces_nothing(
    compute: str, runs: str, grace: str
) -> None:
    repository = rendered(PRESET, {"compute": compute})
    for group in made(repository, "aws_lb_target_group"):
        fails_after = number(group, "health_check.interval") * number(
            group, "health_check.unhealthy_threshold"
        )
        assert fails_after > DATABASE_SECONDS
    for each in made(repository, runs):
        assert number(each, grace) >= 120
