"""What the template writes is in every region that is offered, or left out where it is not.

The facts are those of the catalogue's table, which is derived, and of models that AWS publishes.
"""

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import botocore.session
import pytest
from moto.elbv2.ssl_policies import SSL_POLICIES
from tfdr import facts
from tfdr.aws import regional, runtimes

from tests.renders import rendered
from tests.support import Tfdr
from tests.template.conftest import PRESET

CATALOGUE = facts.read("regions.yml")["regions"]
OFFERED = frozenset(CATALOGUE)
ENGINES = facts.read("engines.yml")["engines"]
AWS = botocore.session.get_session()

WATCHED = {"manage_account_services": True, "compliance_level": "pci-dss"}
# Interface endpoints whose name is not that of the service in AWS's endpoints.
ENDPOINTS = {"ecr.api": "api.ecr", "ecr.dkr": "api.ecr", "ssmmessages": "ssm"}


def lacking(kind: str, thing: str) -> frozenset[str]:
    found = regional.lacking(kind, thing)
    assert found is not None, f"nothing is known of {thing}: is it misspelt?"
    return found & OFFERED


def said(repository: Path, pattern: str) -> set[str]:
    """What a pattern's group matches anywhere in a repository's Terraform."""
    texts = [path.read_text() for path in sorted(repository.rglob("*.tf"))]
    return {found for text in texts for found in re.findall(pattern, text)}


@pytest.fixture(scope="module")
def watched() -> Callable[..., Path]:
    """A repository on instances whose account is watched, with some regions."""

    def get(primary: str, *standbys: str, **answers: Any) -> Path:
        where = {"primary_region": primary, "dr_regions": list(standbys)}
        return rendered(PRESET, {"compute": "ec2", **WATCHED, **where, **answers})

    return get


def test_the_table_is_about_every_region_that_is_offered() -> None:
    assert regional.regions() >= OFFERED


def test_what_regions_are_said_to_lack_is_what_the_table_says() -> None:
    """Both ways, for all things that any region is said to lack."""
    derived = {
        **dict.fromkeys(("db.r6g", "db.r7g", "db.r8g"), "aurora-postgresql"),
        **dict.fromkeys(("m5", "m6i", "m7i", "m7g", "m6g", "c7i"), regional.INSTANCE_TYPES),
        "BACKUP_PLAN_MIN_FREQUENCY_AND_MIN_RETENTION_CHECK": regional.CONFIG_RULES,
        "restore-testing": regional.RESOURCE_TYPES,
    }
    names = {
        regional.CONFIG_RULES: "{}",
        regional.RESOURCE_TYPES: "AWS::Backup::RestoreTestingPlan",
    }
    for thing, kind in derived.items():
        expected = lacking(kind, names.get(kind, "{}.large").format(thing))
        assert expected == {code for code in OFFERED if thing in lacks(code)}, thing
    known = {*derived, "config-iam", "http-api"}
    assert {thing for code in OFFERED for thing in lacks(code)} <= known


def lacks(code: str) -> list[str]:
    found: list[str] = CATALOGUE[code].get("lacks", [])
    return found


def test_rules_of_config_are_left_out_where_there_is_none(watched: Callable[..., Path]) -> None:
    file = Path("modules/account-services/config-rules.tf")
    text = (watched("us-east-1", "us-west-2") / file).read_text()
    assert "missing_rules" not in text
    groups = {
        name: dict(re.findall(r'([a-z-]+) += "([A-Z0-9_]+)"', body))
        for name, body in re.findall(r"  (\w+_rules) = \{\n(.*?)\n  \}", text, re.S)
    }
    assert len(groups["region_rules"]) > 8
    for name, identifier in groups["region_rules"].items():
        for code in sorted(lacking(regional.CONFIG_RULES, identifier)):
            answers = {"database_capacity": "serverless"}
            standby = (watched("us-east-1", code, **answers) / file).read_text()
            assert f'    {code} = [\n      "{identifier}",\n    ]\n' in standby, name
            left_out = "!contains(lookup(local.missing_rules, var.region, []), identifier)"
            assert f"if {left_out}" in standby
    # Of the one region that records the account.
    for identifier in groups["account_rules"].values():
        records = {code for code in OFFERED if "config-iam" not in lacks(code)}
        assert not lacking(regional.CONFIG_RULES, identifier) & records, identifier


@pytest.mark.parametrize(
    "regions",
    [
        ("us-east-1", "us-west-2"),
        ("us-east-1", "ca-west-1"),
        ("ap-southeast-5", "ca-west-1", "ap-southeast-4"),
        pytest.param(("ca-west-1", "eu-south-2"), marks=pytest.mark.long),
        pytest.param(("eu-south-1", "il-central-1"), marks=pytest.mark.long),
    ],
)
def test_the_type_of_instances_is_one_that_all_regions_have(
    regions: tuple[str, ...], watched: Callable[..., Path]
) -> None:
    standbys = {"vpc_cidrs": [f"10.{40 + at}.0.0/16" for at in range(len(regions))]}
    classes = {"database_capacity": "serverless", "services": ["storage", "proxy"]}
    repository = watched(*regions, **standbys, **classes, objects_rpo_minutes=240)
    types = said(repository, r'"((?:[a-z][0-9a-z-]*)\.large)"')
    named = said(repository, r"\b([a-z][0-9]\w*\.large) runs (?:X86_64|ARM64)")
    assert len(types) == 1
    for type_ in (*types, *named):
        assert not lacking(regional.INSTANCE_TYPES, type_) & set(regions), type_


@pytest.mark.parametrize("engine", sorted(ENGINES))
def test_classes_are_refused_where_a_region_lacks_them(engine: str) -> None:
    for class_ in ENGINES[engine]["classes"]:
        family = class_.rpartition(".")[0]
        assert lacking(engine, class_) == {c for c in OFFERED if family in lacks(c)}, class_
    assert lacking(engine, "db.serverless") == frozenset()


def test_the_default_class_is_one_that_all_regions_have(tfdr: Tfdr, tmp_path: Path) -> None:
    answers = tmp_path / "answers.yml"
    lack_classes = {code for code in OFFERED if any("db." in thing for thing in lacks(code))}
    assert len(lack_classes) > 3
    for code in sorted(lack_classes):
        answers.write_text(
            "project_name: orders\nowner: orders\ncost_center: cc-1\n"
            "domain_name: orders.acme-markets.com\nalert_emails: [oncall@acme-markets.com]\n"
            f"dr_regions: [{code}]\n"
        )
        done = tfdr("new", tmp_path / code, "--answers", answers, "--defaults", "--dry-run")
        assert done.code == 0, (code, done.message)


def test_what_cloudformation_has_types_for_is_in_every_region() -> None:
    """What the offer of regions rests on, as far as a machine can say it."""
    for type_ in (
        "AWS::Backup::BackupPlan",
        "AWS::CloudTrail::Trail",
        "AWS::Config::ConfigRule",
        "AWS::DynamoDB::GlobalTable",
        "AWS::ECS::Service",
        "AWS::GuardDuty::Detector",
        "AWS::KMS::ReplicaKey",
        "AWS::RDS::DBProxy",
        "AWS::RDS::GlobalCluster",
        "AWS::Scheduler::Schedule",
        "AWS::SecurityHub::Hub",
        "AWS::WAFv2::WebACL",
    ):
        assert lacking(regional.RESOURCE_TYPES, type_) == frozenset(), type_


def test_features_policies_and_runtimes_are_ones_that_aws_has(
    watched: Callable[..., Path], preset: Path
) -> None:
    repository = watched("us-east-1", "us-west-2")
    detector = AWS.get_service_model("guardduty").shape_for("DetectorFeature").enum
    text = (repository / "modules/account-services/guardduty.tf").read_text()
    features = re.findall(r'^    "([A-Z_]+)",$', text, re.M)
    assert len(features) > 2
    assert set(features) <= set(detector)
    policies = said(preset, r'ssl_policy += "([^"]+)"')
    assert policies == {"ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"}
    assert policies <= set(SSL_POLICIES)
    today = datetime.now(UTC).date()
    found = said(preset, r'runtime += "([^"]+)"')
    assert found
    assert all(runtimes.is_current(runtime, today) for runtime in found)


def test_endpoints_are_of_services_that_every_region_has(
    scenario: Callable[[str], Path],
) -> None:
    resolver = AWS.get_component("endpoint_resolver")
    for name in ("every-service", "instances-everything", "api-everything"):
        text = (scenario(name) / "modules/network/endpoints.tf").read_text()
        services = set(re.findall(r'"([a-z.0-9-]+)",?$', block(text), re.M))
        assert len(services) > 8, name
        for service in services:
            here = resolver.get_available_endpoints(ENDPOINTS.get(service, service), "aws")
            assert set(here) >= OFFERED, service


def block(text: str) -> str:
    """The list of interface endpoints."""
    found = re.search(r"interface_(?:endpoints|services)[^\[]*\[(.*?)\]", text, re.S)
    assert found
    return found[1].replace(", ", ",\n")


@pytest.mark.parametrize(("region", "burst"), [("us-west-2", 2000), ("eu-south-1", 1250)])
def test_an_api_lets_no_more_through_than_its_regions_can(region: str, burst: int) -> None:
    repository = rendered(PRESET, {"compute": "api", "dr_regions": [region]})
    text = (repository / "variables.tf").read_text()
    assert f"burst = {burst} }}" in text
    quota = CATALOGUE[region].get("api_throttle", {}).get("burst", 5000)
    assert f"var.api_throttling.burst <= {quota}" in text


def test_regions_with_lower_quotas_are_the_ten_that_aws_names() -> None:
    low: Iterable[str] = (code for code in OFFERED if "api_throttle" in CATALOGUE[code])
    assert sorted(low) == [
        "af-south-1", "ap-south-2", "ap-southeast-3", "ap-southeast-4", "ap-southeast-5",
        "ca-west-1", "eu-central-2", "eu-south-1", "eu-south-2", "il-central-1",
    ]  # fmt: skip
