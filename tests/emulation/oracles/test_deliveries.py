"""What AWS would drop in silence on its way from one service to another."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from tfdr.emulator.oracles.deliveries import sweep

from tests.emulated.behaviours import policy
from tests.emulation.oracles.conftest import Court
from tests.emulation.support import HERE, THERE, unique

ACCOUNT = "123456789012"
ROOT = {
    "Effect": "Allow", "Action": "kms:*", "Resource": "*",
    "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
}  # fmt: skip

Planted = tuple[str, str, Callable[[], None]]
"""What it is about, why it is dropped, and what mends it."""


def lets_in(service: str, action: str, on: str = "*", **condition: Any) -> dict[str, Any]:
    statement = {
        "Sid": unique(), "Effect": "Allow", "Principal": {"Service": service}, "Action": action,
        "Resource": on,
    }  # fmt: skip
    return statement | ({"Condition": condition} if condition else {})


def put_topic_policy(court: Court, topic: str, *statements: dict[str, Any]) -> None:
    court.client("sns").set_topic_attributes(
        TopicArn=topic, AttributeName="Policy", AttributeValue=policy(*statements)
    )


def rule_to(court: Court, target: str, **more: str) -> str:
    """Make a rule that sends events to a target and return its ARN."""
    events, name = court.client("events"), unique()
    arn: str = events.put_rule(Name=name, EventPattern='{"source": ["aws.backup"]}')["RuleArn"]
    events.put_targets(Rule=name, Targets=[{"Id": "one", "Arn": target, **more}])
    return arn


def put_role_policy(court: Court, role: str, *statements: dict[str, Any]) -> None:
    court.client("iam").put_role_policy(
        RoleName=role.rpartition("/")[2], PolicyName="may", PolicyDocument=policy(*statements)
    )


def may(*actions: str, on: str = "*") -> dict[str, Any]:
    return {"Effect": "Allow", "Action": list(actions), "Resource": on}


def alarm_to_a_topic(court: Court) -> Planted:
    topic = court.cloud.topic("events.amazonaws.com")
    name = unique()
    court.client("cloudwatch").put_metric_alarm(
        AlarmName=name, Namespace="n", MetricName="m", Statistic="Sum", Period=60, Threshold=1,
        EvaluationPeriods=1, ComparisonOperator="GreaterThanThreshold", AlarmActions=[topic],
    )  # fmt: skip
    lets = lets_in("cloudwatch.amazonaws.com", "sns:Publish", topic)
    return name, "does not let cloudwatch.amazonaws.com in", lambda: put_topic_policy(
        court, topic, lets
    )  # fmt: skip


def event_under_a_condition(court: Court) -> Planted:
    """EventBridge tells SNS no source, so no condition on it ever holds (R37)."""
    topic = court.cloud.topic()
    rule = rule_to(court, topic)
    held = lets_in("events.amazonaws.com", "sns:Publish", topic, ArnEquals={"aws:SourceArn": rule})
    put_topic_policy(court, topic, held)
    lets = lets_in("events.amazonaws.com", "sns:Publish", topic)
    return rule, "does not let events.amazonaws.com in", lambda: put_topic_policy(
        court, topic, lets
    )  # fmt: skip


def event_to_an_encrypted_topic(court: Court) -> Planted:
    key, topic = court.cloud.world.key(), court.cloud.topic("events.amazonaws.com")
    court.client("sns").set_topic_attributes(
        TopicArn=topic, AttributeName="KmsMasterKeyId", AttributeValue=key
    )
    rule = rule_to(court, topic)
    return rule, "the policy of arn:aws:kms", lambda: court.client("kms").put_key_policy(
        KeyId=key, PolicyName="default",
        Policy=policy(ROOT, lets_in("events.amazonaws.com", "kms:*")),
    )  # fmt: skip


def event_to_a_topic_with_the_key_of_aws(court: Court) -> Planted:
    topic, sns = court.cloud.topic("events.amazonaws.com"), court.client("sns")

    def encrypt(key: str) -> None:
        sns.set_topic_attributes(
            TopicArn=topic, AttributeName="KmsMasterKeyId", AttributeValue=key
        )  # fmt: skip

    encrypt("alias/aws/sns")
    return rule_to(court, topic), "which events.amazonaws.com cannot use", lambda: encrypt("")


def event_to_a_queue(court: Court) -> Planted:
    queue = court.cloud.queue()
    rule = rule_to(court, queue)
    lets = lets_in(
        "events.amazonaws.com", "sqs:SendMessage", queue, ArnEquals={"aws:SourceArn": rule}
    )

    def mend() -> None:
        sqs = court.client("sqs")
        url = sqs.get_queue_url(QueueName=queue.rpartition(":")[2])["QueueUrl"]
        sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy(lets)})

    return rule, "does not let events.amazonaws.com in", mend


def event_to_another_region(court: Court) -> Planted:
    role = court.cloud.world.role("events.amazonaws.com", "logs:PutLogEvents")
    bus = f"arn:aws:events:{THERE}:{ACCOUNT}:event-bus/default"
    rule = rule_to(court, bus, RoleArn=role)
    return rule, "may not events:PutEvents", lambda: put_role_policy(
        court, role, may("events:PutEvents", on=bus)
    )  # fmt: skip


def logs_of_a_function(court: Court) -> Planted:
    role = court.cloud.world.role("lambda.amazonaws.com", "s3:GetObject")
    function = court.cloud.function("def handler(event, context):\n    return 1\n", Role=role)
    return function, "may not logs:CreateLogStream", lambda: put_role_policy(
        court, role, may("logs:*")
    )  # fmt: skip


def dead_letters_to_an_encrypted_queue(court: Court) -> Planted:
    key, queue = court.cloud.world.key(), court.cloud.queue()
    sqs = court.client("sqs")
    url = sqs.get_queue_url(QueueName=queue.rpartition(":")[2])["QueueUrl"]
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"KmsMasterKeyId": key})
    role = court.cloud.world.role("lambda.amazonaws.com", "logs:*", "sqs:SendMessage")
    function = court.cloud.function(
        "def handler(event, context):\n    return 1\n", Role=role,
        DeadLetterConfig={"TargetArn": queue},
    )  # fmt: skip
    return function, "may not kms:GenerateDataKey", lambda: put_role_policy(
        court, role, may("logs:*", "sqs:SendMessage"), may("kms:*", on=key)
    )  # fmt: skip


def replication_to_a_bucket_with_a_bucket_key(court: Court) -> Planted:
    """A Bucket Key is decrypted to encrypt the next object (R38)."""
    world, key = court.cloud.world, court.cloud.world.key(THERE)
    source, target = world.bucket(), world.bucket(THERE)
    court.client("s3").put_bucket_encryption(
        Bucket=target,
        ServerSideEncryptionConfiguration={"Rules": [{
            "ApplyServerSideEncryptionByDefault": {
                "SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key,
            },
            "BucketKeyEnabled": True,
        }]},
    )  # fmt: skip
    role = world.role(
        "s3.amazonaws.com", "s3:*", "kms:Encrypt", "kms:GenerateDataKey"
    )  # fmt: skip
    rule = {
        "Status": "Enabled", "Priority": 1, "Filter": {"Prefix": ""},
        "DeleteMarkerReplication": {"Status": "Enabled"},
        "Destination": {
            "Bucket": f"arn:aws:s3:::{target}",
            "EncryptionConfiguration": {"ReplicaKmsKeyID": key},
        },
        "SourceSelectionCriteria": {"SseKmsEncryptedObjects": {"Status": "Enabled"}},
    }  # fmt: skip
    court.client("s3").put_bucket_replication(
        Bucket=source, ReplicationConfiguration={"Role": role, "Rules": [rule]}
    )
    return source, "may not kms:Decrypt", lambda: put_role_policy(
        court, role, may("s3:*", "kms:*")
    )  # fmt: skip


def flow_log(court: Court) -> Planted:
    name, world = unique(), court.cloud.world
    role = world.role("vpc-flow-logs.amazonaws.com", "logs:CreateLogStream")
    court.client("logs").create_log_group(logGroupName=name)
    made = court.client("ec2").create_flow_logs(
        ResourceIds=[world.vpc()[0]], ResourceType="VPC", TrafficType="ALL", LogGroupName=name,
        DeliverLogsPermissionArn=role,
    )["FlowLogIds"][0]  # fmt: skip
    return made, "may not logs:PutLogEvents", lambda: put_role_policy(court, role, may("logs:*"))


def flow_log_that_cannot_look(court: Court) -> Planted:
    """AWS's own list for the role has more than what writes (R17)."""
    name, world = unique(), court.cloud.world
    writes = ("logs:CreateLogStream", "logs:PutLogEvents")
    role = world.role("vpc-flow-logs.amazonaws.com", *writes, "logs:DescribeLogStreams")
    court.client("logs").create_log_group(logGroupName=name)
    made = court.client("ec2").create_flow_logs(
        ResourceIds=[world.vpc()[0]], ResourceType="VPC", TrafficType="ALL", LogGroupName=name,
        DeliverLogsPermissionArn=role,
    )["FlowLogIds"][0]  # fmt: skip
    return made, "may not logs:DescribeLogGroups", lambda: put_role_policy(
        court, role, may(*writes, "logs:Describe*")
    )  # fmt: skip


def rotated_value_to_a_replica(court: Court) -> Planted:
    """A changed value is copied with the rights of whoever changed it (R36)."""
    key, name = court.cloud.world.key(THERE), unique()
    secrets = court.client("secretsmanager")
    secrets.create_secret(
        Name=name, SecretString="s", AddReplicaRegions=[{"Region": THERE, "KmsKeyId": key}]
    )
    role = court.cloud.world.role("lambda.amazonaws.com", "logs:*", "secretsmanager:*")
    function = court.cloud.function("def handler(event, context):\n    return 1\n", Role=role)
    court.client("lambda").add_permission(
        FunctionName=function, StatementId="r", Action="lambda:InvokeFunction",
        Principal="secretsmanager.amazonaws.com",
    )  # fmt: skip
    secrets.rotate_secret(SecretId=name, RotationLambdaARN=function, RotateImmediately=False)
    return name, "may not kms:Decrypt", lambda: put_role_policy(
        court, role, may("logs:*", "secretsmanager:*", "kms:*")
    )  # fmt: skip


def password_to_a_proxy(court: Court) -> Planted:
    world, key, name = court.cloud.world, court.cloud.world.key(), unique()
    secret = court.client("secretsmanager").create_secret(
        Name=name, SecretString="s", KmsKeyId=key
    )["ARN"]  # fmt: skip
    role = world.role("rds.amazonaws.com", "secretsmanager:GetSecretValue")
    court.client("rds").create_db_proxy(
        DBProxyName=name, EngineFamily="POSTGRESQL", RoleArn=role, VpcSubnetIds=world.vpc()[1],
        Auth=[{"AuthScheme": "SECRETS", "SecretArn": secret}],
    )  # fmt: skip
    return secret, "may not kms:Decrypt", lambda: put_role_policy(
        court, role, may("secretsmanager:GetSecretValue", "kms:Decrypt")
    )  # fmt: skip


def reads_by_a_proxy(court: Court) -> Planted:
    world, rds, name = court.cloud.world, court.client("rds"), unique()
    _, writer, _ = world.global_database()
    subnets = world.vpc()[1]

    def instance() -> None:
        rds.create_db_instance(
            DBInstanceIdentifier=unique(), DBClusterIdentifier=writer, Engine="aurora-postgresql",
            DBInstanceClass="db.r6g.large",
        )  # fmt: skip

    instance()
    rds.create_db_proxy(
        DBProxyName=name, EngineFamily="POSTGRESQL", VpcSubnetIds=subnets,
        RoleArn=world.role("rds.amazonaws.com"), Auth=[{"AuthScheme": "SECRETS"}],
    )  # fmt: skip
    rds.register_db_proxy_targets(DBProxyName=name, DBClusterIdentifiers=[writer])
    rds.create_db_proxy_endpoint(
        DBProxyName=name, DBProxyEndpointName=f"{name}-ro", VpcSubnetIds=subnets,
        TargetRole="READ_ONLY",
    )  # fmt: skip
    return writer, "the cluster has no reader", instance


def copies_to_a_restore_test(court: Court) -> Planted:
    backup, name, vault = court.client("backup"), unique().replace("-", "_"), unique()
    key, role = court.cloud.world.key(), court.cloud.world.role("backup.amazonaws.com", "rds:*")
    arn = backup.create_backup_vault(BackupVaultName=vault, EncryptionKeyArn=key)["BackupVaultArn"]
    points = {
        "Algorithm": "LATEST_WITHIN_WINDOW", "IncludeVaults": [arn],
        "RecoveryPointTypes": ["SNAPSHOT"],
    }  # fmt: skip
    backup.create_restore_testing_plan(
        RestoreTestingPlan={
            "RestoreTestingPlanName": name, "ScheduleExpression": "cron(0 6 1 * ? *)",
            "RecoveryPointSelection": points,
        },
    )  # fmt: skip
    backup.create_restore_testing_selection(
        RestoreTestingPlanName=name,
        RestoreTestingSelection={
            "RestoreTestingSelectionName": "clusters", "ProtectedResourceType": "Aurora",
            "ProtectedResourceArns": ["*"], "IamRoleArn": role,
        },
    )  # fmt: skip
    return arn, "may not kms:Decrypt", lambda: put_role_policy(court, role, may("rds:*", "kms:*"))


def requests_of_an_api(court: Court) -> Planted:
    name = unique()
    group = f"arn:aws:logs:{HERE}:{ACCOUNT}:log-group:{name}"
    court.client("logs").create_log_group(logGroupName=name)
    gateway = court.client("apigatewayv2")
    api = gateway.create_api(Name=name, ProtocolType="HTTP")["ApiId"]
    gateway.create_stage(
        ApiId=api, StageName="$default", AccessLogSettings={"DestinationArn": group, "Format": "f"}
    )
    logs = court.client("logs")
    lets = lets_in("delivery.logs.amazonaws.com", "logs:*", f"{group}:*")
    logs.put_resource_policy(policyName=name, policyDocument=policy({**lets, "Effect": "Deny"}))
    return group, "explicit deny", lambda: logs.delete_resource_policy(policyName=name)


def requests_of_an_api_to_nowhere(court: Court) -> Planted:
    name = unique()
    group = f"arn:aws:logs:{HERE}:{ACCOUNT}:log-group:{name}"
    gateway = court.client("apigatewayv2")
    api = gateway.create_api(Name=name, ProtocolType="HTTP")["ApiId"]
    settings = {"DestinationArn": group, "Format": "f"}
    gateway.create_stage(ApiId=api, StageName="$default", AccessLogSettings=settings)
    # CloudWatch Logs lets itself in: nothing else is needed.
    return group, "no such log group", lambda: court.client("logs").create_log_group(
        logGroupName=name
    )  # fmt: skip


PLANTED = [
    alarm_to_a_topic,
    event_under_a_condition,
    event_to_an_encrypted_topic,
    event_to_a_topic_with_the_key_of_aws,
    event_to_a_queue,
    event_to_another_region,
    logs_of_a_function,
    dead_letters_to_an_encrypted_queue,
    replication_to_a_bucket_with_a_bucket_key,
    flow_log,
    flow_log_that_cannot_look,
    rotated_value_to_a_replica,
    password_to_a_proxy,
    reads_by_a_proxy,
    copies_to_a_restore_test,
    requests_of_an_api,
    requests_of_an_api_to_nowhere,
]


def dropped(court: Court, about: str) -> list[str]:
    found = court.emulator.deliveries()["dropped"]
    return [each["why"] for each in found if about in json.dumps(each)]


@pytest.mark.parametrize("plant", PLANTED, ids=lambda each: each.__name__)
def test_what_aws_drops_is_named(court: Court, plant: Callable[[Court], Planted]) -> None:
    about, why, mend = plant(court)

    (said,) = dropped(court, about)

    assert why in said
    (violation,) = [each for each in court.emulator.violations() if about in json.dumps(each)]
    assert violation["oracle"] == "deliveries"
    mend()
    assert dropped(court, about) == []


def test_what_is_dropped_does_not_arrive(court: Court) -> None:
    """In a minute of the emulator, as in AWS."""
    topic = court.cloud.topic()
    rule = rule_to(court, topic)
    put_topic_policy(
        court, topic,
        lets_in("events.amazonaws.com", "sns:Publish", topic, ArnEquals={"aws:SourceArn": rule}),
    )  # fmt: skip
    event = {"Source": "aws.backup", "DetailType": "t", "Detail": "{}"}

    def published() -> list[str]:
        court.client("events").put_events(Entries=[event])
        name = topic.rpartition(":")[2]
        return [each["topic"] for each in court.emulator.notifications() if each["topic"] == name]

    assert published() == []
    put_topic_policy(court, topic, lets_in("events.amazonaws.com", "sns:Publish", topic))
    assert len(published()) == 1


def test_subjects_have_senders() -> None:
    assert {module.__name__.rpartition(".")[2] for module in sweep.SUBJECTS} >= {"alarms", "events"}


CHANGES_A_SECRET = """
import boto3
def handler(event, context):
    boto3.client("secretsmanager").put_secret_value(**event)
"""


def test_a_replica_keeps_its_value_when_its_key_may_not_be_used(court: Court) -> None:
    """R36: the first apply works, and the first rotation does not."""
    key, name = court.cloud.world.key(THERE), unique()
    court.client("secretsmanager").create_secret(
        Name=name, SecretString="old", AddReplicaRegions=[{"Region": THERE, "KmsKeyId": key}]
    )
    role = court.cloud.world.role("lambda.amazonaws.com", "logs:*", "secretsmanager:*")
    function = court.cloud.function(CHANGES_A_SECRET, Role=role)

    def change(value: str) -> tuple[str, str]:
        court.cloud.run(function, {"SecretId": name, "SecretString": value})
        secrets = [court.client("secretsmanager", region) for region in (HERE, THERE)]
        here, there = (each.get_secret_value(SecretId=name) for each in secrets)
        (status,) = secrets[0].describe_secret(SecretId=name)["ReplicationStatus"]
        assert status["Status"] == ("InSync" if here == there else status["Status"])
        return here["SecretString"], there["SecretString"]

    assert change("new") == ("new", "old")
    (violation,) = [
        each for each in court.emulator.violations() if "keeps its old value" in each["says"]
    ]
    assert violation["oracle"] == "deliveries"
    assert "may not kms:Decrypt" in violation["says"]
    put_role_policy(court, role, may("logs:*", "secretsmanager:*", "kms:*"))
    assert change("newer") == ("newer", "newer")
