"""A region is added to a system that runs: nothing that is there is replaced or destroyed."""

import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import pytest
from tfdr import cli
from tfdr.emulator.deployment import Deployment, Plan
from tfdr.emulator.gaps import unexplained

from tests.emulated.conftest import Cloud
from tests.emulated.requirements import REQUIREMENTS, System
from tests.emulated.test_applied import children
from tests.installed import released
from tests.support import commit

pytestmark = [pytest.mark.long, pytest.mark.timeout(1800)]

THIRD = "eu-west-1"
# What has to learn of the new region, and nothing else.
TOLD = {
    "aws_backup_plan",
    "aws_cloudtrail",
    "aws_cloudwatch_dashboard",
    "aws_iam_role_policy",
    "aws_lambda_function",
    "aws_route53_health_check",
    "aws_route53_record",
    "aws_s3_bucket_replication_configuration",
    "aws_secretsmanager_secret",
}


@dataclass
class Grown:
    """The system with one more region, and the plan that added it."""

    repository: Path
    deployment: Deployment
    plan: Plan


@pytest.fixture(scope="module")
def grown(cloud: Cloud, tmp_path_factory: pytest.TempPathFactory) -> Grown:
    """Add a region by `tfdr update` to the repository that is deployed, and apply."""
    template = released(tmp_path_factory.mktemp("template"))
    repository = template.parent / "grown"
    preset = ["--preset", "trading-platform", "--defaults", "--template", str(template)]
    assert cli.main(["new", str(repository), *preset]) == 0
    commit(repository, "Generate")
    regions = f"dr_regions=[{cloud.regions['dr']}, {THIRD}]"
    ranges = "vpc_cidrs=[10.40.0.0/16, 10.41.0.0/16, 10.42.0.0/16]"
    assert cli.main(["update", str(repository), "--data", regions, "--data", ranges]) == 0

    cloud.deployment.move_to(repository)
    plan = cloud.deployment.plan("grown")
    cloud.deployment.apply(plan)
    return Grown(repository, cloud.deployment, plan)


@pytest.fixture(scope="module")
def grown_system(grown: Grown) -> System:
    return System.of(grown.deployment.state(), grown.repository)


def test_adding_a_region_replaces_and_destroys_nothing(grown: Grown) -> None:
    actions = defaultdict(set)
    for change in grown.plan.shown["resource_changes"]:
        actions["+".join(change["change"]["actions"])].add(change["type"])

    assert actions.keys() <= {"no-op", "read", "create", "update"}
    assert actions["update"] == TOLD
    assert len(actions["create"]) > 50


def test_what_is_new_elsewhere_is_for_the_new_region(grown: Grown) -> None:
    """But for the chain of records, which goes on past the standby that was the last."""
    created = {
        change["address"]
        for change in grown.plan.shown["resource_changes"]
        if change["change"]["actions"] == ["create"]
    }
    others = {each for each in created if "dr2" not in each}

    assert others == {
        'module.traffic.aws_route53_health_check.serves["dr"]',
        'module.traffic.aws_route53_record.after["dr"]',
        'module.traffic.aws_route53_record.service["dr"]',
    }


def test_the_calls_of_the_other_regions_are_as_they_were(grown: Grown, cloud: Cloud) -> None:
    def calls(repository: Path) -> dict[str, str]:
        text = (repository / "regions.tf").read_text(encoding="utf-8")
        return dict(re.findall(r'(?ms)^module "(\w+)" \{\n(.*?)^\}', text))

    before, after = calls(cloud.repository), calls(grown.repository)

    assert after.keys() - before.keys() == {"dr2"}
    assert {role: after[role] for role in before} == before


def test_the_grown_system_is_settled(grown: Grown) -> None:
    assert unexplained(grown.deployment.plan("settled").shown) == []


@pytest.mark.parametrize("identity", REQUIREMENTS)
def test_the_grown_system_meets_the_requirement(identity: str, grown_system: System) -> None:
    assert list(REQUIREMENTS[identity](grown_system)) == []


def test_the_new_region_has_its_part_of_everything(cloud: Cloud, grown: Grown) -> None:
    outputs = grown.deployment.outputs()
    assert outputs["regions"]["dr2"] == THIRD
    (world,) = cloud.client("rds").describe_global_clusters()["GlobalClusters"]
    assert sorted(
        member["DBClusterArn"].split(":")[3] for member in world["GlobalClusterMembers"]
    ) == sorted(outputs["regions"].values())
    secret = cloud.client("secretsmanager").describe_secret(
        SecretId=outputs["database_secret_arns"]["primary"]
    )
    assert {replica["Region"] for replica in secret["ReplicationStatus"]} == set(
        outputs["regions"].values()
    ) - {outputs["regions"]["primary"]}


def test_clients_are_led_down_the_chain(cloud: Cloud, grown: Grown) -> None:
    """Primary, else the first standby, else the second."""
    route53 = cloud.client("route53")
    (zone,) = route53.list_hosted_zones()["HostedZones"]
    records = {
        (record["Name"].rstrip("."), record["Failover"]): record
        for record in route53.list_resource_record_sets(HostedZoneId=zone["Id"])[
            "ResourceRecordSets"
        ]
        if "Failover" in record
    }
    outputs = grown.deployment.outputs()
    balancers, checks = outputs["load_balancer_names"], outputs["health_check_ids"]
    service = zone["Name"].rstrip(".")
    later = f"after-primary.{service}"

    def leads(name: str, kind: str) -> str:
        return str(records[name, kind]["AliasTarget"]["DNSName"]).rstrip(".")

    assert leads(service, "PRIMARY").endswith(balancers["primary"])
    assert leads(service, "SECONDARY") == later
    assert leads(later, "PRIMARY").endswith(balancers["dr"])
    assert leads(later, "SECONDARY").endswith(balancers["dr2"])
    assert checks["dr"] in children(cloud, records[later, "PRIMARY"]["HealthCheckId"])
    assert records[later, "SECONDARY"]["HealthCheckId"] == checks["dr2"]
    assert records[service, "SECONDARY"]["AliasTarget"]["EvaluateTargetHealth"] is True
