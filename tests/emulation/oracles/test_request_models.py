"""Requests that do not keep botocore's model of their operation."""

from typing import Any

import pytest
from moto.core.utils import get_service_model
from tfdr.emulator.oracles.request_models import data
from tfdr.emulator.oracles.shapes import faults

from tests.emulation.oracles.conftest import Court
from tests.emulation.support import unique

TAGS = [{"Key": f"tag-{number}", "Value": "x"} for number in range(11)]
ARN = "arn:aws:lambda:eu-west-1:123456789012:function:f"
TRUST = '{"Version": "2012-10-17", "Statement": []}'

# Service, operation, parameters, AWS's code, and what its message says.
PLANTED = {
    "an eleventh tag": (
        "route53", "change_tags_for_resource",
        {"ResourceType": "healthcheck", "ResourceId": "abc", "AddTags": TAGS},
        "InvalidInput", "'AddTags' failed to satisfy constraint: Member must have length less",
    ),
    "a name that is too long": (
        "iam", "create_role", {"RoleName": "r" * 65, "AssumeRolePolicyDocument": TRUST},
        "ValidationError", "'RoleName' failed to satisfy constraint: Member must have length less",
    ),
    "a name with characters that AWS does not take": (
        "backup", "create_backup_vault", {"BackupVaultName": "vault of mine"},
        "InvalidParameterValueException", "regular expression pattern: ^[a-zA-Z0-9\\-\\_]{2,50}$",
    ),
    "a value that there is not": (
        "dynamodb", "create_table", {
            "TableName": "sessions", "BillingMode": "FREE",
            "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
            "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
        },
        "ValidationException", "enum value set: [PROVISIONED, PAY_PER_REQUEST]",
    ),
    "a number that is too small": (
        "kms", "schedule_key_deletion", {"KeyId": "1", "PendingWindowInDays": 0},
        "ValidationException", "'PendingWindowInDays' failed to satisfy constraint: Member must",
    ),
    "a number that is too large": (
        "lambda", "put_function_event_invoke_config",
        {"FunctionName": "f", "MaximumRetryAttempts": 3},
        "ValidationException", "Member must have value less than or equal to 2",
    ),
    "what is missing": (
        "autoscaling", "create_auto_scaling_group", {"AutoScalingGroupName": "g", "MaxSize": 1},
        "ValidationError", "Value null at 'MinSize' failed to satisfy constraint: Member must not",
    ),
    "what is missing, of EC2": (
        "ec2", "create_flow_logs", {"ResourceIds": ["vpc-1"]},
        "MissingParameter", "Value null at 'ResourceType'",
    ),
    "an empty list": (
        "cloudwatch", "set_alarm_state", {"AlarmName": "", "StateValue": "OK", "StateReason": "x"},
        "ValidationError", "Member must have length greater than or equal to 1",
    ),
    "a status of S3": (
        "s3", "put_bucket_versioning",
        {"Bucket": "some-bucket", "VersioningConfiguration": {"Status": "On"}},
        "MalformedXML", "enum value set: [Enabled, Suspended]",
    ),
    "a protocol of an API": (
        "apigatewayv2", "create_api", {"Name": "api", "ProtocolType": "SOAP"},
        "BadRequestException", "enum value set: [WEBSOCKET, HTTP]",
    ),
    "deep inside": (
        "wafv2", "create_web_acl", {
            "Name": "acl", "Scope": "REGIONAL", "DefaultAction": {"Allow": {}}, "Rules": [{
                "Name": "a rule", "Priority": 1, "Statement": {},
                "VisibilityConfig": {
                    "SampledRequestsEnabled": True, "CloudWatchMetricsEnabled": True,
                    "MetricName": "m",
                },
            }],
            "VisibilityConfig": {
                "SampledRequestsEnabled": True, "CloudWatchMetricsEnabled": True, "MetricName": "m",
            },
        },
        "ValidationException", "'Rules.member.Name' failed to satisfy constraint",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PLANTED)
def test_a_request_that_breaks_its_model_is_refused(court: Court, name: str) -> None:
    service, operation, parameters, code, says = PLANTED[name]
    call = getattr(court.client(service), operation)

    answered, found = court.objections(lambda: call(**parameters))

    assert answered == code
    assert [each["oracle"] for each in found] == ["request models"]
    assert says in found[0]["says"]
    assert found[0]["operation"].startswith(f"{service}:")


def test_a_request_that_keeps_its_model_is_not_refused(court: Court) -> None:
    route53, name = court.client("route53"), unique()
    zone = route53.create_hosted_zone(Name=f"{name}.acme-markets.com", CallerReference=name)
    identity = zone["HostedZone"]["Id"].rpartition("/")[2]
    code, found = court.objections(
        lambda: route53.change_tags_for_resource(
            ResourceType="hostedzone", ResourceId=identity, AddTags=TAGS[:10]
        )
    )
    assert (code, found) == ("", [])


@pytest.mark.parametrize(
    ("service", "operation", "parameters", "kinds"),
    [
        ("ssm", "GetParameter", {"Name": "n"}, []),
        ("ssm", "GetParameter", {"Name": ""}, ["length"]),
        ("ssm", "GetParameter", {}, ["required"]),
        # Where a pattern has no anchor it is for the whole; where it has one, for what it says.
        ("kms", "CreateAlias", {"AliasName": "alias/x y", "TargetKeyId": "k"}, ["pattern"]),
        # \p{L}, and what lies beyond 16 bits, as Java writes it.
        ("lambda", "TagResource", {"Resource": ARN, "Tags": {"Straße": "ok"}}, []),
        ("autoscaling", "DeletePolicy", {"PolicyName": "\U0001f600"}, []),
        ("autoscaling", "DeletePolicy", {"PolicyName": "\x00"}, ["pattern"]),
    ],
)
def test_shapes(service: str, operation: str, parameters: dict[str, Any], kinds: list[str]) -> None:
    model = get_service_model(service).operation_model(operation)
    assert [each.kind for each in faults(model, parameters)] == kinds


def test_each_code_is_one_that_the_service_has() -> None:
    common = {
        "MissingParameter", "InvalidParameterValue", "ValidationException", "ValidationError",
        "InvalidInput", "InvalidArgument", "MalformedXML", "InvalidRequest",
    }  # fmt: skip
    for service, code in data()["codes"].items():
        if service == "protocols":
            continue
        model = get_service_model(service)
        shapes = {shape.error_code for shape in model.error_shapes}
        shapes |= {shape.name for shape in model.error_shapes}
        for each in code.values() if isinstance(code, dict) else [code]:
            assert each in shapes | common, service


def test_what_a_model_demands_wrongly_has_a_reason_and_a_source() -> None:
    for each in data()["wrong"]:
        assert each["reason"]
        assert each["source"].startswith("https://")
        assert get_service_model(each["service"]).shape_for(each["shape"])
