"""Functions call in the name of their role, and are denied what that may not do."""

from collections.abc import Callable
from typing import Any

import pytest
from moto.core.utils import get_service_model
from tfdr import facts
from tfdr.emulator.oracles.call import Call
from tfdr.emulator.oracles.permissions.authorization import needed

from tests.emulated.behaviours import policy
from tests.emulation.oracles.conftest import Court
from tests.emulation.support import HERE, THERE, unique

ACCOUNT = "123456789012"
ROOT = f"arn:aws:iam::{ACCOUNT}:root"
SHOWS_ITS_KEYS = """
import os
def handler(event, context):
    return {name: value for name, value in os.environ.items() if name.startswith("AWS_")}
"""


def allow(*actions: str, on: str = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": list(actions), "Resource": on, **more}


def deny(*actions: str, on: str = "*") -> dict[str, Any]:
    return {"Effect": "Deny", "Action": list(actions), "Resource": on}


class Function:
    """A function with some policy, whose credentials the test uses."""

    def __init__(self, court: Court, *statements: dict[str, Any]) -> None:
        self._court = court
        self.role = court.cloud.world.role("lambda.amazonaws.com", "sts:GetCallerIdentity")
        arn = court.cloud.function(SHOWS_ITS_KEYS, Role=self.role)
        said = court.cloud.run(arn)
        self._keys = {
            "aws_access_key_id": said["AWS_ACCESS_KEY_ID"],
            "aws_secret_access_key": said["AWS_SECRET_ACCESS_KEY"],
            "aws_session_token": said["AWS_SESSION_TOKEN"],
        }
        if statements:
            self.may(*statements)

    def may(self, *statements: dict[str, Any]) -> None:
        court, name = self._court, self.role.rpartition("/")[2]
        court.client("iam").put_role_policy(
            RoleName=name, PolicyName="more", PolicyDocument=policy(*statements)
        )

    def client(self, service: str, region: str = HERE) -> Any:
        return self._court.client(service, region, **self._keys)


@pytest.fixture(scope="module")
def stranger(session: Any) -> Function:
    return Function(Court(session))


def arn(service: str, rest: str, region: str = HERE) -> str:
    return f"arn:aws:{service}:{region}:{ACCOUNT}:{rest}"


def table(court: Court) -> str:
    name = unique()
    court.client("dynamodb").create_table(
        TableName=name, BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
    )  # fmt: skip
    return name


def denied(court: Court, call: Callable[[], Any], *words: str) -> None:
    code, found = court.objections(call)
    assert code in ("AccessDenied", "AccessDeniedException", "AuthorizationError"), found
    (violation,) = found
    assert violation["oracle"] == "permissions"
    assert violation["caller"].startswith(f"arn:aws:sts::{ACCOUNT}:assumed-role/")
    assert all(word in violation["says"] for word in words), violation["says"]


def allowed(court: Court, call: Callable[[], Any]) -> None:
    code, found = court.objections(call)
    assert found == []
    assert "Denied" not in code


def test_an_action_that_no_policy_allows(court: Court, stranger: Function) -> None:
    stranger.may(allow("ssm:GetParameter"))
    put = stranger.client("ssm").put_parameter
    denied(
        court, lambda: put(Name="/a/b", Value="v", Type="String"),
        "ssm:PutParameter", arn("ssm", "parameter/a/b"), "no identity-based policy allows",
    )  # fmt: skip
    stranger.may(allow("ssm:Put*"))
    allowed(court, lambda: put(Name="/a/b", Value="v", Type="String"))


def test_a_resource_that_no_policy_names(court: Court, stranger: Function) -> None:
    get = stranger.client("rds").describe_db_clusters
    stranger.may(allow("rds:DescribeDBClusters", on=arn("rds", "cluster:orders-primary")))
    allowed(court, lambda: get(DBClusterIdentifier="orders-primary"))
    denied(court, lambda: get(DBClusterIdentifier="orders-dr"), "cluster:orders-dr")
    # Without a name it is about all of them, which a policy has to allow as that.
    denied(court, get, "on resource: arn:aws:rds:eu-west-1:123456789012:cluster:*")


def test_all_resources_of_an_action_have_to_be_allowed(court: Court, stranger: Function) -> None:
    rds = stranger.client("rds")
    clusters = [arn("rds", "global-cluster:orders", region=""), arn("rds", "cluster:orders-dr")]

    def fail_over() -> None:
        rds.failover_global_cluster(
            GlobalClusterIdentifier="orders", TargetDbClusterIdentifier=clusters[1]
        )

    stranger.may(allow("rds:FailoverGlobalCluster", on=clusters[0]))
    denied(court, fail_over, "rds:FailoverGlobalCluster", "cluster:orders-dr")
    stranger.may(allow("rds:FailoverGlobalCluster", on=clusters))  # type: ignore[arg-type]
    allowed(court, fail_over)


def test_a_region_that_a_condition_leaves_out(court: Court, stranger: Function) -> None:
    here = {"StringEquals": {"aws:RequestedRegion": HERE}}
    stranger.may(allow("cloudwatch:PutMetricData", Condition=here))
    data = {"Namespace": "DR", "MetricData": [{"MetricName": "m", "Value": 1.0}]}
    allowed(court, lambda: stranger.client("cloudwatch").put_metric_data(**data))
    denied(
        court, lambda: stranger.client("cloudwatch", THERE).put_metric_data(**data),
        "cloudwatch:PutMetricData",
    )  # fmt: skip


def test_a_deny_wins(court: Court, stranger: Function) -> None:
    stranger.may(allow("dynamodb:*"), deny("dynamodb:Scan"))
    name = table(court)
    allowed(court, lambda: stranger.client("dynamodb").get_item(TableName=name, Key=ID))
    denied(
        court, lambda: stranger.client("dynamodb").scan(TableName=name),
        "explicit deny in an identity-based policy",
    )  # fmt: skip


ID = {"id": {"S": "1"}}


def test_a_boundary_limits(court: Court) -> None:
    function, iam = Function(court, allow("dynamodb:*")), court.client("iam")
    limit = iam.create_policy(PolicyName=unique(), PolicyDocument=policy(allow("dynamodb:Get*")))
    iam.put_role_permissions_boundary(
        RoleName=function.role.rpartition("/")[2], PermissionsBoundary=limit["Policy"]["Arn"]
    )
    name, dynamodb = table(court), function.client("dynamodb")
    allowed(court, lambda: dynamodb.get_item(TableName=name, Key=ID))
    denied(
        court, lambda: dynamodb.delete_item(TableName=name, Key=ID),
        "because no permissions boundary allows the dynamodb:DeleteItem action",
    )  # fmt: skip


def test_each_part_of_a_transaction(court: Court, stranger: Function) -> None:
    name = table(court)
    where = arn("dynamodb", f"table/{name}")

    def transact() -> None:
        stranger.client("dynamodb").transact_write_items(
            TransactItems=[
                {"ConditionCheck": {
                    "TableName": name, "Key": ID, "ConditionExpression": "attribute_not_exists(id)",
                }},
                {"Put": {"TableName": name, "Item": {"id": {"S": "2"}}}},
            ]
        )  # fmt: skip

    stranger.may(allow("dynamodb:PutItem", on=where))
    denied(court, transact, "dynamodb:ConditionCheckItem")
    stranger.may(allow("dynamodb:PutItem", "dynamodb:ConditionCheckItem", on=where))
    allowed(court, transact)


def test_a_key_that_a_secret_is_encrypted_with(court: Court, stranger: Function) -> None:
    key, name = court.cloud.world.key(), unique()
    court.client("secretsmanager").create_secret(Name=name, SecretString="s", KmsKeyId=key)
    secrets = stranger.client("secretsmanager")
    via = {"StringEquals": {"kms:ViaService": f"secretsmanager.{HERE}.amazonaws.com"}}

    stranger.may(allow("secretsmanager:GetSecretValue"))
    denied(court, lambda: secrets.get_secret_value(SecretId=name), "kms:Decrypt", key)
    stranger.may(allow("secretsmanager:GetSecretValue"), allow("kms:Decrypt", Condition=via))
    allowed(court, lambda: secrets.get_secret_value(SecretId=name))
    # Only so: the condition lets nobody decrypt by himself.
    encrypted = court.client("kms").encrypt(KeyId=key, Plaintext=b"x")["CiphertextBlob"]
    denied(
        court, lambda: stranger.client("kms").decrypt(CiphertextBlob=encrypted, KeyId=key),
        "kms:Decrypt",
    )  # fmt: skip


def test_whoever_has_a_function_rotate_a_secret_may_invoke_it(
    court: Court, stranger: Function
) -> None:
    name, function = unique(), court.cloud.function("def handler(event, context): pass")
    court.client("lambda").add_permission(
        FunctionName=function, StatementId="s", Action="lambda:InvokeFunction",
        Principal="secretsmanager.amazonaws.com",
    )  # fmt: skip
    court.client("secretsmanager").create_secret(Name=name, SecretString="s")

    def rotate() -> Any:
        return stranger.client("secretsmanager").rotate_secret(
            SecretId=name, RotationLambdaARN=function, RotationRules={"AutomaticallyAfterDays": 30}
        )

    asks = allow("secretsmanager:RotateSecret")
    stranger.may(asks, allow("lambda:InvokeFunction", on=f"{function}-2"))
    denied(court, rotate, "lambda:InvokeFunction", function)
    stranger.may(asks, allow("lambda:InvokeFunction", on=function))
    allowed(court, rotate)


def test_a_key_that_is_named_by_its_alias(court: Court, stranger: Function) -> None:
    key, alias = court.cloud.world.key(), f"alias/{unique()}"
    named = {"ForAnyValue:StringLike": {"kms:ResourceAliases": f"{alias}*"}}
    kms = stranger.client("kms")

    stranger.may(allow("kms:GenerateDataKey", Condition=named))
    denied(
        court, lambda: kms.generate_data_key(KeyId=key, KeySpec="AES_256"), "kms:GenerateDataKey"
    )
    court.client("kms").create_alias(AliasName=alias, TargetKeyId=key)
    allowed(court, lambda: kms.generate_data_key(KeyId=key, KeySpec="AES_256"))


def test_a_service_that_is_scaled(court: Court, stranger: Function) -> None:
    ecs, name = court.client("ecs"), unique()
    ecs.create_cluster(clusterName=name)
    ecs.register_task_definition(
        family=name, containerDefinitions=[{"name": "a", "image": "a", "memory": 128}]
    )
    ecs.create_service(cluster=name, serviceName=name, taskDefinition=name, desiredCount=0)

    def scale() -> None:
        stranger.client("application-autoscaling").register_scalable_target(
            ServiceNamespace="ecs", ResourceId=f"service/{name}/{name}", MinCapacity=1,
            MaxCapacity=2, ScalableDimension="ecs:service:DesiredCount",
        )  # fmt: skip

    def only(namespace: str) -> dict[str, Any]:
        condition = {"StringEquals": {"application-autoscaling:service-namespace": namespace}}
        action = "application-autoscaling:RegisterScalableTarget"
        return allow(action, Condition=condition)

    stranger.may(only("ec2"))
    denied(court, scale, "application-autoscaling:RegisterScalableTarget")
    stranger.may(only("ecs"))
    allowed(court, scale)


def test_a_key_whose_policy_leaves_the_account_out(court: Court, stranger: Function) -> None:
    admin = court.cloud.world.role("ec2.amazonaws.com")
    locked = court.client("kms").create_key(
        Policy=policy(allow("kms:*", Principal={"AWS": admin}))
    )["KeyMetadata"]["Arn"]  # fmt: skip
    stranger.may(allow("kms:*"))
    denied(
        court, lambda: stranger.client("kms").generate_data_key(KeyId=locked, KeySpec="AES_256"),
        "because no resource-based policy allows",
    )  # fmt: skip
    court.client("kms").create_grant(
        KeyId=locked, GranteePrincipal=stranger.role, Operations=["GenerateDataKey"]
    )
    allowed(
        court, lambda: stranger.client("kms").generate_data_key(KeyId=locked, KeySpec="AES_256")
    )


def test_what_a_bucket_denies(court: Court, stranger: Function) -> None:
    bucket = court.cloud.world.bucket()
    stranger.may(allow("s3:*"))
    allowed(court, lambda: stranger.client("s3").put_object(Bucket=bucket, Key="a", Body=b"1"))
    keep = {**deny("s3:DeleteObject", on=f"arn:aws:s3:::{bucket}/*"), "Principal": "*"}
    court.client("s3").put_bucket_policy(Bucket=bucket, Policy=policy(keep))
    denied(
        court, lambda: stranger.client("s3").delete_object(Bucket=bucket, Key="a"),
        "s3:DeleteObject", f"arn:aws:s3:::{bucket}/a", "explicit deny in a resource-based policy",
    )  # fmt: skip


def test_what_a_topic_grants_by_itself(court: Court, stranger: Function) -> None:
    stranger.may(allow("sqs:*"))
    topic, sns = court.cloud.topic(), court.client("sns")

    def publish() -> None:
        stranger.client("sns").publish(TopicArn=topic, Message="m")

    denied(court, publish, "sns:Publish", topic)
    grant = allow("sns:Publish", on=topic, Principal={"AWS": stranger.role})
    sns.set_topic_attributes(
        TopicArn=topic, AttributeName="Policy", AttributeValue=policy(grant)
    )  # fmt: skip
    allowed(court, publish)


def test_an_operation_of_s3_that_has_another_action(court: Court, stranger: Function) -> None:
    bucket, s3 = court.cloud.world.bucket(), stranger.client("s3")
    stranger.may(allow("s3:ListBucket"))
    allowed(court, lambda: s3.head_bucket(Bucket=bucket))
    denied(
        court, lambda: s3.get_bucket_replication(Bucket=bucket), "s3:GetReplicationConfiguration"
    )


def test_a_quota_is_a_resource(court: Court, stranger: Function) -> None:
    stranger.may(
        allow("servicequotas:GetServiceQuota", on=arn("servicequotas", "fargate/L-3032A538"))
    )
    get = stranger.client("service-quotas").get_service_quota
    allowed(court, lambda: get(ServiceCode="fargate", QuotaCode="L-3032A538"))
    denied(court, lambda: get(ServiceCode="lambda", QuotaCode="L-B99A9384"), "lambda/L-B99A9384")


def test_terraform_and_people_may_do_everything(court: Court) -> None:
    allowed(court, lambda: court.client("ssm").put_parameter(Name="n", Value="v", Type="String"))


def call(service: str, operation: str, /, **parameters: Any) -> Call:
    model = get_service_model(service).operation_model(operation)
    return Call(model, parameters, HERE, None, str(model.service_model.protocol))


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (
            call("ecs", "UpdateService", cluster="c", service="s"),
            [("ecs:UpdateService", arn("ecs", "service/c/s"))],
        ),
        (
            call("ecs", "DescribeServices", cluster=arn("ecs", "cluster/c"), services=["s", "t"]),
            [
                ("ecs:DescribeServices", arn("ecs", "service/c/s")),
                ("ecs:DescribeServices", arn("ecs", "service/c/t")),
            ],
        ),
        (
            call("lambda", "Invoke", FunctionName="f"),
            [("lambda:InvokeFunction", arn("lambda", "function:f"))],
        ),
        (
            call("autoscaling", "SetDesiredCapacity", AutoScalingGroupName="g"),
            [(
                "autoscaling:SetDesiredCapacity",
                arn("autoscaling", "autoScalingGroup:*:autoScalingGroupName/g"),
            )],
        ),
        (
            call("elbv2", "DescribeTargetHealth", TargetGroupArn="arn:x"),
            [("elasticloadbalancing:DescribeTargetHealth", "*")],
        ),
        (
            call("route53", "ChangeResourceRecordSets", HostedZoneId="/hostedzone/Z1"),
            [("route53:ChangeResourceRecordSets", "arn:aws:route53:::hostedzone/Z1")],
        ),
        (
            call("s3", "CopyObject", Bucket="b", Key="k", CopySource="a/j"),
            [("s3:GetObject", "arn:aws:s3:::a/j"), ("s3:PutObject", "arn:aws:s3:::b/k")],
        ),
        (
            call("apigatewayv2", "UpdateStage", ApiId="a", StageName="$default"),
            [("apigateway:PATCH", f"arn:aws:apigateway:{HERE}::/apis/a/stages/$default")],
        ),
        # Nobody here knows which resource this is for.
        (call("ecs", "StopTask", reason="x"), [("ecs:StopTask", arn("ecs", "task/*/*"))]),
    ],
)  # fmt: skip
def test_what_a_call_needs(asked: Call, expected: list[tuple[str, str]]) -> None:
    assert needed(asked) == expected


def test_parameters_name_resources_that_the_reference_has() -> None:
    for prefix, resources in facts.read("authorization.yml")["parameters"].items():
        known = facts.read(f"authorization/{prefix}.yml")["resources"]
        assert resources.keys() <= known.keys(), prefix
        for name, parameters in resources.items():
            if isinstance(parameters, dict):
                assert all(f"${{{each}}}" in known[name] for each in parameters), (prefix, name)
