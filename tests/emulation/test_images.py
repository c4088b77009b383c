"""Tasks start from images that are in the region's registry, where somebody wants that."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.emulation.support import HERE, Cloud, unique


@pytest.fixture
def strict(cloud: Cloud) -> Iterator[Cloud]:
    """An emulated AWS that wants images."""
    cloud.emulator.want_images()
    yield cloud
    cloud.emulator.want_images(False)


def push(cloud: Cloud, repository: str, tag: str) -> None:
    manifest = {
        "schemaVersion": 2,
        "mediaType": "application/vnd.docker.distribution.manifest.v2+json",
        "config": {"digest": f"sha256:{unique()}", "size": 1},
        "layers": [],
    }
    cloud.client("ecr").put_image(
        repositoryName=repository, imageTag=tag, imageManifest=json.dumps(manifest)
    )


def define(cloud: Cloud, name: str, tag: str) -> str:
    image = f"123456789012.dkr.ecr.{HERE}.amazonaws.com/{name}:{tag}"
    made = cloud.client("ecs").register_task_definition(
        family=name,
        containerDefinitions=[{"name": "service", "image": image, "memory": 128}],
    )
    return str(made["taskDefinition"]["taskDefinitionArn"])


def described(cloud: Cloud, name: str) -> Any:
    return cloud.client("ecs").describe_services(cluster=name, services=[name])["services"][0]


def service(cloud: Cloud) -> str:
    """Make a service whose image nobody has pushed."""
    name, ecs = unique(), cloud.client("ecs")
    cloud.client("ecr").create_repository(repositoryName=name)
    ecs.create_cluster(clusterName=name)
    ecs.create_service(
        cluster=name, serviceName=name, taskDefinition=define(cloud, name, "first"),
        launchType="FARGATE", desiredCount=2,
        deploymentConfiguration={"deploymentCircuitBreaker": {"enable": True, "rollback": True}},
    )  # fmt: skip
    return name


def test_no_task_starts_without_its_image_and_all_do_once_it_is_pushed(strict: Cloud) -> None:
    name = service(strict)
    waits = described(strict, name)
    assert (waits["desiredCount"], waits["runningCount"], waits["pendingCount"]) == (2, 0, 2)
    assert f"/{name}:first: not found" in waits["events"][0]["message"]
    assert waits["deployments"][0]["rolloutState"] == "IN_PROGRESS"

    push(strict, name, "first")

    runs = described(strict, name)
    assert (runs["runningCount"], runs["pendingCount"]) == (2, 0)
    assert runs["deployments"][0]["rolloutState"] == "COMPLETED"


def test_nobody_wants_images_unless_it_is_said(cloud: Cloud) -> None:
    runs = described(cloud, service(cloud))
    assert (runs["runningCount"], runs["pendingCount"], runs["events"]) == (2, 0, [])


def test_a_release_without_its_image_is_rolled_back_and_the_one_before_goes_on(
    strict: Cloud,
) -> None:
    name = service(strict)
    push(strict, name, "first")
    first = described(strict, name)["taskDefinition"]

    strict.client("ecs").update_service(
        cluster=name, service=name, taskDefinition=define(strict, name, "missing")
    )

    after = described(strict, name)
    assert (after["runningCount"], after["taskDefinition"]) == (2, first)
    assert any(each["rolloutState"] == "FAILED" for each in after["deployments"])
    assert "missing: not found" in after["events"][0]["message"]
