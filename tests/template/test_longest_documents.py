"""With ten standbys and the longest names, documents are no longer than AWS takes (R19)."""

import json
from collections import Counter
from typing import Any

import pytest
from tfdr import facts, hcl
from tfdr.evaluate import Statement, System, Text
from tfdr.evaluate.values import Json
from tfdr.project import Project

from tests.renders import rendered
from tests.systems.longest import longest_answers

ACCOUNT, REGION = "123456789012", "ap-southeast-1"
NAME = "abcdefghijkl-nopqr-production"
MOST = 10_240
MOST_OF_AN_ENVIRONMENT = 4_096

# How long what Terraform knows after an apply can be, by a part of its address.
LENGTHS = {
    "account_id": len(ACCOUNT),
    "aws_kms_key": len(f"arn:aws:kms:{REGION}:{ACCOUNT}:key/") + 36,
    "aws_s3_bucket.this.id": 63,
    "aws_s3_bucket": len("arn:aws:s3:::") + 63,
    "aws_route53_health_check": 36,
    "aws_dynamodb_table": len(f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{NAME}-sessions"),
    "aws_rds_cluster": len(f"arn:aws:rds:{REGION}:{ACCOUNT}:cluster:{NAME}-primary"),
    "": len(f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:{NAME}-database-123456"),
}
LACKING = ("ap-southeast-5", "ap-southeast-7", "il-central-1", "mx-central-1", "ap-east-2")
SERVICES = [
    "sessions",
    "storage",
    "transaction-logs",
    "replication-time-control",
    "backup",
    "tracing",
]


def longest(compute: str) -> System:
    """A system with ten standbys and all services."""
    answers = longest_answers("financial-services")
    codes = sorted(facts.read("regions.yml")["regions"], key=len, reverse=True)
    # Where there is all that every kind of compute needs.
    offered = [each for each in codes if each not in (answers["primary_region"], *LACKING)]
    repository = rendered(
        "financial-services",
        answers
        | {
            "compute": compute,
            "dr_regions": offered[:10],
            "services": [*SERVICES, "proxy"],
            "vpc_cidrs": [f"10.{number}.0.0/16" for number in range(11)],
        },
    )
    return System(Project(hcl.read_tree(repository)), repository)


def long(value: Any) -> str:
    """A value, with what is not known yet as long as it can be."""
    if isinstance(value, Json):
        return json.dumps(written(value.content), separators=(",", ":"))
    if isinstance(value, str):
        return value
    parts = value.parts if isinstance(value, Text) else (value,)
    return "".join(each if isinstance(each, str) else "x" * length(str(each)) for each in parts)


def written(value: Any) -> Any:
    """What is encoded as JSON, with what is not known yet as long as it can be."""
    if isinstance(value, dict):
        return {name: written(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [written(each) for each in value]
    return value if isinstance(value, int | float | bool) else long(value)


def length(address: str) -> int:
    return next(size for part, size in LENGTHS.items() if part in address)


def size(statements: list[Statement]) -> int:
    """The characters of a policy, without whitespace."""
    written = [
        {
            "Effect": "Allow",
            "Action": [long(each) for each in statement.actions],
            "Resource": [long(each) for each in statement.resources],
            **(
                {
                    "Condition": {
                        operator: {key: [long(each) for each in values]}
                        for operator, key, values in statement.conditions
                    }
                }
                if statement.conditions
                else {}
            ),
        }
        for statement in statements
    ]
    return len(json.dumps({"Version": "2012-10-17", "Statement": written}, separators=(",", ":")))


@pytest.mark.long
@pytest.mark.parametrize("compute", ["ecs", "ec2", "api"])
def test_no_role_has_longer_policies_than_iam_takes(compute: str) -> None:
    sizes = Counter[str]()
    for each in longest(compute).resources("aws_iam_role_policy"):
        policy = each.policy("policy")
        assert policy.is_complete, each.address
        sizes[str(each.get("role"))] += size(list(policy.statements))
    assert len(sizes) > 50
    assert {role: taken for role, taken in sizes.items() if taken > MOST} == {}


@pytest.mark.long
@pytest.mark.parametrize("compute", ["ecs", "ec2", "api"])
def test_no_function_has_a_longer_environment_than_lambda_takes(compute: str) -> None:
    sizes = {}
    for each in longest(compute).resources("aws_lambda_function"):
        environment = each.get("environment.variables")
        assert isinstance(environment, dict), each.address
        sizes[each.address] = sum(len(name) + len(long(it)) for name, it in environment.items())
    assert max(sizes.values()) > 1_000
    assert {
        address: taken for address, taken in sizes.items() if taken > MOST_OF_AN_ENVIRONMENT
    } == {}
