"""What the linter of policies notices, and what it may say for all that."""

import json
from typing import Any

import pytest

from tests.emulated.requirements.linted import known_to_be_wrong, policies_that_a_linter_objects_to
from tests.emulated.requirements.system import Resource, System

GOOD = {
    "Effect": "Allow", "Action": "sqs:SendMessage",
    "Resource": "arn:aws:sqs:eu-west-1:123456789012:letters",
}  # fmt: skip


def said(kind: str = "aws_iam_policy", *, version: str = "2012-10-17", **changes: Any) -> list[str]:
    statement = {key: value for key, value in {**GOOD, **changes}.items() if value is not None}
    document = json.dumps({"Version": version, "Statement": [statement]})
    resource = Resource(f"{kind}.this", kind, {"policy": document})
    return list(policies_that_a_linter_objects_to(System([resource])))


PLANTED: dict[str, tuple[dict[str, Any], str]] = {
    "an action that there is not": ({"Action": "sqs:Send"}, "UNKNOWN_ACTION"),
    "a service that there is not": ({"Action": "sqz:SendMessage"}, "UNKNOWN_PREFIX"),
    "a resource of another kind": (
        {"Resource": "arn:aws:sns:eu-west-1:123456789012:letters"}, "RESOURCE_MISMATCH",
    ),
    "everything": ({"Resource": "*"}, "RESOURCE_STAR"),
    "a condition that there is not": (
        {"Condition": {"StringEquals": {"sqs:Sender": "me"}}}, "UNKNOWN_CONDITION_FOR_ACTION",
    ),
    "an operator that there is not": (
        {"Condition": {"StringIs": {"aws:SourceAccount": "1"}}}, "UNKNOWN_OPERATOR",
    ),
    "an operator for other values": (
        {"Condition": {"NumericEquals": {"aws:SourceArn": "1"}}}, "MISMATCHED_TYPE",
    ),
    "an effect that there is not": ({"Effect": "Allows"}, "MALFORMED"),
    "no action": ({"Action": None}, "MALFORMED"),
    "an element that there is not": ({"Actions": "sqs:SendMessage"}, "MALFORMED"),
    "a broken ARN": ({"Resource": "arn:aws:sqs:letters"}, "INVALID_ARN"),
    "an old version": ({"version": "2008-10-17"}, "OLD_VERSION"),
}  # fmt: skip


@pytest.mark.parametrize("name", PLANTED)
def test_a_fault_in_a_policy_is_noticed(name: str) -> None:
    changes, issue = PLANTED[name]
    found = said(**changes)
    assert any(f"aws_iam_policy.this: {issue}: " in each for each in found), found


def test_a_policy_without_fault() -> None:
    assert said() == []


def test_what_is_known_to_be_wrong_is_so_for_its_types_only() -> None:
    assert said("aws_kms_key", Action="kms:Decrypt", Resource="*") == []
    assert said("aws_iam_role_policy", Action="kms:Decrypt", Resource="*") != []


def test_each_exception_has_a_reason() -> None:
    for known in known_to_be_wrong():
        assert len(known["reason"]) > 20
        assert known["types"]
