"""Each request is shown to oracles as its service's model has it, and can be refused by them."""

import io
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from tfdr.emulator.inside import oracles
from tfdr.emulator.inside.callers import Caller, callers
from tfdr.emulator.inside.oracles import Question, Refused, judge_by, refusals, with_oracles
from tfdr.emulator.inside.simulation import simulation
from tfdr.emulator.protocol import INSIDE, TASK
from werkzeug.serving import make_server

from tests.emulation.support import HERE, THERE


class Listener:
    """A server behind which nothing is, an oracle in front of it, and what both heard."""

    def __init__(self) -> None:
        self.questions: list[Question] = []
        self.bodies: list[bytes] = []
        self.refusal: Refused | None = None
        self.endpoint = ""

    def hear(self, question: Question) -> None:
        self.questions.append(question)
        if self.refusal is not None:
            raise self.refusal

    def answer(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        length = None if environ.get("wsgi.input_terminated") else environ.get("CONTENT_LENGTH")
        self.bodies.append(environ["wsgi.input"].read(-1 if length is None else int(length or 0)))
        start("200 OK", [("Content-Type", "text/xml")])
        return [b"{}" if "json" in environ.get("CONTENT_TYPE", "") else b""]

    def client(self, service: str, region: str = HERE, key: str = "emulated") -> Any:
        return boto3.client(
            service, region_name=region, endpoint_url=self.endpoint, aws_access_key_id=key,
            aws_secret_access_key=key, config=Config(
                retries={"total_max_attempts": 1}, s3={"addressing_style": "path"},
                proxies={"http": self.endpoint},
            ),
        )  # fmt: skip


@pytest.fixture
def listener(monkeypatch: pytest.MonkeyPatch) -> Iterator[Listener]:
    heard = Listener()
    monkeypatch.setattr(oracles, "_oracles", [])
    monkeypatch.setattr(oracles, "refusals", refusals)
    refusals.clear()
    judge_by(heard.hear)
    server = make_server("127.0.0.1", 0, with_oracles(heard.answer), threaded=True)
    heard.endpoint = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield heard
    server.shutdown()
    thread.join()


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
        "CreatorRequestId",
    )  # fmt: skip
    return {name: value for name, value in parsed.items() if name not in added}


@pytest.mark.parametrize(
    ("service", "operation", "parameters"), ASKED, ids=[f"{a[0]}-{a[1]}" for a in ASKED]
)
def test_a_request_is_what_was_asked(
    listener: Listener, service: str, operation: str, parameters: dict[str, Any]
) -> None:
    ask(listener, service, operation, parameters)
    (question,) = listener.questions
    call = question.call
    assert (call.service, call.operation, call.model.name) == (service, operation, operation)
    assert without_defaults(call.parameters) == without_defaults(parameters)
    assert question.region == ("us-east-1" if service in ("iam", "route53") else HERE)
    assert question.caller is None
    assert len(listener.bodies) == 1
    if "Body" in parameters:
        assert parameters["Body"] in listener.bodies[0]


@pytest.mark.parametrize(
    ("service", "operation", "parameters"), ASKED, ids=[f"{a[0]}-{a[1]}" for a in ASKED]
)
def test_a_refusal_is_the_error_that_the_service_would_answer(
    listener: Listener, service: str, operation: str, parameters: dict[str, Any]
) -> None:
    listener.refusal = Refused("LimitExceededException", "Too many <tags>: 11 & more", 409)
    with pytest.raises(ClientError) as error:
        ask(listener, service, operation, parameters)
    said = error.value.response
    assert said["Error"]["Code"] == "LimitExceededException"
    assert said["Error"]["Message"] == "Too many <tags>: 11 & more"
    assert said["ResponseMetadata"]["HTTPStatusCode"] == 409
    assert listener.bodies == []
    assert refusals == [{
        "minute": simulation.minute, "oracle": "hear", "service": service,
        "operation": operation, "region": listener.questions[0].region,
        "code": "LimitExceededException", "message": "Too many <tags>: 11 & more", "caller": None,
    }]  # fmt: skip


def test_it_is_known_which_function_asks_and_with_which_role(listener: Listener) -> None:
    caller = Caller("arn:aws:lambda:eu-west-1:1:function:f", "arn:aws:iam::1:role/f", HERE)
    callers["task-7"] = caller
    client = listener.client("ssm", THERE)
    client.meta.events.register(
        "before-call", lambda params, **_: params["headers"].update({TASK: "task-7"})
    )
    client.get_parameter(Name="/active")
    callers.clear()
    client.get_parameter(Name="/active")
    assert [(each.caller, each.region) for each in listener.questions] == [
        (caller, THERE), (None, THERE),
    ]  # fmt: skip


def test_what_happens_inside_is_not_judged(listener: Listener) -> None:
    listener.refusal = Refused("AccessDenied", "no", 403)
    listener.client("ssm", key=INSIDE).get_parameter(Name="/active")
    assert listener.questions == []


def test_what_no_model_has_goes_on_unjudged(listener: Listener) -> None:
    start = io.BytesIO()
    environ = {
        "REQUEST_METHOD": "POST", "PATH_INFO": "/", "wsgi.input": io.BytesIO(b"Action=No"),
        "CONTENT_TYPE": "application/x-www-form-urlencoded", "CONTENT_LENGTH": "9",
        "HTTP_AUTHORIZATION": "AWS4 Credential=k/20300101/eu-west-1/rds/aws4_request, x",
        "wsgi.url_scheme": "http", "SERVER_NAME": "localhost", "SERVER_PORT": "80",
    }  # fmt: skip
    with_oracles(listener.answer)(environ, lambda *_: start.write(b""))
    assert listener.questions == []
    assert listener.bodies == [b"Action=No"]
