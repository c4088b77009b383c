"""What a compliance level sets, who watches at it, and what exists once per account."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from tfdr import hcl

from tests.renders import rendered
from tests.support import ROOT
from tests.template.conftest import PRESET

Scenario = Callable[[str], Path]

LEVELS: dict[str, dict[str, Any]] = yaml.safe_load(
    (ROOT / "generator/tfdr/catalogue/compliance.yml").read_text(encoding="utf-8")
)["levels"]
SCENARIO = {
    "baseline": "baseline", "soc2": "every-service", "hipaa": "hipaa", "pci-dss": "pci-dss"
}  # fmt: skip
MANAGED = {
    "baseline": "baseline-with-the-account",
    "soc2": "soc2-with-the-account",
    "hipaa": "hipaa-with-the-account",
    "pci-dss": "pci-dss-with-the-account",
}

by_level = pytest.mark.parametrize("level", LEVELS)
above_baseline = pytest.mark.parametrize("level", [each for each in LEVELS if each != "baseline"])


def blocks(folder: Path, kind: str, *labels: str) -> Iterator[hcl.Block]:
    for block in hcl.read_module(folder).of_kind(kind):
        if block.labels[: len(labels)] == labels:
            yield block


def value(block: hcl.Block, name: str) -> Any:
    expression = block.expression(name)
    return None if expression is None else expression.value


@by_level
@pytest.mark.parametrize(
    "variable", ["log_retention_days", "backup_retention_days", "vault_retention_days"]
)
def test_what_is_kept_is_kept_for_as_long_as_the_level_asks(
    level: str, variable: str, scenario: Scenario
) -> None:
    folder = scenario(SCENARIO[level])
    if level == "baseline" and variable == "vault_retention_days":
        assert not list(blocks(folder, "variable", variable))
        return
    (declared,) = blocks(folder, "variable", variable)
    (validation,) = [block for block in declared.blocks if block.kind == "validation"]
    condition = validation.expression("condition")

    assert value(declared, "default") == str(LEVELS[level][variable])
    assert condition is not None
    assert condition.text == f"var.{variable} >= {LEVELS[level][variable]}"


@by_level
def test_resources_carry_the_level_as_a_tag(level: str, scenario: Scenario) -> None:
    folder = scenario(SCENARIO[level])
    for file in (folder / "locals.tf", folder / "bootstrap/main.tf"):
        assert f'ComplianceScope = "{level}"' in file.read_text(encoding="utf-8")


@by_level
def test_backups_are_copied_whether_or_not_services_name_them(
    level: str, scenario: Scenario
) -> None:
    folder = scenario(SCENARIO[level])
    assert (folder / "backup.tf").exists() == (level != "baseline")


@by_level
def test_copies_are_restored_in_the_standby_above_baseline(level: str, scenario: Scenario) -> None:
    folder = scenario(SCENARIO[level])
    calls = [call.labels[0] for call in blocks(folder, "module") if "restore" in call.labels[0]]
    assert bool(calls) == (level != "baseline")
    assert (folder / "modules/restore-testing").exists() == (level != "baseline")


def test_no_copies_are_restored_where_aws_backup_cannot() -> None:
    where = {"primary_region": "ap-southeast-1", "dr_regions": ["ap-southeast-5", "ap-southeast-2"]}
    ranges = {"vpc_cidrs": ["10.1.0.0/16", "10.2.0.0/16", "10.3.0.0/16"]}
    folder = rendered("trading-platform", {**where, **ranges, "compliance_level": "soc2"})
    (call,) = [call for call in blocks(folder, "module") if "restore" in call.labels[0]]
    assert call.labels[0] == "restore_testing_dr2"
    page = (folder / "docs/architecture.md").read_text(encoding="utf-8")
    assert "AWS Backup has no restore testing in ap-southeast-5:" in page


@by_level
def test_the_trail_records_what_the_level_asks(level: str, scenario: Scenario) -> None:
    (trail,) = blocks(scenario(SCENARIO[level]) / "modules/trail", "resource", "aws_cloudtrail")
    kinds = [block.kind for block in trail.blocks]

    assert ("advanced_event_selector" in kinds) == (level != "baseline")
    assert kinds.count("insight_selector") == (2 if level == "pci-dss" else 0)


@above_baseline
def test_data_events_are_those_of_this_system(level: str, scenario: Scenario) -> None:
    (call,) = blocks(scenario(SCENARIO[level]), "module", "trail")
    recorded = call.expression("recorded_arns")
    assert recorded is not None
    types = set(re.findall(r'"(AWS::\w+::\w+)"', recorded.text))

    assert types >= {"AWS::Lambda::Function", "AWS::S3::Object"}
    assert ("AWS::DynamoDB::Table" in types) == (level == "soc2")  # the scenario has sessions


def test_signs_and_changes_are_watched_above_baseline_only(scenario: Scenario) -> None:
    assert not (scenario("baseline") / "modules/audit-alarms").exists()
    text = (scenario("hipaa") / "modules/audit-alarms/events.tf").read_text(encoding="utf-8")

    # The 15 of section 5 of the CIS AWS Foundations Benchmark, and seven for the evidence.
    subjects = re.findall(r"(?m)^    ([\w-]+) = \{$", text)
    assert len(subjects) == len(set(subjects)) == 22
    for call in (
        "DeleteBackupVaultLockConfiguration",
        "DeleteRecoveryPoint",
        "DeleteLogGroup",
        "DeleteFlowLogs",
        "DeleteDetector",
        "DisableSecurityHub",
        "PutKeyPolicy",
        "PutBucketObjectLockConfiguration",
    ):
        assert f'"{call}"' in text, call
    for source in re.findall(r'source = "([\w.]+)"', text):
        assert source.endswith(".amazonaws.com")


def test_a_filter_pattern_is_no_longer_than_cloudwatch_takes(scenario: Scenario) -> None:
    text = (scenario("hipaa") / "modules/audit-alarms/events.tf").read_text(encoding="utf-8")
    for change in re.findall(r'source = "([\w.]+)"\s+calls\s+= \[([^\]]+)\]', text):
        calls = re.findall(r'"(\w+)"', change[1])
        pattern = " || ".join(f"($.eventName={call})" for call in calls)
        assert len(f"{{($.eventSource={change[0]}) && ({pattern})}}") <= 1024


def test_an_account_is_left_alone_unless_it_is_to_be_managed(scenario: Scenario) -> None:
    for name in ("preset", "hipaa", "pci-dss"):
        folder = scenario(name)
        kept = {block.labels[0] for block in resources(folder)}
        assert not {kind for kind in kept if kind.startswith(OF_THE_ACCOUNT)}, name


OF_THE_ACCOUNT = (
    "aws_config_", "aws_ebs_encryption_by_default", "aws_guardduty_", "aws_iam_account_",
    "aws_s3_account_", "aws_securityhub_",
)  # fmt: skip


def resources(folder: Path) -> Iterator[hcl.Block]:
    for module in hcl.read_tree(folder).modules.values():
        yield from module.of_kind("resource")


@by_level
def test_what_watches_an_account_is_there_above_baseline(level: str, scenario: Scenario) -> None:
    folder = scenario(MANAGED[level])
    kinds = {block.labels[0] for block in resources(folder)}

    assert kinds >= {
        "aws_ebs_encryption_by_default",
        "aws_iam_account_password_policy",
        "aws_s3_account_public_access_block",
    }
    watching = {
        "aws_config_configuration_recorder",
        "aws_config_configuration_recorder_status",
        "aws_config_delivery_channel",
        "aws_config_config_rule",
        "aws_guardduty_detector",
        "aws_guardduty_detector_feature",
        "aws_securityhub_account",
        "aws_securityhub_standards_subscription",
    }
    assert watching & kinds == (set() if level == "baseline" else watching)


@above_baseline
def test_security_hub_judges_by_the_standards_of_the_level(level: str, scenario: Scenario) -> None:
    file = scenario(MANAGED[level]) / "modules/account-services/security-hub.tf"
    standards = re.findall(r'(?m)^    "(.+)",$', file.read_text(encoding="utf-8"))
    assert standards == LEVELS[level]["security_standards"] != []


@pytest.mark.parametrize(
    ("primary", "standby", "records"),
    [
        ("us-east-1", "us-west-2", "dr"),
        ("us-east-1", "eu-south-2", "primary"),  # Config came late to the standby's region
        ("eu-south-2", "ap-southeast-4", None),
    ],
)
def test_one_region_that_can_records_the_account(
    primary: str, standby: str, records: str | None
) -> None:
    regions = {"primary_region": primary, "dr_regions": [standby]}
    folder = rendered(PRESET, {**regions, "manage_account_services": True})
    told = {
        block.labels[0]: value(block, "records_account")
        for block in hcl.read_module(folder).of_kind("module")
        if block.expression("records_account")
    }
    assert told == {role: role == records for role in ("primary", "dr")}


@above_baseline
def test_grave_findings_may_be_published(level: str, scenario: Scenario) -> None:
    region = scenario(MANAGED[level]) / "modules/region"
    (alerts,) = blocks(region, "module", "alerts")
    rules = alerts.expression("event_rule_arns")
    assert rules is not None
    for finder in ("guardduty", "security-hub"):
        assert f'module.account_services.finding_rule_arns["{finder}"]' in rules.text


def test_config_delivers_to_the_bucket_of_its_region(scenario: Scenario) -> None:
    region = scenario("hipaa-with-the-account") / "modules/region"
    (services,) = blocks(region, "module", "account_services")
    bucket = services.expression("log_bucket")
    assert bucket is not None
    assert bucket.text == "module.logs.name"
