"""What may be done to everything, as AWS's reference has it, and what has to be narrower."""

import json
from typing import Any

import pytest
from tfdr import facts

from tests.emulated.requirements.secure import (
    CONDITIONED,
    FOR_EVERYTHING,
    may_be_for_everything,
    rights_on_everything,
)
from tests.emulated.requirements.system import Resource, System


def said(*actions: str, **more: Any) -> list[str]:
    statement = {"Effect": "Allow", "Action": list(actions), "Resource": "*", **more}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    policy = Resource("aws_iam_policy.this", "aws_iam_policy", {"policy": document})
    return list(rights_on_everything(System([policy])))


@pytest.mark.parametrize(
    "actions",
    [
        ["ecs:DescribeTaskDefinition", "ecr:GetAuthorizationToken"],
        ["ec2:CreateNetworkInterface"],
        ["lambda:GetAccountSettings"],
    ],
)
def test_an_action_without_a_resource_may_be_for_everything(actions: list[str]) -> None:
    assert said(*actions) == []


@pytest.mark.parametrize(
    "action", ["sqs:SendMessage", "ecs:DescribeServices", "sns:*", "lambda:ThatThereIsNot"]
)
def test_an_action_with_a_resource_may_not(action: str) -> None:
    found = said(action, "ecs:DescribeTaskDefinition")
    assert f"aws_iam_policy.this: ['{action}'] on everything" in found


def test_what_a_condition_can_narrow_has_one() -> None:
    assert said("cloudwatch:PutMetricData") != []
    condition = {"StringEquals": {"cloudwatch:namespace": "mine"}}
    assert said("cloudwatch:PutMetricData", Condition=condition) == []


def test_exceptions_are_from_the_reference() -> None:
    assert all(may_be_for_everything(action) for action in CONDITIONED)
    for action in FOR_EVERYTHING:
        prefix, _, name = action.partition(":")
        assert facts.read(f"authorization/{prefix}.yml")["actions"][name] != "*"
