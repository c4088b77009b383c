"""SEC02: policies allow what they name, on what they name; each "*" has its reason beside it."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from tfdr import hcl
from tfdr.aws.actions import takes_no_resource
from tfdr.evaluate import Statement, System, known_text
from tfdr.evaluate.resource import Resource
from tfdr.project import Project

from tests.renders import copied, rendered
from tests.support import PRESETS

# Attributes that hold policies; those of trust have no resource.
POLICIES = ("policy", "policy_document", "access_policy", "resource_policy")


def wide(resource: Resource) -> Iterator[Statement]:
    """Statements of a resource that allow something on everything."""
    for attribute in POLICIES:
        for statement in resource.policy(attribute).statements:
            everything = any(known_text(each) == "*" for each in statement.resources)
            if statement.allows is not False and (everything or statement.not_resources):
                yield statement


def has_reason(statement: Statement) -> bool:
    """Whether a comment stands in the statement, or right before it."""
    lines = statement.file.read_text(encoding="utf-8").splitlines()
    end = next(
        number
        for number, line in enumerate(lines)
        if number >= statement.line - 1 and re.search(r'Resource\s*=\s*"\*"', line)
    )
    return any("# " in line for line in lines[max(0, statement.line - 3) : end + 1])


def faults(root: Path) -> Iterator[str]:
    system = System(Project(hcl.read_tree(root)), root)
    for resource in system.resources():
        if resource.type == "aws_kms_key":
            continue  # in the policy of a key, "*" is the key
        if resource.type == "aws_vpc_endpoint":
            continue  # it says who may pass, and grants nothing: tests/template/test_evidence.py
        for statement in wide(resource):
            actions = [known_text(each) for each in statement.actions]
            if not actions or statement.not_actions or None in actions:
                yield f"{resource.address}: it is not known what is allowed on everything"
            for action in actions:
                if action is not None and ("*" in action or not takes_no_resource(action)):
                    yield f"{resource.address}: {action} on everything"
            if not has_reason(statement):
                yield f"{resource.address}: no reason is given for a wildcard"


# The level that asks for most, with what exists once for the account.
MOST = {"compliance_level": "pci-dss", "manage_account_services": True}


@pytest.mark.long
@pytest.mark.parametrize("preset", PRESETS)
def test_every_policy_names_what_it_is_about(preset: str) -> None:
    assert list(faults(rendered(preset, MOST))) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (
            "modules/failover/main.tf",
            'Action   = ["sns:Publish"]\n      Resource = var.alarm_topic_arn',
            'Action   = ["sns:Publish"]\n      Resource = "*" # Topics are many.',
            "sns:Publish on everything",
        ),
        (
            "modules/failover/main.tf",
            '["cloudwatch:GetMetricStatistics"]',
            '["cloudwatch:Get*"]',
            "cloudwatch:Get* on everything",
        ),
        (
            "modules/service/roles.tf",
            '"*" # AWS lets no resource be named for this action.',
            '"*"',
            "no reason is given",
        ),
    ],
)
def test_a_wildcard_too_many_is_found(
    file: str, old: str, new: str, said: str, tmp_path: Path
) -> None:
    broken = copied(tmp_path / "broken", "trading-platform", MOST)
    text = (broken / file).read_text(encoding="utf-8")
    assert old in text
    (broken / file).write_text(text.replace(old, new), encoding="utf-8")
    assert any(said in fault for fault in faults(broken))


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        ("ecr:GetAuthorizationToken", True),
        ("ec2:DescribeSubnets", True),
        ("ec2:DescribeInstanceAttribute", False),
        ("ec2:Describe*", False),
        ("autoscaling:Describe*", True),
        ("ssm:UpdateInstanceInformation", False),
        ("s3:GetObject", False),
        ("*", False),
    ],
)
def test_actions_that_take_no_resource(action: str, expected: bool) -> None:
    assert takes_no_resource(action) is expected


def test_code_in_a_network_may_not_touch_its_interfaces() -> None:
    """Lambda needs the rights to put a function into a VPC, its code does not (R42)."""
    repository = rendered("payment-processing")
    system = System(Project(hcl.read_tree(repository)), repository)
    judged = 0
    for role_policy in system.resources("aws_iam_role_policy"):
        statements = role_policy.policy("policy").statements
        allowed = touches(each for each in statements if each.allows)
        if allowed:
            denied = touches(each for each in statements if not each.allows and by_code(each))
            assert allowed == denied, role_policy.address
            judged += 1
    assert judged == 2


def touches(statements: Iterable[Statement]) -> set[str | None]:
    """What statements say of actions on networks."""
    actions = {known_text(action) for statement in statements for action in statement.actions}
    return {action for action in actions if action and action.startswith("ec2:")}


def by_code(statement: Statement) -> bool:
    keys = {key for _, key, _ in statement.conditions}
    return keys == {"lambda:SourceFunctionArn"}
