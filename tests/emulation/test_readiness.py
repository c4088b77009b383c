"""What a function asks to know whether a region could take over, and how it gets it ready."""

from datetime import UTC, datetime, timedelta

import pytest
from botocore.exceptions import ClientError

from tests.emulation.support import HERE, THERE, Cloud, unique


def code(error: pytest.ExceptionInfo[ClientError]) -> str:
    return str(error.value.response["Error"]["Code"])


@pytest.mark.parametrize(
    ("service", "quota"),
    [("fargate", "L-3032A538"), ("ec2", "L-1216C47A"), ("lambda", "L-B99A9384")],
)
def test_quotas(cloud: Cloud, service: str, quota: str) -> None:
    quotas = cloud.client("service-quotas", THERE)
    found = quotas.get_service_quota(ServiceCode=service, QuotaCode=quota)["Quota"]
    assert found["Value"] > 0
    assert (found["ServiceCode"], found["QuotaCode"]) == (service, quota)
    assert THERE in found["QuotaArn"]
    with pytest.raises(ClientError) as error:
        quotas.get_service_quota(ServiceCode=service, QuotaCode="L-00000000")
    assert code(error) == "NoSuchResourceException"
    cloud.emulator.set_quota(THERE, quota, 3)
    found = quotas.get_service_quota(ServiceCode=service, QuotaCode=quota)["Quota"]
    assert found["Value"] == 3
    listed = quotas.list_service_quotas(ServiceCode=service)["Quotas"]
    assert quota in [each["QuotaCode"] for each in listed]


def test_images_by_their_tag(cloud: Cloud) -> None:
    ecr, name = cloud.client("ecr", THERE), unique()
    ecr.create_repository(repositoryName=name)
    manifest = (
        '{"schemaVersion": 2, "mediaType": "application/vnd.docker.distribution.manifest.v2+json"}'
    )
    ecr.put_image(repositoryName=name, imageManifest=manifest, imageTag="v1")
    found = ecr.describe_images(repositoryName=name, imageIds=[{"imageTag": "v1"}])["imageDetails"]
    assert found[0]["imageTags"] == ["v1"]
    with pytest.raises(ClientError) as error:
        ecr.describe_images(repositoryName=name, imageIds=[{"imageTag": "v2"}])
    assert code(error) == "ImageNotFoundException"
    with pytest.raises(ClientError) as error:
        ecr.describe_images(repositoryName="nobody", imageIds=[{"imageTag": "v1"}])
    assert code(error) == "RepositoryNotFoundException"


def test_certificates_are_issued_and_end(cloud: Cloud) -> None:
    acm = cloud.client("acm", THERE)
    arn = acm.request_certificate(
        DomainName=f"{unique()}.acme-markets.com", ValidationMethod="DNS"
    )["CertificateArn"]
    acm.describe_certificate(CertificateArn=arn)
    found = acm.describe_certificate(CertificateArn=arn)["Certificate"]
    assert found["Status"] == "ISSUED"
    assert found["NotAfter"] > now(cloud) + timedelta(days=60)


def test_recovery_points_that_were_put_there(cloud: Cloud) -> None:
    backup, name = cloud.client("backup", THERE), unique()
    backup.create_backup_vault(BackupVaultName=name)

    def points(**window: datetime) -> list[str]:
        found = backup.list_recovery_points_by_backup_vault(BackupVaultName=name, **window)
        return [each["RecoveryPointArn"] for each in found["RecoveryPoints"]]

    assert points() == []
    resource = f"arn:aws:rds:{HERE}:123456789012:cluster:c"
    old = cloud.emulator.add_recovery_point(THERE, name, resource, age_hours=30)
    new = cloud.emulator.add_recovery_point(THERE, name, resource)
    assert points() == [old, new]
    assert points(ByCreatedAfter=now(cloud) - timedelta(hours=1)) == [new]
    (found,) = [
        each
        for each in backup.list_recovery_points_by_backup_vault(BackupVaultName=name)[
            "RecoveryPoints"
        ]
        if each["RecoveryPointArn"] == old
    ]
    assert found["Status"] == "COMPLETED"
    age = now(cloud) - found["CreationDate"]
    assert timedelta(hours=29) < age < timedelta(hours=31)
    for point in (old, new):
        named = {"BackupVaultName": name, "RecoveryPointArn": point}
        assert backup.describe_recovery_point(**named)["Status"] == "COMPLETED"
        backup.delete_recovery_point(**named)
        with pytest.raises(ClientError, match="ResourceNotFoundException"):
            backup.describe_recovery_point(**named)
    assert points() == []


def test_replication_of_buckets(cloud: Cloud) -> None:
    source, target = cloud.world.bucket(HERE), cloud.world.bucket(THERE)
    s3 = cloud.client("s3", HERE)
    with pytest.raises(ClientError) as error:
        s3.get_bucket_replication(Bucket=source)
    assert code(error) == "ReplicationConfigurationNotFoundError"
    rule = {
        "ID": "dr", "Priority": 1, "Status": "Enabled", "Filter": {"Prefix": ""},
        "DeleteMarkerReplication": {"Status": "Enabled"},
        "Destination": {"Bucket": f"arn:aws:s3:::{target}"},
    }  # fmt: skip
    configuration = {"Role": "arn:aws:iam::123456789012:role/replication", "Rules": [rule]}
    s3.put_bucket_replication(Bucket=source, ReplicationConfiguration=configuration)
    found = s3.get_bucket_replication(Bucket=source)["ReplicationConfiguration"]
    assert [each["Status"] for each in found["Rules"]] == ["Enabled"]


def test_keys_are_used(cloud: Cloud) -> None:
    kms = cloud.client("kms", THERE)
    key = cloud.world.key(THERE)
    described = kms.describe_key(KeyId=key)["KeyMetadata"]
    assert (described["KeyState"], described["Enabled"]) == ("Enabled", True)
    made = kms.generate_data_key_without_plaintext(KeyId=key, KeySpec="AES_256")
    assert "Plaintext" not in made
    assert len(kms.decrypt(CiphertextBlob=made["CiphertextBlob"], KeyId=key)["Plaintext"]) == 32
    kms.disable_key(KeyId=key)
    with pytest.raises(ClientError) as error:
        kms.generate_data_key_without_plaintext(KeyId=key, KeySpec="AES_256")
    assert code(error) == "DisabledException"
    with pytest.raises(ClientError) as error:
        kms.decrypt(CiphertextBlob=made["CiphertextBlob"], KeyId=key)
    assert code(error) == "DisabledException"


def test_secrets_are_read_from_their_replica(cloud: Cloud) -> None:
    name = unique()
    made = cloud.client("secretsmanager", HERE).create_secret(
        Name=name, SecretString="s", AddReplicaRegions=[{"Region": THERE}]
    )
    there = cloud.client("secretsmanager", THERE)
    arn = made["ARN"].replace(HERE, THERE)
    cloud.emulator.begin_outage(HERE)
    assert there.describe_secret(SecretId=arn)["Name"] == name
    assert there.get_secret_value(SecretId=arn)["SecretString"] == "s"


def test_a_replica_becomes_a_secret_of_its_own(cloud: Cloud) -> None:
    name = unique()
    made = cloud.client("secretsmanager", HERE).create_secret(
        Name=name, SecretString="old", AddReplicaRegions=[{"Region": THERE}]
    )
    there = cloud.client("secretsmanager", THERE)
    arn = made["ARN"].replace(HERE, THERE)
    with pytest.raises(ClientError):  # a replica is read only
        there.put_secret_value(SecretId=arn, SecretString="new")
    cloud.emulator.begin_outage(HERE)
    there.stop_replication_to_replica(SecretId=arn)
    there.put_secret_value(SecretId=arn, SecretString="new")
    assert there.get_secret_value(SecretId=arn)["SecretString"] == "new"
    cloud.emulator.end_outage(HERE)
    here = cloud.client("secretsmanager", HERE)
    assert here.get_secret_value(SecretId=name)["SecretString"] == "old"
    assert here.describe_secret(SecretId=name).get("ReplicationStatus", []) == []


def test_a_proxy_says_whether_it_is_let_in(cloud: Cloud) -> None:
    database, name = cloud.database(), unique()
    secrets, rds = cloud.client("secretsmanager", THERE), cloud.client("rds", THERE)
    _, subnets = cloud.world.vpc(THERE)
    secret = secrets.create_secret(Name=name, SecretString='{"password": "first-password"}')
    rds.create_db_proxy(
        DBProxyName=name, EngineFamily="POSTGRESQL", VpcSubnetIds=subnets,
        Auth=[{"AuthScheme": "SECRETS", "SecretArn": secret["ARN"]}],
        RoleArn=cloud.world.role("rds.amazonaws.com"),
    )  # fmt: skip
    rds.register_db_proxy_targets(DBProxyName=name, DBClusterIdentifiers=[database.clusters[THERE]])

    def health() -> dict[str, str]:
        found = rds.describe_db_proxy_targets(DBProxyName=name)["Targets"]
        states = [each for each in found if each.get("Type") == "RDS_INSTANCE"]
        return dict(states[0]["TargetHealth"])

    assert health() == {"State": "AVAILABLE"}
    secrets.put_secret_value(
        SecretId=secret["ARN"], SecretString='{"password": "another-password"}'
    )
    assert health()["Reason"] == "AUTH_FAILURE"
    # What the writer's password is set to, all members have.
    cloud.client("rds", HERE).modify_db_cluster(
        DBClusterIdentifier=database.clusters[HERE], MasterUserPassword="another-password",
        ApplyImmediately=True,
    )  # fmt: skip
    assert health() == {"State": "AVAILABLE"}
    cloud.emulator.lose_database(THERE)
    assert health()["Reason"] == "UNREACHABLE"


def test_no_maintenance_is_pending(cloud: Cloud) -> None:
    arn = cloud.database().arn(HERE)
    rds = cloud.client("rds", HERE)
    found = rds.describe_pending_maintenance_actions(ResourceIdentifier=arn)
    assert found["PendingMaintenanceActions"] == []


def test_a_service_runs_what_is_desired(cloud: Cloud) -> None:
    cluster, service = cloud.world.service(desiredCount=0)
    ecs = cloud.client("ecs")
    scaling = cloud.client("application-autoscaling")

    def counts() -> tuple[int, int]:
        (found,) = ecs.describe_services(cluster=cluster, services=[service])["services"]
        return found["desiredCount"], found["runningCount"]

    def bounds(least: int, most: int = 4) -> None:
        scaling.register_scalable_target(
            ServiceNamespace="ecs", ResourceId=f"service/{cluster}/{service}",
            ScalableDimension="ecs:service:DesiredCount", MinCapacity=least, MaxCapacity=most,
        )  # fmt: skip

    bounds(0)
    assert counts() == (0, 0)
    bounds(2)  # what is below the least is scaled out
    assert counts() == (2, 2)
    ecs.update_service(cluster=cluster, service=service, desiredCount=3)
    assert counts() == (3, 3)
    bounds(0)
    assert counts() == (3, 3)
    bounds(0, 1)
    assert counts() == (1, 1)
    (target,) = scaling.describe_scalable_targets(
        ServiceNamespace="ecs", ResourceIds=[f"service/{cluster}/{service}"]
    )["ScalableTargets"]
    assert (target["MinCapacity"], target["MaxCapacity"]) == (0, 1)


def test_a_group_runs_what_is_desired(cloud: Cloud) -> None:
    groups, ec2, name = cloud.client("autoscaling"), cloud.client("ec2"), unique()
    _, subnets = cloud.world.vpc()
    ec2.create_launch_template(
        LaunchTemplateName=name,
        LaunchTemplateData={"ImageId": "ami-12c6146b", "InstanceType": "t3.micro"},
    )
    groups.create_auto_scaling_group(
        AutoScalingGroupName=name, MinSize=0, MaxSize=4, DesiredCapacity=0,
        VPCZoneIdentifier=",".join(subnets), LaunchTemplate={"LaunchTemplateName": name},
    )  # fmt: skip

    def state() -> tuple[int, int, int]:
        (group,) = groups.describe_auto_scaling_groups(AutoScalingGroupNames=[name])[
            "AutoScalingGroups"
        ]
        running = [each for each in group["Instances"] if each["LifecycleState"] == "InService"]
        return group["MinSize"], group["DesiredCapacity"], len(running)

    assert state() == (0, 0, 0)
    groups.update_auto_scaling_group(AutoScalingGroupName=name, MinSize=2, DesiredCapacity=2)
    assert state() == (2, 2, 2)
    groups.update_auto_scaling_group(AutoScalingGroupName=name, MinSize=3)
    assert state() == (3, 3, 3)  # no less than the least
    groups.update_auto_scaling_group(AutoScalingGroupName=name, MinSize=0, DesiredCapacity=0)
    assert state() == (0, 0, 0)


def test_a_lease_is_taken_once(cloud: Cloud) -> None:
    table, dynamodb = unique(), cloud.client("dynamodb", THERE)
    dynamodb.create_table(
        TableName=table, BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
    )  # fmt: skip

    def take(holder: str, now: int) -> None:
        dynamodb.put_item(
            TableName=table,
            Item={"id": {"S": "lease"}, "holder": {"S": holder}, "until": {"N": str(now + 60)}},
            ConditionExpression="attribute_not_exists(id) OR #until < :now OR holder = :holder",
            ExpressionAttributeNames={"#until": "until"},
            ExpressionAttributeValues={":now": {"N": str(now)}, ":holder": {"S": holder}},
        )

    take("a", 0)
    with pytest.raises(ClientError) as error:
        take("b", 30)
    assert code(error) == "ConditionalCheckFailedException"
    take("a", 30)
    take("b", 100)
    with pytest.raises(ClientError) as error:
        dynamodb.transact_write_items(
            TransactItems=[
                {
                    "ConditionCheck": {
                        "TableName": table, "Key": {"id": {"S": "lease"}},
                        "ConditionExpression": "holder = :h",
                        "ExpressionAttributeValues": {":h": {"S": "a"}},
                    }
                },
                {"Put": {"TableName": table, "Item": {"id": {"S": "run"}}}},
            ]
        )  # fmt: skip
    assert code(error) == "TransactionCanceledException"
    held = dynamodb.get_item(TableName=table, Key={"id": {"S": "lease"}}, ConsistentRead=True)
    assert held["Item"]["holder"]["S"] == "b"


def test_the_replica_of_a_table_is_as_good_without_the_other_region(cloud: Cloud) -> None:
    table, here = unique(), cloud.client("dynamodb", HERE)
    here.create_table(
        TableName=table, BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
    )  # fmt: skip
    here.update_table(TableName=table, ReplicaUpdates=[{"Create": {"RegionName": THERE}}])
    here.put_item(TableName=table, Item={"id": {"S": "a"}})
    cloud.emulator.begin_outage(HERE)
    there = cloud.client("dynamodb", THERE)
    assert "Item" in there.get_item(TableName=table, Key={"id": {"S": "a"}})
    there.put_item(TableName=table, Item={"id": {"S": "b"}})
    cloud.emulator.end_outage(HERE)
    assert "Item" in here.get_item(TableName=table, Key={"id": {"S": "b"}})


def test_parameters_and_topics(cloud: Cloud) -> None:
    ssm, name = cloud.client("ssm", THERE), f"/{unique()}/active-region"
    ssm.put_parameter(Name=name, Value=HERE, Type="String")
    with pytest.raises(ClientError) as error:
        ssm.put_parameter(Name=name, Value=THERE, Type="String")
    assert code(error) == "ParameterAlreadyExists"
    ssm.put_parameter(Name=name, Value=THERE, Overwrite=True)
    found = ssm.get_parameter(Name=name)["Parameter"]
    assert (found["Value"], found["Version"]) == (THERE, 2)

    topic = cloud.topic(region=THERE)
    cloud.client("sns", THERE).publish(TopicArn=topic, Subject="Failed over", Message="to dr")
    sent = cloud.emulator.notifications()[-1]
    assert (sent["region"], sent["subject"], sent["message"]) == (THERE, "Failed over", "to dr")


@pytest.mark.long
def test_an_api_is_asked_for_real_and_closed_by_its_concurrency(cloud: Cloud) -> None:
    zone, domain = cloud.zone()
    host = f"primary.{domain}"
    function = cloud.function(
        "def handler(event, context):\n    return {'statusCode': 200, 'body': event['rawPath']}\n"
    )
    gateway = cloud.client("apigatewayv2")
    api = gateway.create_api(Name=host, ProtocolType="HTTP")["ApiId"]
    integration = gateway.create_integration(
        ApiId=api, IntegrationType="AWS_PROXY", IntegrationUri=function, PayloadFormatVersion="2.0"
    )["IntegrationId"]
    gateway.create_route(
        ApiId=api, RouteKey="GET /health", AuthorizationType="NONE",
        Target=f"integrations/{integration}",
    )  # fmt: skip
    gateway.create_stage(ApiId=api, StageName="$default", AutoDeploy=True)
    certificate = cloud.client("acm").request_certificate(DomainName=host)["CertificateArn"]
    made = gateway.create_domain_name(
        DomainName=host, DomainNameConfigurations=[{"CertificateArn": certificate}]
    )["DomainNameConfigurations"][0]
    gateway.create_api_mapping(ApiId=api, DomainName=host, Stage="$default")
    functions = cloud.client("lambda")
    functions.add_permission(
        FunctionName=function, StatementId="gateway", Action="lambda:InvokeFunction",
        Principal="apigateway.amazonaws.com",
        SourceArn=f"arn:aws:execute-api:{HERE}:123456789012:{api}/*/*",
    )  # fmt: skip
    target = {"DNSName": made["ApiGatewayDomainName"], "HostedZoneId": made["HostedZoneId"]}
    cloud.record(zone, host, AliasTarget={**target, "EvaluateTargetHealth": False})

    def asked(path: str = "/health") -> tuple[int | None, str]:
        answer = cloud.emulator.ask_endpoint(host, path)
        return answer["status"], answer["body"]

    assert asked() == (200, "/health")
    assert asked("/other")[0] == 404
    cloud.emulator.throttle("*", 1)  # the control plane is not what answers clients
    assert asked() == (200, "/health")
    cloud.emulator.stop_throttling()
    functions.put_function_concurrency(FunctionName=function, ReservedConcurrentExecutions=0)
    assert asked()[0] == 503
    functions.delete_function_concurrency(FunctionName=function)
    assert asked() == (200, "/health")
    cloud.emulator.begin_outage(HERE)
    assert asked()[0] is None


def now(cloud: Cloud) -> datetime:
    """Return the time of the emulated AWS."""
    return datetime.fromtimestamp(cloud.emulator.clock()["now"], UTC)
