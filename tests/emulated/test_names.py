"""NAM03: at the longest answers that are allowed, every name still fits its limit."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from generator import terraform
from generator.emulator import server
from generator.emulator.deployment import Deployment
from tests.emulated.conftest import ENVIRONMENT
from tests.emulated.requirements import Resource, System
from tests.support import ROOT
from tests.template.conftest import SCENARIOS, generate

pytestmark = [pytest.mark.long, pytest.mark.timeout(1800)]

LIMITS: dict[str, Any] = yaml.safe_load(
    (ROOT / "generator/catalogue/names.yml").read_text(encoding="utf-8")
)["names"]


def names_that_aws_refuses(system: System) -> Iterator[str]:
    for resource in system:
        limit = LIMITS.get(resource.type, {})
        name = resource.values.get(limit.get("attribute", ""))
        if name is None:
            continue
        if len(name) > limit["max"]:
            yield f"{resource.address}: {name} has {len(name)} characters, {limit['max']} fit"
        if "pattern" in limit and not re.fullmatch(limit["pattern"], name):
            yield f"{resource.address}: {name} does not match {limit['pattern']}"


@pytest.fixture(scope="module")
def longest(tmp_path_factory: pytest.TempPathFactory) -> System:
    """What a plan of the longest answers would create."""
    folder = tmp_path_factory.mktemp("longest")
    repository = generate(folder, SCENARIOS["longest-names"])
    with server.running(folder / "emulator.log") as emulator:
        deployment = Deployment.of(
            repository, folder / "copy", ENVIRONMENT, emulator, terraform.find()
        )
        deployment.create_backend()
        shown = deployment.plan("longest").shown
    return System.of({"values": shown["planned_values"]})


def test_every_name_fits(longest: System) -> None:
    assert list(names_that_aws_refuses(longest)) == []


def test_no_type_with_a_name_is_without_a_limit(longest: System) -> None:
    named = {
        resource.type
        for resource in longest
        for attribute in ("name", "bucket", "identifier", "function_name", "family")
        if attribute in resource.values
    }
    # These name what another resource made, or take a name that is not theirs to choose.
    borrowed = {kind for kind in named if kind.startswith("aws_s3_bucket_")} | {
        "aws_route53_record",
        "aws_route53_zone",
        "aws_db_proxy_default_target_group",
        "aws_ecr_lifecycle_policy",
        "aws_lambda_permission",
    }
    assert named - borrowed <= LIMITS.keys()


def test_names_that_are_too_long_are_noticed(longest: System) -> None:
    """The state bucket's name has no room to spare, and the load balancer's has three."""
    longer = System(
        Resource(balancer.address, balancer.type, {"name": balancer.values["name"] + "xxxx"})
        for balancer in longest.of_type("aws_lb")
    )
    assert len(list(names_that_aws_refuses(longer))) == 2
