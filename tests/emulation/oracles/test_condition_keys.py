"""Condition keys that AWS does not have, or whose values an emulation does not know, are named."""

import json
import re
from typing import Any

import pytest
from tfdr import facts
from tfdr.emulator.oracles.permissions import condition_keys
from tfdr.emulator.oracles.permissions.condition_keys import GIVEN, is_known_to_aws

from tests.emulated.behaviours import policy
from tests.emulation.oracles.conftest import Court
from tests.emulation.oracles.test_permissions import ROOT, allow
from tests.emulation.support import unique
from tests.renders import rendered
from tests.support import PRESETS

OWNER = allow("kms:*", Principal={"AWS": ROOT})


def under(key: str, operator: str = "StringEquals", value: str = "x") -> dict[str, Any]:
    return {"Condition": {operator: {key: value}}}


def in_a_role(court: Court, key: str) -> None:
    role = court.cloud.world.role("lambda.amazonaws.com", "logs:*").rpartition("/")[2]
    document = policy(allow("s3:GetObject", **under(key)))
    court.client("iam").put_role_policy(RoleName=role, PolicyName="p", PolicyDocument=document)


def in_a_policy(court: Court, key: str) -> None:
    document = policy(allow("dynamodb:GetItem", **under(key)))
    court.client("iam").create_policy(PolicyName=unique(), PolicyDocument=document)


def in_a_trust(court: Court, key: str) -> None:
    trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}}
    document = policy({**trust, "Action": "sts:AssumeRole", **under(key)})
    court.client("iam").create_role(RoleName=unique(), AssumeRolePolicyDocument=document)


def in_a_key(court: Court, key: str) -> None:
    court.client("kms").create_key(Policy=policy(OWNER, {**OWNER, **under(key)}))


def in_a_bucket(court: Court, key: str) -> None:
    name = court.cloud.world.bucket()
    statement = allow("s3:GetObject", on=f"arn:aws:s3:::{name}/*", Principal={"AWS": ROOT})
    document = policy({**statement, **under(key)})
    court.client("s3").put_bucket_policy(Bucket=name, Policy=document)


def in_a_topic(court: Court, key: str) -> None:
    topic = court.cloud.topic()
    statement = allow("sns:Publish", on=topic, Principal={"AWS": ROOT}, **under(key))
    court.client("sns").set_topic_attributes(
        TopicArn=topic, AttributeName="Policy", AttributeValue=policy(statement)
    )


ABSENT = "AWS has no condition key"
UNKNOWN = "nobody here knows the value"
PLANTED = [
    (in_a_role, "s3:Prefix2", ABSENT),
    (in_a_role, "aws:SourceAcount", ABSENT),
    (in_a_policy, "dynamodb:LeadingKey", ABSENT),
    (in_a_policy, "aws:PrincipalTags/team", ABSENT),
    (in_a_trust, "sts:External", ABSENT),
    (in_a_key, "kms:ViaServices", ABSENT),
    (in_a_bucket, "s3:x-amz-acls", ABSENT),
    (in_a_topic, "sns:Protocols", ABSENT),
    (in_a_role, "aws:SourceIp", UNKNOWN),
    (in_a_policy, "dynamodb:Select", UNKNOWN),
    (in_a_bucket, "s3:TlsVersion", UNKNOWN),
]


@pytest.mark.parametrize(("put", "key", "says"), PLANTED)
def test_a_key_that_is_not_known_is_named(court: Court, put: Any, key: str, says: str) -> None:
    answered, found = court.objections(lambda: put(court, key))
    assert answered == "", "AWS takes it"
    assert [each["oracle"] for each in found] == ["permissions"], found
    assert says in found[0]["says"]
    assert key.lower() in found[0]["says"]


@pytest.mark.parametrize(
    "key", ["AWS:sourceaccount", "aws:RequestTag/team", "kms:EncryptionContext:a:b", "s3:prefix"]
)
def test_a_key_that_is_known(court: Court, key: str) -> None:
    assert court.objections(lambda: in_a_role(court, key)) == ("", [])


def test_providers_of_identities_are_left_alone(court: Court) -> None:
    key = "token.actions.githubusercontent.com:sub"
    assert court.objections(lambda: in_a_trust(court, key)) == ("", [])


def test_what_is_no_policy_is_refused_by_whom_it_is_sent_to(court: Court) -> None:
    broken = '{"Statement": [{"Condition": '
    answered, found = court.objections(
        lambda: court.client("iam").create_policy(PolicyName=unique(), PolicyDocument=broken)
    )
    assert answered == "MalformedPolicyDocument"
    assert found == []


def test_each_key_that_has_a_value_here_is_one_of_aws() -> None:
    assert [each for each in GIVEN if not is_known_to_aws(each)] == []
    for prefix in {each.partition(":")[0] for each in GIVEN} - {"aws"}:
        assert facts.read(f"authorization/{prefix}.yml")["conditions"]


# A key before the values that it is held against, in an operator's block.
WRITTEN = re.compile(r'"((?:aws|[a-z0-9-]+):[A-Za-z0-9/:_-]+)"\s*=')


@pytest.mark.parametrize("preset", PRESETS)
def test_every_key_that_is_generated_is_known(preset: str) -> None:
    """As it is written; those of applied policies are judged in each drill."""
    files = rendered(preset, {"compliance_level": "pci-dss"}).rglob("*.tf")
    keys = {key for file in files for key in WRITTEN.findall(file.read_text(encoding="utf-8"))}
    conditions = {key for key in keys if not key.startswith(("AWS::", "arn:"))}
    assert len(conditions) > 4
    strange = [
        why
        for key in conditions
        for why in condition_keys._strange(json.dumps({"Statement": [allow("a:b", **under(key))]}))
    ]
    assert strange == []


def test_the_policy_that_a_topic_has_of_its_own_is_known(court: Court) -> None:
    """Terraform gives it back to a topic whose policy it destroys."""
    sns = court.client("sns")
    topic = sns.create_topic(Name=unique())["TopicArn"]
    own = sns.get_topic_attributes(TopicArn=topic)["Attributes"]["Policy"]
    assert "SourceOwner" in own
    code, found = court.objections(
        lambda: sns.set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=own)
    )
    assert (code, found) == ("", [])
