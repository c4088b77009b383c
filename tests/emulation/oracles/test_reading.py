"""Each request is read as its service's model has it, and refused in the service's own words."""

import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from tfdr.emulator.inside import violations
from tfdr.emulator.oracles.call import Call, Objection
from tfdr.emulator.oracles.gate import with_oracles
from werkzeug.serving import make_server

from tests.emulation.support import HERE


class Listener:
    """A server behind which nothing is, an oracle in front of it, and what both heard."""

    name = "order"

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.bodies: list[bytes] = []
        self.objection: Objection | None = None
        self.endpoint = ""

    def judge(self, call: Call) -> Objection | None:
        self.calls.append(call)
        return self.objection

    def answer(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        length = None if environ.get("wsgi.input_terminated") else environ.get("CONTENT_LENGTH")
        self.bodies.append(environ["wsgi.input"].read(-1 if length is None else int(length or 0)))
        start("200 OK", [("Content-Type", "text/xml")])
        return [b"{}" if "json" in environ.get("CONTENT_TYPE", "") else b""]

    def client(self, service: str) -> Any:
        return boto3.client(
            service, region_name=HERE, endpoint_url=self.endpoint, aws_access_key_id="emulated",
            aws_secret_access_key="emulated", config=Config(
                retries={"total_max_attempts": 1}, s3={"addressing_style": "path"},
                proxies={"http": self.endpoint},
            ),
        )  # fmt: skip


@pytest.fixture
def listener() -> Iterator[Listener]:
    heard = Listener()
    violations.forget()
    gate = with_oracles(heard.answer, [heard])
    server = make_server("127.0.0.1", 0, gate, threaded=True)
    heard.endpoint = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=[0.01])
    thread.start()
    yield heard
    server.shutdown()
    thread.join()
    violations.forget()


TAGS = [{"Key": "Team", "Value": "trading"}]
ASKED: list[tuple[str, str, dict[str, Any]]] = [
    ("rds", "CreateDBCluster", {
        "DBClusterIdentifier": "c", "Engine": "aurora-mysql", "Tags": TAGS, "Port": 3306,
        "ServerlessV2ScalingConfiguration": {"MinCapacity": 0.5, "MaxCapacity": 4.0},
    }),
    ("ec2", "CreateVpc", {
        "CidrBlock": "10.0.0.0/16",
        "TagSpecifications": [{"ResourceType": "vpc", "Tags": TAGS}],
    }),
    ("dynamodb", "PutItem", {"TableName": "t", "Item": {"id": {"S": "one"}}}),
    ("cloudwatch", "PutMetricData", {
        "Namespace": "n", "MetricData": [{"MetricName": "m", "Value": 1.5}],
    }),
    ("lambda", "PutFunctionConcurrency", {
        "FunctionName": "f", "ReservedConcurrentExecutions": 0,
    }),
    ("apigatewayv2", "CreateRoute", {"ApiId": "a", "RouteKey": "GET /health"}),
    ("s3", "PutBucketVersioning", {
        "Bucket": "b", "VersioningConfiguration": {"Status": "Enabled"},
    }),
    ("s3", "PutObject", {"Bucket": "b", "Key": "a/key", "Body": b"content"}),
    ("s3control", "PutPublicAccessBlock", {
        "AccountId": "123456789012",
        "PublicAccessBlockConfiguration": {"BlockPublicAcls": True},
    }),
    ("route53", "CreateHealthCheck", {
        "CallerReference": "r", "HealthCheckConfig": {"Type": "HTTPS", "Port": 443},
    }),
    ("elbv2", "CreateLoadBalancer", {"Name": "l", "Subnets": ["s-1", "s-2"]}),
    ("iam", "CreateRole", {"RoleName": "r", "AssumeRolePolicyDocument": "{}", "Tags": TAGS}),
    ("ecs", "UpdateService", {"cluster": "c", "service": "s", "desiredCount": 3}),
    ("sns", "Publish", {"TopicArn": "arn:aws:sns:x:1:t", "Message": "m"}),
    ("sqs", "SendMessage", {"QueueUrl": "http://q/1/q", "MessageBody": "m"}),
    ("autoscaling", "SetDesiredCapacity", {"AutoScalingGroupName": "g", "DesiredCapacity": 2}),
    ("service-quotas", "GetServiceQuota", {"ServiceCode": "ec2", "QuotaCode": "L-0263D0A3"}),
    ("secretsmanager", "GetSecretValue", {"SecretId": "s"}),
    ("backup", "CreateBackupVault", {"BackupVaultName": "v", "BackupVaultTags": {"a": "b"}}),
]  # fmt: skip


def ask(listener: Listener, service: str, operation: str, parameters: dict[str, Any]) -> None:
    client = listener.client(service)
    method = {name: m for m, name in client.meta.method_to_api_mapping.items()}[operation]
    try:
        getattr(client, method)(**parameters)
    except ClientError:
        raise
    except Exception:
        pass


def without_defaults(parsed: Any) -> Any:
    """Leave out what SDKs add by themselves."""
    added = (
        "Body", "ChecksumAlgorithm", "ChecksumCRC32", "ContentLength", "ContentMD5",
        "CreatorRequestId", "Metadata",
    )  # fmt: skip
    return {name: value for name, value in parsed.items() if name not in added}


BY_NAME = pytest.mark.parametrize(
    ("service", "operation", "parameters"), ASKED, ids=[f"{a[0]}-{a[1]}" for a in ASKED]
)


@BY_NAME
def test_a_request_is_what_was_asked(
    listener: Listener, service: str, operation: str, parameters: dict[str, Any]
) -> None:
    ask(listener, service, operation, parameters)
    (call,) = listener.calls
    assert (call.service, call.operation, call.model.name) == (service, operation, operation)
    assert without_defaults(call.parameters) == without_defaults(parameters)
    assert call.region == ("us-east-1" if service in ("iam", "route53") else HERE)
    assert call.caller is None
    assert violations.found() == []
    assert len(listener.bodies) == 1
    if "Body" in parameters:
        assert parameters["Body"] in listener.bodies[0]


@BY_NAME
def test_an_objection_is_the_error_that_the_service_would_answer(
    listener: Listener, service: str, operation: str, parameters: dict[str, Any]
) -> None:
    listener.objection = Objection("Refused", "Too many <tags>: 11 & more", 409)
    with pytest.raises(ClientError) as error:
        ask(listener, service, operation, parameters)
    said = error.value.response
    assert said["Error"]["Code"] == "Refused"
    assert said["Error"]["Message"] == "Too many <tags>: 11 & more"
    assert said["ResponseMetadata"]["HTTPStatusCode"] == 409
    assert listener.bodies == []
    (found,) = violations.found()
    assert found["operation"] == f"{service}:{operation}"
