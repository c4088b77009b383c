"""What has to be there before AWS makes something of it."""

from collections.abc import Callable
from typing import Any

import pytest
from moto.core.utils import get_service_model
from tfdr.emulator.oracles.order import oracle, prerequisites

from tests.emulated.behaviours import policy
from tests.emulation.oracles.conftest import Court
from tests.emulation.support import HERE, THERE, unique

ACCOUNT = "123456789012"
NOBODY = f"arn:aws:iam::{ACCOUNT}:role/nobody"
ALL = {"Effect": "Allow", "Resource": "*"}


def vpc(court: Court, block: str = "10.5.0.0/16", region: str = HERE) -> tuple[str, list[str]]:
    """Make a VPC with two subnets, and nothing else."""
    ec2 = court.client("ec2", region)
    made = ec2.create_vpc(CidrBlock=block)["Vpc"]["VpcId"]
    subnets = [
        ec2.create_subnet(
            VpcId=made, CidrBlock=block.replace("0.0/16", f"{number}.0/24"),
            AvailabilityZone=f"{region}{zone}",
        )["Subnet"]["SubnetId"]
        for number, zone in ((1, "a"), (2, "b"))
    ]  # fmt: skip
    return made, subnets


def code() -> dict[str, Any]:
    """What a function has besides its role."""
    return {
        "FunctionName": unique(), "Runtime": "python3.13", "Handler": "a.b",
        "Code": {"ZipFile": b"PK\x05\x06" + bytes(18)},
    }  # fmt: skip


def balancer(court: Court) -> None:
    court.client("elbv2").create_load_balancer(Name=unique(), Subnets=vpc(court)[1])


def balancer_in_one_zone(court: Court) -> None:
    _, subnets = court.cloud.world.vpc()
    court.client("elbv2").create_load_balancer(Name=unique(), Subnets=subnets[:1])


def nat_gateway(court: Court) -> None:
    ec2 = court.client("ec2")
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    ec2.create_nat_gateway(SubnetId=vpc(court)[1][0], AllocationId=address)


def route(court: Court) -> None:
    ec2 = court.client("ec2")
    table = ec2.create_route_table(VpcId=vpc(court)[0])["RouteTable"]["RouteTableId"]
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.create_route(
        RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway
    )  # fmt: skip


def endpoint_without_dns(court: Court) -> None:
    court.client("ec2").create_vpc_endpoint(
        VpcId=vpc(court)[0], ServiceName=f"com.amazonaws.{HERE}.sts", VpcEndpointType="Interface"
    )


def second_endpoint(court: Court) -> None:
    ec2, (made, subnets) = court.client("ec2"), vpc(court)
    for name in ("EnableDnsSupport", "EnableDnsHostnames"):
        ec2.modify_vpc_attribute(VpcId=made, **{name: {"Value": True}})
    for subnet in subnets:
        ec2.create_vpc_endpoint(
            VpcId=made, ServiceName=f"com.amazonaws.{HERE}.sts", VpcEndpointType="Interface",
            SubnetIds=[subnet],
        )  # fmt: skip


def peers_that_overlap(court: Court) -> None:
    court.client("ec2").create_vpc_peering_connection(
        VpcId=vpc(court)[0], PeerVpcId=vpc(court, region=THERE)[0], PeerRegion=THERE
    )


def detached_gateway(court: Court) -> None:
    ec2, (made, subnets) = court.client("ec2"), court.cloud.world.vpc()
    court.client("elbv2").create_load_balancer(Name=unique(), Subnets=subnets)
    (gateway,) = ec2.describe_internet_gateways(
        Filters=[{"Name": "attachment.vpc-id", "Values": [made]}]
    )["InternetGateways"]
    ec2.detach_internet_gateway(InternetGatewayId=gateway["InternetGatewayId"], VpcId=made)


def certificate_of_another_region(court: Court) -> None:
    _, subnets = court.cloud.world.vpc()
    elb, name = court.client("elbv2"), unique()
    made = elb.create_load_balancer(Name=name, Subnets=subnets)["LoadBalancers"][0]
    arn = court.client("acm", THERE).request_certificate(DomainName="a.acme-markets.com")
    elb.create_listener(
        LoadBalancerArn=made["LoadBalancerArn"], Protocol="HTTPS", Port=443,
        Certificates=[{"CertificateArn": arn["CertificateArn"]}],
        DefaultActions=[{"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "200"}}],
    )  # fmt: skip


def subnet_group(court: Court) -> None:
    court.client("rds").create_db_subnet_group(
        DBSubnetGroupName=unique(), DBSubnetGroupDescription="d", SubnetIds=vpc(court)[1][:1]
    )


def unbalanced_service(court: Court) -> None:
    ecs, name = court.client("ecs"), unique()
    group = court.client("elbv2").create_target_group(
        Name=name, VpcId=vpc(court)[0], Protocol="HTTP", Port=80, TargetType="ip"
    )["TargetGroups"][0]["TargetGroupArn"]
    ecs.create_cluster(clusterName=name)
    ecs.register_task_definition(
        family=name, containerDefinitions=[{"name": "a", "image": "a", "memory": 128}]
    )
    ecs.create_service(
        cluster=name, serviceName=name, taskDefinition=name, desiredCount=0,
        loadBalancers=[{"targetGroupArn": group, "containerName": "a", "containerPort": 80}],
    )  # fmt: skip


def scaled_nothing(court: Court) -> None:
    court.client("application-autoscaling").register_scalable_target(
        ServiceNamespace="ecs", ResourceId="service/c/nothing", MinCapacity=1, MaxCapacity=2,
        ScalableDimension="ecs:service:DesiredCount",
    )  # fmt: skip


def group_without_profile(court: Court) -> None:
    name, (_, subnets) = unique(), vpc(court)
    template = court.client("ec2").create_launch_template(
        LaunchTemplateName=name,
        LaunchTemplateData={
            "InstanceType": "m7i.large", "ImageId": "ami-12c6146b",
            "IamInstanceProfile": {"Name": "nobody"},
        },
    )["LaunchTemplate"]["LaunchTemplateId"]  # fmt: skip
    court.client("autoscaling").create_auto_scaling_group(
        AutoScalingGroupName=name, MinSize=0, MaxSize=1, VPCZoneIdentifier=",".join(subnets),
        LaunchTemplate={"LaunchTemplateId": template, "Version": "$Latest"},
    )  # fmt: skip


def other_version(court: Court) -> None:
    name = court.cloud.world.global_database()[0]
    court.client("rds", THERE).create_db_cluster(
        DBClusterIdentifier=unique(), GlobalClusterIdentifier=name, Engine="aurora-postgresql",
        EngineVersion="16.8",
    )  # fmt: skip


def unversioned_replication(court: Court) -> None:
    world = court.cloud.world
    rule = {
        "Status": "Enabled", "Priority": 1, "Filter": {"Prefix": ""},
        "DeleteMarkerReplication": {"Status": "Enabled"},
        "Destination": {"Bucket": f"arn:aws:s3:::{world.bucket(THERE)}"},
    }  # fmt: skip
    court.client("s3").put_bucket_replication(
        Bucket=world.bucket(versioned=False),
        ReplicationConfiguration={"Role": NOBODY, "Rules": [rule]},
    )


def rotation_that_may_not_be_called(court: Court) -> None:
    secrets, name = court.client("secretsmanager"), unique()
    secrets.create_secret(Name=name, SecretString="s")
    function = court.cloud.function("def handler(event, context):\n    return 1\n")
    secrets.rotate_secret(SecretId=name, RotationLambdaARN=function)


def disabled_key(court: Court) -> None:
    key = court.cloud.world.key()
    court.client("kms").disable_key(KeyId=key)
    court.client("sns").create_topic(Name=unique(), Attributes={"KmsMasterKeyId": key})


def key_of_another_region(court: Court) -> None:
    key = court.cloud.world.key(THERE)
    court.client("secretsmanager").create_secret(Name=unique(), SecretString="s", KmsKeyId=key)


def key_that_logs_may_not_use(court: Court) -> None:
    court.client("logs").create_log_group(logGroupName=unique(), kmsKeyId=court.cloud.world.key())


def locked_key(court: Court) -> None:
    service = {"Principal": {"Service": "logs.amazonaws.com"}, "Action": "kms:*"}
    court.client("kms").create_key(Policy=policy({**ALL, **service}))


def principal_that_is_not_there(court: Court) -> None:
    someone = {"Principal": {"AWS": NOBODY}, "Action": "s3:GetObject"}
    bucket = court.cloud.world.bucket()
    court.client("s3").put_bucket_policy(Bucket=bucket, Policy=policy({**ALL, **someone}))


def role_of_another_service(court: Court) -> None:
    role = court.cloud.world.role("ec2.amazonaws.com")
    court.client("lambda").create_function(Role=role, **code())


def function_that_may_not_enter(court: Court) -> None:
    world = court.cloud.world
    role = world.role("lambda.amazonaws.com", "logs:*")
    network = {"SubnetIds": world.vpc()[1], "SecurityGroupIds": ["sg-1"]}
    court.client("lambda").create_function(Role=role, VpcConfig=network, **code())


def dead_letters_that_may_not_be_sent(court: Court) -> None:
    role = court.cloud.world.role("lambda.amazonaws.com", "logs:*")
    letters = {"TargetArn": court.cloud.queue()}
    court.client("lambda").create_function(Role=role, DeadLetterConfig=letters, **code())


def flow_logs_without_role(court: Court) -> None:
    court.client("ec2").create_flow_logs(
        ResourceIds=[vpc(court)[0]], ResourceType="VPC", TrafficType="ALL", LogGroupName="flow",
        DeliverLogsPermissionArn=NOBODY,
    )  # fmt: skip


def bus_without_role(court: Court) -> None:
    events, name = court.client("events"), unique()
    events.put_rule(Name=name, EventPattern='{"source": ["aws.s3"]}')
    bus = f"arn:aws:events:{THERE}:{ACCOUNT}:event-bus/default"
    events.put_targets(Rule=name, Targets=[{"Id": "dr", "Arn": bus}])


def alarm_of_another_region(court: Court) -> None:
    court.client("cloudwatch").put_metric_alarm(
        AlarmName=unique(), Namespace="n", MetricName="m", Statistic="Sum", Period=60,
        EvaluationPeriods=1, Threshold=1, ComparisonOperator="GreaterThanThreshold",
        AlarmActions=[court.cloud.topic(region=THERE)],
    )  # fmt: skip


def alarm_of_no_alarm(court: Court) -> None:
    court.client("cloudwatch").put_composite_alarm(
        AlarmName=unique(), AlarmRule='ALARM("nothing") OR FALSE'
    )


def rule_without_recorder(court: Court) -> None:
    source = {"Owner": "AWS", "SourceIdentifier": "ENCRYPTED_VOLUMES"}
    court.client("config", "eu-north-1").put_config_rule(
        ConfigRule={"ConfigRuleName": unique(), "Source": source}
    )


def standards_without_hub(court: Court) -> None:
    standard = "arn:aws:securityhub:::ruleset/cis-aws-foundations-benchmark/v/1.2.0"
    court.client("securityhub", "eu-north-1").batch_enable_standards(
        StandardsSubscriptionRequests=[{"StandardsArn": standard}]
    )


def web_acl_logs(court: Court) -> None:
    acl = f"arn:aws:wafv2:{HERE}:{ACCOUNT}:regional/webacl/a/1"
    group = f"arn:aws:logs:{HERE}:{ACCOUNT}:log-group:requests"
    court.client("wafv2").put_logging_configuration(
        LoggingConfiguration={"ResourceArn": acl, "LogDestinationConfigs": [group]}
    )


def alias_to_nowhere(court: Court) -> None:
    zone, name = court.cloud.zone()
    identity = zone.rpartition("/")[2]
    target = {"DNSName": f"dr.{name}", "HostedZoneId": identity, "EvaluateTargetHealth": False}
    record = {"Name": name, "Type": "A", "AliasTarget": target}
    court.client("route53").change_resource_record_sets(
        HostedZoneId=zone,
        ChangeBatch={"Changes": [{"Action": "CREATE", "ResourceRecordSet": record}]},
    )


def health_check_of_no_record(court: Court) -> None:
    _, name = court.cloud.zone()
    health_check(court, Type="HTTPS", FullyQualifiedDomainName=f"dr.{name}")


def health_check_of_no_alarm(court: Court) -> None:
    alarm = {"Region": THERE, "Name": "nothing"}
    health_check(
        court, Type="CLOUDWATCH_METRIC", AlarmIdentifier=alarm,
        InsufficientDataHealthStatus="Unhealthy",
    )  # fmt: skip


def health_check(court: Court, **settings: Any) -> None:
    court.client("route53").create_health_check(
        CallerReference=unique(), HealthCheckConfig=settings
    )


# What is asked too early, AWS's code (none where AWS makes it all the same), and what is said.
PLANTED: dict[Callable[[Court], None], tuple[str, str]] = {
    balancer: ("InvalidSubnet", "has no internet gateway"),
    balancer_in_one_zone: ("ValidationError", "At least two subnets in two different"),
    nat_gateway: ("Gateway.NotAttached", "has no Internet gateway attached"),
    route: ("InvalidParameterValue", "belong to different networks"),
    endpoint_without_dns: ("InvalidParameter", "Enabling private DNS requires"),
    second_endpoint: ("InvalidParameter", "already a conflicting DNS domain"),
    peers_that_overlap: ("InvalidParameterValue", "overlapping CIDR blocks"),
    detached_gateway: ("DependencyViolation", "mapped public address(es)"),
    certificate_of_another_region: ("CertificateNotFound", "is not found"),
    subnet_group: ("DBSubnetGroupDoesNotCoverEnoughAZs", "at least 2 AZs"),
    unbalanced_service: ("InvalidParameterException", "does not have an associated load balancer"),
    scaled_nothing: ("ValidationException", "ECS service doesn't exist: service/c/nothing"),
    group_without_profile: ("ValidationError", "Invalid IAM Instance Profile nobody"),
    other_version: ("InvalidParameterValue", "16.8 of the DB cluster does not match"),
    unversioned_replication: ("InvalidRequest", "Versioning must be 'Enabled'"),
    rotation_that_may_not_be_called: ("AccessDeniedException", "cannot invoke the specified"),
    disabled_key: ("InvalidParameter", "cannot be used: it is Disabled"),
    key_of_another_region: ("InvalidParameterException", f"does not exist in {HERE}"),
    key_that_logs_may_not_use: ("InvalidParameterException", "not allowed to be used with Arn"),
    locked_key: ("MalformedPolicyDocumentException", "will not allow you to update"),
    principal_that_is_not_there: ("MalformedPolicy", "Invalid principal in policy"),
    role_of_another_service: ("InvalidParameterValueException", "cannot be assumed by Lambda"),
    function_that_may_not_enter: ("InvalidParameterValueException", "CreateNetworkInterface"),
    dead_letters_that_may_not_be_sent: ("InvalidParameterValueException", "SendMessage on SQS"),
    flow_logs_without_role: ("InvalidParameter", "Unable to assume given IAM role"),
    bus_without_role: ("ValidationException", "RoleArn must be specified"),
    alarm_of_another_region: ("ValidationError", f"Only {HERE} is supported"),
    alarm_of_no_alarm: ("ValidationError", "alarms [nothing] in the alarm rule do not exist"),
    rule_without_recorder: ("NoAvailableConfigurationRecorderException", "not available to put"),
    standards_without_hub: ("InvalidAccessException", "is not subscribed to AWS Security Hub"),
    web_acl_logs: ("WAFInvalidParameterException", "LOG_DESTINATION"),
    alias_to_nowhere: ("InvalidChangeBatch", "but that target was not found"),
    health_check_of_no_record: ("", "there is no record of dr."),
    health_check_of_no_alarm: ("", f"there is no alarm nothing in {THERE}"),
}


@pytest.mark.parametrize("ask", PLANTED, ids=lambda each: each.__name__)
def test_what_comes_too_early_is_named(court: Court, ask: Callable[[Court], None]) -> None:
    expected, says = PLANTED[ask]

    answered, found = court.objections(lambda: ask(court))

    assert answered == expected
    assert [each["oracle"] for each in found] == ["order"], found
    assert says in found[0]["says"]
    assert "https://docs.aws.amazon.com/" in found[0]["says"]


def test_each_prerequisite_says_what_has_to_hold_and_is_of_an_operation_that_there_is() -> None:
    assert oracle.SUBJECTS
    for operation in prerequisites.operations():
        service, _, name = operation.partition(":")
        assert name in get_service_model(service).operation_names, operation
        for each in prerequisites.known(operation):
            assert each.says.endswith("."), operation
            assert each.source.startswith("https://docs.aws.amazon.com/"), operation
