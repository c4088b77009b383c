"""Documents, values and tags that are larger than AWS takes."""

import base64
import json
from typing import Any

import pytest
from moto.core.utils import get_service_model
from tfdr import facts

from tests.emulated.behaviours import policy
from tests.emulation.oracles.conftest import Court
from tests.emulation.support import HERE, unique

ROOT = {"Principal": {"AWS": "arn:aws:iam::123456789012:root"}}


def long(characters: int, **more: Any) -> str:
    """A policy with so many characters and more, none of them a space."""
    names = [f"arn:aws:s3:::a-bucket-with-some-name/{number:06}" for number in range(900)]
    statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": names, **more}
    while len(policy(statement)) > characters + 200:
        names.pop()
    return policy(statement)


# Operation, parameters, AWS's code, and what is said.
PLANTED: dict[str, tuple[str, str, dict[str, Any], str, str]] = {
    "a managed policy": (
        "iam", "create_policy", {"PolicyName": "long", "PolicyDocument": long(6400)},
        "LimitExceeded", "Cannot exceed quota for PolicySize: 6144",
    ),
    "a trust policy": (
        "iam", "create_role", {
            "RoleName": "long", "AssumeRolePolicyDocument": policy(*[
                {"Effect": "Allow", "Action": "sts:AssumeRole", "Sid": f"{number}",
                 "Principal": {"Service": "lambda.amazonaws.com"}} for number in range(20)
            ]),
        },
        "LimitExceeded", "AWS takes 2048",
    ),
    "a key policy": (
        "kms", "create_key", {"Policy": policy(
            {"Effect": "Allow", "Action": "kms:*", "Resource": "*", **ROOT},
            json.loads(long(33000, **ROOT))["Statement"][0],
        )},
        "LimitExceededException", "AWS takes 32768",
    ),
    "a topic's policy": (
        "sns", "set_topic_attributes", {
            "TopicArn": f"arn:aws:sns:{HERE}:123456789012:t", "AttributeName": "Policy",
            "AttributeValue": long(31000, **ROOT),
        },
        "InvalidParameter", "exceeds the maximum of 30 KB",
    ),
    "a queue's policy": (
        "sqs", "create_queue", {
            "QueueName": "q", "Attributes": {"Policy": long(8300, **ROOT)},
        },
        "InvalidAttributeValue", "AWS takes 8192",
    ),
    "a function's environment": (
        "lambda", "create_function", {
            "FunctionName": "f", "Role": "arn:aws:iam::123456789012:role/r", "Code": {},
            "Environment": {"Variables": {"SETTINGS": "x" * 4100}},
        },
        "InvalidParameterValueException", "exceeded the 4KB limit",
    ),
    "user data": (
        "ec2", "create_launch_template", {
            "LaunchTemplateName": "lt",
            "LaunchTemplateData": {"UserData": base64.b64encode(b"x" * 16400).decode()},
        },
        "InvalidUserData.Malformed", "User data is limited to 16384 bytes",
    ),
    "an event pattern": (
        "events", "put_rule", {
            "Name": "r",
            "EventPattern": json.dumps({"source": [f"aws.service-{n}" for n in range(120)]}),
        },
        "LimitExceededException", "Event pattern is longer than 2048 characters",
    ),
    "a sixth target": (
        "events", "put_targets", {
            "Rule": "r", "Targets": [
                {"Id": str(number), "Arn": f"arn:aws:sns:{HERE}:123456789012:t{number}"}
                for number in range(6)
            ],
        },
        "LimitExceededException", "Targets has 6 items, AWS takes 5",
    ),
    "a parameter": (
        "ssm", "put_parameter",
        {"Name": "n", "Type": "String", "Tier": "Standard", "Value": "x" * 4097},
        "ValidationException", "4096 characters",
    ),
    "a cluster's name": (
        "rds", "create_db_cluster", {
            "DBClusterIdentifier": "orders--primary", "Engine": "aurora-mysql",
        },
        "InvalidParameterValue", "The name orders--primary does not match",
    ),
    "a global cluster's name": (
        "rds", "create_global_cluster", {"GlobalClusterIdentifier": "o" * 64},
        "InvalidParameterValue", "has 64 characters, AWS takes 1 to 63",
    ),
    "a balancer's name": (
        "elbv2", "create_load_balancer", {"Name": "internal-orders", "Subnets": ["subnet-1"]},
        "ValidationError", "The name internal-orders begins with internal-",
    ),
    "a group's name": (
        "ec2", "create_security_group", {"GroupName": "sg-orders", "Description": "d"},
        "InvalidParameterValue", "begins with sg-",
    ),
    "tags of EC2": (
        "ec2", "create_vpc", {
            "CidrBlock": "10.9.0.0/16", "TagSpecifications": [{
                "ResourceType": "vpc",
                "Tags": [{"Key": f"k{n}", "Value": "v"} for n in range(51)],
            }],
        },
        "TagLimitExceeded", "51 tags, AWS takes 50",
    ),
    "a tag that is AWS's own": (
        "sqs", "create_queue", {"QueueName": "q", "tags": {"aws:owner": "me"}},
        "ValidationException", "begins with aws:",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PLANTED)
def test_what_is_too_large_is_refused(court: Court, name: str) -> None:
    service, operation, parameters, code, says = PLANTED[name]
    call = getattr(court.client(service), operation)

    answered, found = court.objections(lambda: call(**parameters))

    assert answered == code
    assert [each["oracle"] for each in found] == ["limits"]
    assert says in found[0]["says"]


def test_the_tags_of_a_zone_count_in_all(court: Court) -> None:
    route53, name = court.client("route53"), unique()
    zone = route53.create_hosted_zone(Name=f"{name}.acme-markets.com", CallerReference=name)
    identity = zone["HostedZone"]["Id"].rpartition("/")[2]

    def tag(*keys: str, remove: tuple[str, ...] = ()) -> tuple[str, list[dict[str, Any]]]:
        return court.objections(
            lambda: route53.change_tags_for_resource(
                ResourceType="hostedzone", ResourceId=identity,
                AddTags=[{"Key": key, "Value": "x"} for key in keys],
                **({"RemoveTagKeys": list(remove)} if remove else {}),
            )
        )  # fmt: skip

    assert tag(*"abcdefgh") == ("", [])
    assert tag("h", "i", "j") == ("", [])  # one of them is there already
    code, found = tag("k")
    assert code == "InvalidInput"
    assert "11 tags in all, AWS takes 10" in found[0]["says"]
    assert tag("k", remove=("a",)) == ("", [])


def test_the_policies_of_a_role_count_in_all(court: Court) -> None:
    iam, name = court.client("iam"), unique()
    iam.create_role(RoleName=name, AssumeRolePolicyDocument=policy())

    def put(policy_name: str, document: str) -> tuple[str, list[dict[str, Any]]]:
        return court.objections(
            lambda: iam.put_role_policy(
                RoleName=name, PolicyName=policy_name, PolicyDocument=document
            )
        )

    assert put("one", long(6000)) == ("", [])
    assert put("one", long(9000)) == ("", [])  # in place of the first
    code, found = put("two", long(2000))
    assert code == "LimitExceeded"
    assert f"{name} would have" in found[0]["says"]
    assert "in all, AWS takes 10240" in found[0]["says"]


def test_whitespace_does_not_count_where_it_does_not(court: Court) -> None:
    document = json.dumps(json.loads(long(5500)), indent=8)
    assert len(document) > 6144
    create = court.client("iam").create_policy
    assert court.objections(
        lambda: create(PolicyName=unique(), PolicyDocument=document)
    ) == ("", [])  # fmt: skip


def test_names_are_those_of_operations_that_there_are() -> None:
    for kind, each in facts.read("limits.yml")["names"].items():
        assert kind in facts.read("names.yml")["names"]
        service, _, name = each["operation"].partition(":")
        shape = get_service_model(service).operation_model(name).input_shape
        assert each["parameter"] in shape.members, kind


def test_each_limit_is_of_parameters_that_there_are_and_the_model_does_not_have_it() -> None:
    limits = facts.read("limits.yml")
    assert limits["as_of"]
    for limit in limits["sizes"]:
        assert limit["source"].startswith("https://docs.aws.amazon.com/")
        for operation in limit["operations"]:
            service, _, name = operation.partition(":")
            shape = get_service_model(service).operation_model(name).input_shape
            paths = [path for path in (limit["path"], limit.get("also")) if path is not None]
            found = [each for path in paths if (each := _at(shape, path)) is not None]
            assert found, operation
            for each in found:
                known = each.metadata.get("max")
                assert known is None or known > limit["max"], f"{operation} has {known} by itself"


def _at(shape: Any, path: list[str]) -> Any:
    for name in path:
        if shape.type_name == "map":
            shape = shape.value
        elif name in shape.members:
            shape = shape.members[name]
        else:
            return None
    return shape
