"""What the emulator is taught over moto alone, as checks against a running one.

Each check raises when the behaviour is not there. Names are made up anew for each, so that
one emulator serves them all.
"""

import base64
import io
import json
import uuid
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError
from tfdr.emulator.client.emulator import Emulator

HERE = "eu-west-1"
THERE = "eu-central-1"
VERSIONS = {"aurora-postgresql": "17.7", "aurora-mysql": "8.0.mysql_aurora.3.10.6"}


@dataclass(frozen=True)
class World:
    """An emulator and short ways to what the checks need there."""

    emulator: Emulator

    def __call__(self, service: str, region: str = HERE) -> Any:
        return self.emulator.client(service, region)

    def key(self, region: str = HERE) -> str:
        """Make a key and return its ARN."""
        return str(self("kms", region).create_key()["KeyMetadata"]["Arn"])

    def vpc(self, region: str = HERE, block: str = "10.9.0.0/16") -> tuple[str, list[str]]:
        """Make a VPC with two subnets and an internet gateway."""
        ec2 = self("ec2", region)
        vpc = ec2.create_vpc(CidrBlock=block)["Vpc"]["VpcId"]
        gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
        ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
        blocks = [block.replace("0.0/16", f"{number}.0/24") for number in (1, 2)]
        zones = [f"{region}{letter}" for letter in "ab"]
        made = [
            ec2.create_subnet(VpcId=vpc, CidrBlock=each, AvailabilityZone=zone)["Subnet"]
            for each, zone in zip(blocks, zones, strict=True)
        ]
        return vpc, [subnet["SubnetId"] for subnet in made]

    def bucket(self, region: str = HERE, *, versioned: bool = True) -> str:
        """Make a bucket and return its name."""
        s3, name = self("s3", region), unique()
        s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": region})
        if versioned:
            s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
        return name

    def global_database(
        self, engine: str = "aurora-postgresql", *, encrypted: bool = False
    ) -> tuple[str, str, str]:
        """Make a global cluster with a writer here and a reader there: three identifiers."""
        name = unique()
        self("rds").create_global_cluster(
            GlobalClusterIdentifier=name, Engine=engine, EngineVersion=VERSIONS[engine],
            DatabaseName="orders", Tags=[{"Key": "Team", "Value": "trading"}],
            StorageEncrypted=encrypted,
        )  # fmt: skip
        common = {
            "Engine": engine, "GlobalClusterIdentifier": name, "StorageEncrypted": encrypted,
        }  # fmt: skip
        self("rds").create_db_cluster(
            DBClusterIdentifier=f"{name}-w", MasterUsername="boss",
            MasterUserPassword="first-password", **common,
        )  # fmt: skip
        own = {"KmsKeyId": self.key(THERE)} if encrypted else {}
        self("rds", THERE).create_db_cluster(DBClusterIdentifier=f"{name}-r", **common, **own)
        return name, f"{name}-w", f"{name}-r"

    def role(self, service: str = "lambda.amazonaws.com", *allowed: str, on: str = "*") -> str:
        """Make a role that a service may assume, which may do all, or some, and return its ARN."""
        iam, name = self("iam"), unique()
        trust = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
        may = {"Effect": "Allow", "Action": list(allowed or "*"), "Resource": on}
        role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=policy(trust))["Role"]
        iam.put_role_policy(RoleName=name, PolicyName="may", PolicyDocument=policy(may))
        return str(role["Arn"])

    def function(self, source: str, **settings: Any) -> str:
        """Make a function of one file and return its ARN."""
        package = io.BytesIO()
        with zipfile.ZipFile(package, "w") as archive:
            archive.writestr("app.py", source)
        made = self("lambda").create_function(
            FunctionName=unique(), Runtime="python3.13", Handler="app.handler", Timeout=30,
            Role=self.role(), Code={"ZipFile": package.getvalue()}, **settings,
        )  # fmt: skip
        return str(made["FunctionArn"])

    def service(self, **settings: Any) -> tuple[str, str]:
        """Make a Fargate service and return its cluster and its name."""
        ecs, name = self("ecs"), unique()
        ecs.create_cluster(clusterName=name)
        app = {
            "name": "app", "image": "app", "memory": 128, "portMappings": [{"containerPort": 80}],
        }  # fmt: skip
        ecs.register_task_definition(family=name, containerDefinitions=[app])
        ecs.create_service(
            cluster=name, serviceName=name, taskDefinition=name, launchType="FARGATE", **settings
        )
        return name, name


Check = Callable[[World], None]
BEHAVIOURS: list[Check] = []


def behaviour(check: Check) -> Check:
    BEHAVIOURS.append(check)
    return check


def policy(*statements: dict[str, Any]) -> str:
    """Return a policy of some statements."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def unique() -> str:
    return f"t{uuid.uuid4().hex[:12]}"


def refused(call: Callable[..., Any], code: str, **arguments: Any) -> None:
    """Require that AWS refuses a call with an error code."""
    try:
        call(**arguments)
    except ClientError as error:
        said = error.response["Error"]["Code"]
    else:
        said = "nothing"
    assert said == code


@behaviour
def scalable_targets_keep_their_tags(aws: World) -> None:
    cluster, service = aws.service(desiredCount=1)
    scaling = aws("application-autoscaling")
    arn = scaling.register_scalable_target(
        ServiceNamespace="ecs", ResourceId=f"service/{cluster}/{service}", MinCapacity=1,
        MaxCapacity=2, ScalableDimension="ecs:service:DesiredCount", Tags={"Team": "trading"},
    )["ScalableTargetARN"]  # fmt: skip
    scaling.tag_resource(ResourceARN=arn, Tags={"Role": "dr"})
    assert scaling.list_tags_for_resource(ResourceARN=arn)["Tags"] == {
        "Team": "trading", "Role": "dr"
    }  # fmt: skip


@behaviour
def functions_run(aws: World) -> None:
    source = (
        "import os, boto3\n"
        "def handler(event, context):\n"
        "    print('adding')\n"
        "    account = boto3.client('sts').get_caller_identity()['Account']\n"
        "    return {'sum': sum(event['numbers']), 'at': os.environ['AWS_REGION'],\n"
        "            'account': account, 'left': context.get_remaining_time_in_millis() > 1}\n"
    )
    answer = aws("lambda").invoke(
        FunctionName=aws.function(source), Payload=json.dumps({"numbers": [1, 2]}), LogType="Tail"
    )
    assert json.load(answer["Payload"]) == {
        "sum": 3, "at": HERE, "account": aws.emulator.account_id, "left": True
    }  # fmt: skip
    assert "adding" in base64.b64decode(answer["LogResult"]).decode()


@behaviour
def functions_that_raise_answer_with_their_error(aws: World) -> None:
    answer = aws("lambda").invoke(
        FunctionName=aws.function("def handler(event, context):\n    raise KeyError('x')\n")
    )
    assert answer["FunctionError"]
    assert json.load(answer["Payload"])["errorType"] == "KeyError"


@behaviour
def functions_keep_their_dead_letter_queue_and_log_settings(aws: World) -> None:
    queue = f"arn:aws:sqs:{HERE}:{aws.emulator.account_id}:{unique()}"
    logging = {"LogFormat": "JSON", "LogGroup": "/aws/lambda/x"}
    arn = aws.function(
        "def handler(event, context): pass",
        DeadLetterConfig={"TargetArn": queue}, LoggingConfig=logging,
    )  # fmt: skip
    read = aws("lambda").get_function_configuration(FunctionName=arn)
    assert read["DeadLetterConfig"] == {"TargetArn": queue}
    assert read["LoggingConfig"] == logging
    changed = aws("lambda").update_function_configuration(
        FunctionName=arn, DeadLetterConfig={"TargetArn": f"{queue}2"}
    )
    assert changed["DeadLetterConfig"] == {"TargetArn": f"{queue}2"}


def _certificate(aws: World, *names: str, region: str = HERE) -> str:
    first, *others = names
    more = {"SubjectAlternativeNames": others} if others else {}
    made = aws("acm", region).request_certificate(DomainName=first, ValidationMethod="DNS", **more)
    return str(made["CertificateArn"])


def _domain(aws: World, name: str, certificate: str, region: str = HERE) -> Any:
    configuration = {
        "CertificateArn": certificate, "EndpointType": "REGIONAL", "SecurityPolicy": "TLS_1_2"
    }  # fmt: skip
    return aws("apigatewayv2", region).create_domain_name(
        DomainName=name, DomainNameConfigurations=[configuration], Tags={"Team": "trading"}
    )


def _mapped_api(aws: World, name: str) -> tuple[str, str]:
    """Make an API with a stage that answers to a name: its id and the mapping's."""
    gateway = aws("apigatewayv2")
    _domain(aws, name, _certificate(aws, name))
    api = gateway.create_api(Name=unique(), ProtocolType="HTTP")["ApiId"]
    gateway.create_stage(ApiId=api, StageName="$default", AutoDeploy=True)
    mapping = gateway.create_api_mapping(ApiId=api, DomainName=name, Stage="$default")
    return api, mapping["ApiMappingId"]


@behaviour
def domain_names_lead_somewhere_in_each_region(aws: World) -> None:
    name = f"{unique()}.example.com"
    targets = set()
    for region in (HERE, THERE):
        _domain(aws, name, _certificate(aws, name, region=region), region)
        domain = aws("apigatewayv2", region).get_domain_name(DomainName=name)
        (configuration,) = domain["DomainNameConfigurations"]
        assert configuration["DomainNameStatus"] == "AVAILABLE"
        assert configuration["HostedZoneId"]
        assert "MutualTlsAuthentication" not in domain
        targets.add(configuration["ApiGatewayDomainName"])
    assert len(targets) == 2


@behaviour
def domain_names_need_a_certificate_of_their_region_that_covers_them(aws: World) -> None:
    zone = f"{unique()}.example.com"
    for name, certificate in {
        f"other.{zone}": _certificate(aws, zone),
        zone: _certificate(aws, zone, region=THERE),
    }.items():
        refused(
            aws("apigatewayv2").create_domain_name, "BadRequestException", DomainName=name,
            DomainNameConfigurations=[{"CertificateArn": certificate}],
        )  # fmt: skip
    _domain(aws, f"api.{zone}", _certificate(aws, zone, f"*.{zone}"))


@behaviour
def domain_names_change_and_keep_their_tags(aws: World) -> None:
    gateway, name = aws("apigatewayv2"), f"{unique()}.example.com"
    arn = _domain(aws, name, _certificate(aws, name))["DomainNameArn"]
    certificate = _certificate(aws, name, "example.com")
    gateway.update_domain_name(
        DomainName=name, DomainNameConfigurations=[{"CertificateArn": certificate}]
    )
    gateway.tag_resource(ResourceArn=arn, Tags={"Role": "dr"})
    gateway.untag_resource(ResourceArn=arn, TagKeys=["Team"])
    domain = gateway.get_domain_name(DomainName=name)
    assert domain["DomainNameConfigurations"][0]["CertificateArn"] == certificate
    assert domain["Tags"] == {"Role": "dr"} == gateway.get_tags(ResourceArn=arn)["Tags"]


@behaviour
def mappings_are_moved_to_another_api(aws: World) -> None:
    gateway, name = aws("apigatewayv2"), f"{unique()}.example.com"
    _, mapping = _mapped_api(aws, name)
    other = gateway.create_api(Name=unique(), ProtocolType="HTTP")["ApiId"]
    gateway.update_api_mapping(ApiId=other, ApiMappingId=mapping, DomainName=name, Stage="$default")
    assert gateway.get_api_mapping(ApiMappingId=mapping, DomainName=name)["ApiId"] == other


@behaviour
def stages_change_and_keep_their_tags(aws: World) -> None:
    gateway = aws("apigatewayv2")
    api = gateway.create_api(Name=unique(), ProtocolType="HTTP")["ApiId"]
    gateway.create_stage(
        ApiId=api, StageName="$default", AutoDeploy=True, Tags={"Team": "trading"},
        DefaultRouteSettings={"ThrottlingBurstLimit": 5, "ThrottlingRateLimit": 2.0},
    )  # fmt: skip
    gateway.update_stage(
        ApiId=api, StageName="$default", DefaultRouteSettings={"ThrottlingRateLimit": 3.0}
    )
    arn = f"arn:aws:apigateway:{HERE}::/apis/{api}/stages/$default"
    gateway.tag_resource(ResourceArn=arn, Tags={"Role": "dr"})
    stage = gateway.get_stage(ApiId=api, StageName="$default")
    assert stage["DefaultRouteSettings"]["ThrottlingRateLimit"] == 3.0
    assert stage["DefaultRouteSettings"]["ThrottlingBurstLimit"] == 5
    assert stage["AutoDeploy"]
    assert stage["Tags"] == {"Team": "trading", "Role": "dr"}


@behaviour
def security_group_rules_keep_their_description(aws: World) -> None:
    ec2 = aws("ec2")
    vpc, _ = aws.vpc()
    group = ec2.create_security_group(GroupName=unique(), Description="d", VpcId=vpc)["GroupId"]
    port = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443}
    source = {"GroupId": group, "Description": "from the tasks"}
    ec2.authorize_security_group_ingress(
        GroupId=group, IpPermissions=[{**port, "UserIdGroupPairs": [source]}]
    )
    rules = ec2.describe_security_group_rules(Filters=[{"Name": "group-id", "Values": [group]}])
    (rule,) = [each for each in rules["SecurityGroupRules"] if not each["IsEgress"]]
    assert rule["Description"] == "from the tasks"
    assert rule["ReferencedGroupInfo"]["GroupId"] == group
    ec2.modify_security_group_rules(
        GroupId=group,
        SecurityGroupRules=[
            {
                "SecurityGroupRuleId": rule["SecurityGroupRuleId"],
                "SecurityGroupRule": {
                    **port,
                    "ReferencedGroupId": group,
                    "Description": "changed",
                },
            }
        ],
    )
    rules = ec2.describe_security_group_rules(SecurityGroupRuleIds=[rule["SecurityGroupRuleId"]])
    assert rules["SecurityGroupRules"][0]["Description"] == "changed"


@behaviour
def both_ends_of_a_peering_have_tags_of_their_own(aws: World) -> None:
    vpc, _ = aws.vpc()
    peer, _ = aws.vpc(THERE, "10.8.0.0/16")
    tags = [{"ResourceType": "vpc-peering-connection", "Tags": [{"Key": "Role", "Value": "a"}]}]
    identity = aws("ec2").create_vpc_peering_connection(
        VpcId=vpc, PeerVpcId=peer, PeerRegion=THERE, TagSpecifications=tags
    )["VpcPeeringConnection"]["VpcPeeringConnectionId"]
    for region, expected in ((HERE, [{"Key": "Role", "Value": "a"}]), (THERE, [])):
        seen = aws("ec2", region).describe_vpc_peering_connections(
            VpcPeeringConnectionIds=[identity]
        )
        assert seen["VpcPeeringConnections"][0].get("Tags", []) == expected


@behaviour
def a_flow_log_is_written_to_the_group_that_an_arn_names(aws: World) -> None:
    ec2, group, (vpc, _) = aws("ec2"), unique(), aws.vpc()
    aws("logs").create_log_group(logGroupName=group)
    (made,) = ec2.create_flow_logs(
        ResourceIds=[vpc], ResourceType="VPC", TrafficType="ALL",
        LogDestination=f"arn:aws:logs:{HERE}:123456789012:log-group:{group}",
        DeliverLogsPermissionArn=aws.role("vpc-flow-logs.amazonaws.com", "logs:*"),
    )["FlowLogIds"]  # fmt: skip
    (found,) = ec2.describe_flow_logs(FlowLogIds=[made])["FlowLogs"]
    assert found["DeliverLogsStatus"] == "SUCCESS"


@behaviour
def a_deleted_vpc_leaves_no_network_acl(aws: World) -> None:
    ec2 = aws("ec2", "eu-north-1")
    before = len(ec2.describe_network_acls()["NetworkAcls"])
    vpc = ec2.create_vpc(CidrBlock="10.7.0.0/16")["Vpc"]["VpcId"]
    ec2.delete_vpc(VpcId=vpc)
    assert len(ec2.describe_network_acls()["NetworkAcls"]) == before


@behaviour
def a_deleted_nat_gateway_leaves_no_network_interface(aws: World) -> None:
    ec2 = aws("ec2")
    _, (subnet, _) = aws.vpc()
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    gateway = ec2.create_nat_gateway(SubnetId=subnet, AllocationId=address)["NatGateway"]
    there = [{"Name": "subnet-id", "Values": [subnet]}]
    assert len(ec2.describe_network_interfaces(Filters=there)["NetworkInterfaces"]) == 1
    ec2.delete_nat_gateway(NatGatewayId=gateway["NatGatewayId"])
    assert ec2.describe_network_interfaces(Filters=there)["NetworkInterfaces"] == []


@behaviour
def protected_load_balancers_cannot_be_deleted(aws: World) -> None:
    elb = aws("elbv2")
    _, subnets = aws.vpc()
    (balancer,) = elb.create_load_balancer(Name=unique(), Subnets=subnets)["LoadBalancers"]
    arn = balancer["LoadBalancerArn"]

    def protect(value: str) -> None:
        attribute = {"Key": "deletion_protection.enabled", "Value": value}
        elb.modify_load_balancer_attributes(LoadBalancerArn=arn, Attributes=[attribute])

    protect("true")
    refused(elb.delete_load_balancer, "OperationNotPermitted", LoadBalancerArn=arn)
    protect("false")
    elb.delete_load_balancer(LoadBalancerArn=arn)


@behaviour
def tasks_that_run_are_healthy_behind_their_load_balancer(aws: World) -> None:
    elb, ecs, name = aws("elbv2"), aws("ecs"), unique()
    vpc, subnets = aws.vpc()
    (balancer,) = elb.create_load_balancer(Name=name, Subnets=subnets)["LoadBalancers"]
    group = elb.create_target_group(
        Name=name, VpcId=vpc, Protocol="HTTP", Port=80, TargetType="ip"
    )["TargetGroups"][0]["TargetGroupArn"]
    elb.create_listener(
        LoadBalancerArn=balancer["LoadBalancerArn"], Protocol="HTTP", Port=80,
        DefaultActions=[{"Type": "forward", "TargetGroupArn": group}],
    )  # fmt: skip
    behind = {"targetGroupArn": group, "containerName": "app", "containerPort": 80}
    cluster, service = aws.service(desiredCount=2, loadBalancers=[behind])
    states = elb.describe_target_health(TargetGroupArn=group)["TargetHealthDescriptions"]
    assert [each["TargetHealth"]["State"] for each in states] == ["healthy", "healthy"]
    ecs.update_service(cluster=cluster, service=service, desiredCount=0)
    assert elb.describe_target_health(TargetGroupArn=group)["TargetHealthDescriptions"] == []


@behaviour
def dashboards_are_seen_in_every_region(aws: World) -> None:
    name = unique()
    aws("cloudwatch").put_dashboard(DashboardName=name, DashboardBody='{"widgets": []}')
    assert aws("cloudwatch", THERE).get_dashboard(DashboardName=name)["DashboardName"] == name
    newer = '{"widgets": [], "start": "-PT1H"}'
    aws("cloudwatch", THERE).put_dashboard(DashboardName=name, DashboardBody=newer)
    assert aws("cloudwatch").get_dashboard(DashboardName=name)["DashboardBody"] == newer


@behaviour
def services_say_what_they_were_told(aws: World) -> None:
    told: dict[str, Any] = {
        "availabilityZoneRebalancing": "ENABLED",
        "enableECSManagedTags": True,
        "enableExecuteCommand": True,
        "healthCheckGracePeriodSeconds": 60,
    }
    breaker = {"deploymentCircuitBreaker": {"enable": True, "rollback": True}}
    cluster, name = aws.service(desiredCount=1, deploymentConfiguration=breaker, **told)
    (read,) = aws("ecs").describe_services(cluster=cluster, services=[name])["services"]
    assert {key: read.get(key) for key in told} == told
    assert read["deploymentConfiguration"] == breaker
    aws("ecs").update_service(cluster=cluster, service=name, healthCheckGracePeriodSeconds=90)
    (read,) = aws("ecs").describe_services(cluster=cluster, services=[name])["services"]
    assert read["healthCheckGracePeriodSeconds"] == 90


@behaviour
def services_run_what_is_desired(aws: World) -> None:
    cluster, name = aws.service(desiredCount=2)
    (read,) = aws("ecs").describe_services(cluster=cluster, services=[name])["services"]
    assert (read["runningCount"], read["pendingCount"]) == (2, 0)
    assert read["deployments"][0]["rolloutState"] == "COMPLETED"


@behaviour
def keys_have_a_rotation_period(aws: World) -> None:
    kms, key = aws("kms"), aws.key()
    kms.enable_key_rotation(KeyId=key, RotationPeriodInDays=180)
    assert kms.get_key_rotation_status(KeyId=key)["RotationPeriodInDays"] == 180
    kms.disable_key_rotation(KeyId=key)
    assert kms.get_key_rotation_status(KeyId=key)["KeyRotationEnabled"] is False


@behaviour
def instances_say_where_their_insights_are_kept(aws: World) -> None:
    _, writer, _ = aws.global_database()
    key = aws.key()
    instance = aws("rds").create_db_instance(
        DBInstanceIdentifier=unique(), DBClusterIdentifier=writer, Engine="aurora-postgresql",
        DBInstanceClass="db.r6g.large", EnablePerformanceInsights=True,
        PerformanceInsightsKMSKeyId=key,
    )["DBInstance"]  # fmt: skip
    assert instance["PerformanceInsightsEnabled"] is True
    assert instance["PerformanceInsightsKMSKeyId"] == key
    assert instance["PerformanceInsightsRetentionPeriod"] == 7
    assert instance["CACertificateIdentifier"] == "rds-ca-rsa2048-g1"


@behaviour
def clusters_without_serverless_scaling_report_none(aws: World) -> None:
    _, writer, _ = aws.global_database()
    (cluster,) = aws("rds").describe_db_clusters(DBClusterIdentifier=writer)["DBClusters"]
    assert "ScalingConfigurationInfo" not in cluster


@behaviour
def parameter_groups_say_what_a_user_has_set(aws: World) -> None:
    rds, name = aws("rds"), unique()
    rds.create_db_parameter_group(
        DBParameterGroupName=name, DBParameterGroupFamily="aurora-postgresql17", Description="d"
    )
    rds.modify_db_parameter_group(
        DBParameterGroupName=name,
        Parameters=[
            {"ParameterName": "log_locks", "ParameterValue": "1", "ApplyMethod": "immediate"}
        ],
    )
    (parameter,) = rds.describe_db_parameters(DBParameterGroupName=name)["Parameters"]
    assert parameter["Source"] == "user"
    rds.reset_db_parameter_group(DBParameterGroupName=name, ResetAllParameters=True)
    assert rds.describe_db_parameters(DBParameterGroupName=name)["Parameters"] == []


@behaviour
def engine_versions_are_those_of_the_catalogue(aws: World) -> None:
    def found(**wanted: Any) -> list[str]:
        answer = aws("rds").describe_db_engine_versions(Engine="aurora-postgresql", **wanted)
        assert all(each["SupportsGlobalDatabases"] for each in answer["DBEngineVersions"])
        return [each["EngineVersion"] for each in answer["DBEngineVersions"]]

    assert found(EngineVersion="17.7") == ["17.7"]
    assert found(EngineVersion="17.1") == []
    assert found(DefaultOnly=True) == ["17.7"]
    assert "17.7" in found(EngineVersion="17")
    assert found(EngineVersion="1") == []

    (mysql,) = aws("rds").describe_db_engine_versions(Engine="aurora-mysql", DefaultOnly=True)[
        "DBEngineVersions"
    ]
    assert mysql["EngineVersion"] == "8.0.mysql_aurora.3.10.6"
    assert mysql["DBParameterGroupFamily"] == "aurora-mysql8.0"
    assert mysql["ExportableLogTypes"] == ["audit", "error", "general", "slowquery"]


@behaviour
def classes_are_those_that_a_version_is_offered_with(aws: World) -> None:
    def offered(instance_class: str, version: str) -> list[tuple[str, bool, bool]]:
        answer = aws("rds").describe_orderable_db_instance_options(
            Engine="aurora-mysql", EngineVersion=version, DBInstanceClass=instance_class
        )
        return [
            (
                each["StorageType"],
                each["SupportsGlobalDatabases"],
                each["SupportsPerformanceInsights"],
            )
            for each in answer["OrderableDBInstanceOptions"]
        ]

    twice = [("aurora", True, True), ("aurora-iopt1", True, True)]
    assert offered("db.r6g.large", "8.0.mysql_aurora.3.10.6") == twice
    assert offered("db.serverless", "8.4.mysql_aurora.8.4.8") == twice
    assert offered("db.t3.medium", "8.0.mysql_aurora.3.10.6")[0] == ("aurora", False, False)
    assert offered("db.r6g.large", "8.0.mysql_aurora.1.0.0") == []
    assert offered("db.m1.small", "8.0.mysql_aurora.3.10.6") == []


@behaviour
def what_does_not_fit_the_engine_is_refused(aws: World) -> None:
    rds, name = aws("rds"), unique()
    rds.create_db_cluster_parameter_group(
        DBClusterParameterGroupName=name,
        DBParameterGroupFamily="aurora-mysql8.4",
        Description="d",
    )
    mysql = {
        "DBClusterIdentifier": name,
        "Engine": "aurora-mysql",
        "EngineVersion": "8.0.mysql_aurora.3.10.6",
        "MasterUsername": "boss",
        "MasterUserPassword": "first-password",
    }
    create = rds.create_db_cluster
    wrong = "InvalidParameterCombination"
    refused(create, wrong, **mysql, DBClusterParameterGroupName=name)
    refused(create, wrong, **mysql, EnableCloudwatchLogsExports=["postgresql"])
    create(**mysql, EnableCloudwatchLogsExports=["audit", "slowquery"])
    instance = {
        "DBInstanceIdentifier": name,
        "DBClusterIdentifier": name,
        "Engine": "aurora-mysql",
        "DBInstanceClass": "db.serverless",
    }
    refused(rds.create_db_instance, "InvalidDBClusterStateFault", **instance)
    capacity = {"MinCapacity": 2, "MaxCapacity": 16}
    rds.modify_db_cluster(DBClusterIdentifier=name, ServerlessV2ScalingConfiguration=capacity)
    rds.create_db_instance(**instance)
    (cluster,) = rds.describe_db_clusters(DBClusterIdentifier=name)["DBClusters"]
    assert cluster["ServerlessV2ScalingConfiguration"] == capacity


@behaviour
def global_clusters_keep_their_database_name_and_tags(aws: World) -> None:
    name, _, _ = aws.global_database()
    described = aws("rds", THERE).describe_global_clusters(GlobalClusterIdentifier=name)
    (cluster,) = [
        each for each in described["GlobalClusters"] if each["GlobalClusterIdentifier"] == name
    ]
    assert cluster["DatabaseName"] == "orders"
    assert cluster["TagList"] == [{"Key": "Team", "Value": "trading"}]


@behaviour
def global_clusters_can_be_protected(aws: World) -> None:
    rds, name = aws("rds"), unique()
    rds.create_global_cluster(
        GlobalClusterIdentifier=name, Engine="aurora-postgresql", DeletionProtection=True
    )
    refused(rds.delete_global_cluster, "InvalidParameterCombination", GlobalClusterIdentifier=name)
    rds.modify_global_cluster(GlobalClusterIdentifier=name, DeletionProtection=False)
    rds.delete_global_cluster(GlobalClusterIdentifier=name)


@behaviour
def readers_say_where_they_replicate_from(aws: World) -> None:
    _, writer, reader = aws.global_database()
    (read,) = aws("rds", THERE).describe_db_clusters(DBClusterIdentifier=reader)["DBClusters"]
    assert read["ReplicationSourceIdentifier"].endswith(f":{writer}")


@behaviour
def a_cluster_cannot_join_a_global_cluster_that_is_not_there(aws: World) -> None:
    refused(
        aws("rds").create_db_cluster, "GlobalClusterNotFoundFault", DBClusterIdentifier=unique(),
        Engine="aurora-postgresql", GlobalClusterIdentifier=unique(),
    )  # fmt: skip


@behaviour
def global_clusters_are_taken_apart_in_order(aws: World) -> None:
    name, writer, reader = aws.global_database()
    here, there = aws("rds"), aws("rds", THERE)
    arns = {
        each: client.describe_db_clusters(DBClusterIdentifier=each)["DBClusters"][0]["DBClusterArn"]
        for client, each in ((here, writer), (there, reader))
    }
    refused(there.delete_db_cluster, "InvalidDBClusterStateFault", DBClusterIdentifier=reader)
    refused(
        here.remove_from_global_cluster, "InvalidGlobalClusterStateFault",
        GlobalClusterIdentifier=name, DbClusterIdentifier=arns[writer],
    )  # fmt: skip
    for client, each in ((there, reader), (here, writer)):
        client.remove_from_global_cluster(
            GlobalClusterIdentifier=name, DbClusterIdentifier=arns[each]
        )
        client.delete_db_cluster(DBClusterIdentifier=each, SkipFinalSnapshot=True)
    here.delete_global_cluster(GlobalClusterIdentifier=name)


@behaviour
def clusters_know_their_password(aws: World) -> None:
    _, writer, _ = aws.global_database()
    (cluster,) = aws("rds").describe_db_clusters(DBClusterIdentifier=writer)["DBClusters"]
    arn = cluster["DBClusterArn"]
    assert aws.emulator.accepts_login(arn, "first-password")
    aws("rds").modify_db_cluster(DBClusterIdentifier=writer, MasterUserPassword="second-password")
    assert not aws.emulator.accepts_login(arn, "first-password")
    assert aws.emulator.accepts_login(arn, "second-password")


@behaviour
def proxies_have_endpoints_for_readers(aws: World) -> None:
    rds, name = aws("rds"), unique()
    _, subnets = aws.vpc()
    rds.create_db_proxy(
        DBProxyName=name, EngineFamily="POSTGRESQL", VpcSubnetIds=subnets, RequireTLS=False,
        RoleArn=aws.role("rds.amazonaws.com"), Auth=[{"AuthScheme": "SECRETS"}],
    )  # fmt: skip
    made = rds.create_db_proxy_endpoint(
        DBProxyName=name, DBProxyEndpointName=f"{name}-ro", VpcSubnetIds=subnets,
        TargetRole="READ_ONLY", Tags=[{"Key": "Role", "Value": "dr"}],
    )["DBProxyEndpoint"]  # fmt: skip
    assert made["TargetRole"] == "READ_ONLY"
    tags = rds.list_tags_for_resource(ResourceName=made["DBProxyEndpointArn"])
    assert tags["TagList"] == [{"Key": "Role", "Value": "dr"}]
    assert rds.modify_db_proxy(DBProxyName=name, RequireTLS=True)["DBProxy"]["RequireTLS"] is True
    rds.delete_db_proxy(DBProxyName=name)
    refused(
        rds.describe_db_proxy_endpoints, "DBProxyEndpointNotFoundFault",
        DBProxyEndpointName=f"{name}-ro",
    )  # fmt: skip


@behaviour
def health_checks_can_follow_an_alarm(aws: World) -> None:
    config = {
        "Type": "CLOUDWATCH_METRIC",
        "AlarmIdentifier": {"Region": HERE, "Name": "alarm"},
        "InsufficientDataHealthStatus": "Healthy",
    }
    made = aws("route53").create_health_check(CallerReference=unique(), HealthCheckConfig=config)[
        "HealthCheck"
    ]
    read = aws("route53").get_health_check(HealthCheckId=made["Id"])["HealthCheck"]
    kept = read["HealthCheckConfig"]
    assert {name: kept.get(name) for name in config} == config
    assert "RequestInterval" not in kept


@behaviour
def replication_rules_are_kept_whole(aws: World) -> None:
    source, target = aws.bucket(), aws.bucket(THERE)
    rule = {
        "ID": "all",
        "Priority": 1,
        "Status": "Enabled",
        "Filter": {"Prefix": "orders/"},
        "DeleteMarkerReplication": {"Status": "Enabled"},
        "SourceSelectionCriteria": {"SseKmsEncryptedObjects": {"Status": "Enabled"}},
        "Destination": {
            "Bucket": f"arn:aws:s3:::{target}",
            "EncryptionConfiguration": {"ReplicaKmsKeyID": "key"},
            "ReplicationTime": {"Status": "Enabled", "Time": {"Minutes": 15}},
            "Metrics": {"Status": "Enabled", "EventThreshold": {"Minutes": 15}},
        },
    }
    aws("s3").put_bucket_replication(
        Bucket=source, ReplicationConfiguration={"Role": "role", "Rules": [rule]}
    )
    read = aws("s3").get_bucket_replication(Bucket=source)["ReplicationConfiguration"]
    assert read["Rules"] == [rule]


@behaviour
def replication_needs_versions_at_its_destination(aws: World) -> None:
    source, target = aws.bucket(), aws.bucket(THERE, versioned=False)
    rule = {
        "Status": "Enabled",
        "Priority": 1,
        "Filter": {"Prefix": ""},
        "DeleteMarkerReplication": {"Status": "Enabled"},
        "Destination": {"Bucket": f"arn:aws:s3:::{target}"},
    }
    refused(
        aws("s3").put_bucket_replication, "InvalidRequest", Bucket=source,
        ReplicationConfiguration={"Role": "role", "Rules": [rule]},
    )  # fmt: skip


def _delivering(aws: World) -> dict[str, Any]:
    """Make a bucket, a key, a log group and a role, and say of what trail they may serve."""
    name, account = unique(), aws("sts").get_caller_identity()["Account"]
    trail = f"arn:aws:cloudtrail:{HERE}:{account}:trail/{name}"
    service = {"Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"}}
    condition = {"StringEquals": {"aws:SourceArn": trail}}
    acl = {"s3:x-amz-acl": "bucket-owner-full-control"}

    def document(*statements: dict[str, Any]) -> str:
        return json.dumps({"Version": "2012-10-17", "Statement": statements})

    bucket = aws.bucket()
    arn = f"arn:aws:s3:::{bucket}"
    aws("s3").put_bucket_policy(
        Bucket=bucket,
        Policy=document(
            {**service, "Action": "s3:GetBucketAcl", "Resource": arn, "Condition": condition},
            {
                **service, "Action": "s3:PutObject", "Resource": f"{arn}/AWSLogs/{account}/*",
                "Condition": {"StringEquals": {**condition["StringEquals"], **acl}},
            },
        ),
    )  # fmt: skip
    context = {
        "kms:EncryptionContext:aws:cloudtrail:arn": f"arn:aws:cloudtrail:*:{account}:trail/{name}"
    }
    owner = {"Principal": {"AWS": f"arn:aws:iam::{account}:root"}, "Action": "kms:*"}
    key = aws("kms").create_key(
        Policy=document(
            {"Effect": "Allow", "Resource": "*", **owner},
            {
                **service, "Action": "kms:GenerateDataKey*", "Resource": "*",
                "Condition": {**condition, "StringLike": context},
            },
        )
    )["KeyMetadata"]["Arn"]  # fmt: skip
    aws("logs").create_log_group(logGroupName=name)
    group = f"arn:aws:logs:{HERE}:{account}:log-group:{name}"
    role = aws.role(
        "cloudtrail.amazonaws.com", "logs:PutLogEvents",
        on=f"{group}:log-stream:{account}_CloudTrail_{HERE}*",
    )  # fmt: skip
    return {
        "Name": name, "S3BucketName": bucket, "KmsKeyId": key, "IsMultiRegionTrail": True,
        "CloudWatchLogsLogGroupArn": f"{group}:*", "CloudWatchLogsRoleArn": role,
    }  # fmt: skip


@behaviour
def trails_need_a_bucket_that_lets_them_write(aws: World) -> None:
    settings, create = _delivering(aws), aws("cloudtrail").create_trail
    others = {**settings, "S3BucketName": _delivering(aws)["S3BucketName"]}
    refused(create, "InsufficientS3BucketPolicyException", **others)
    refused(
        create, "InsufficientS3BucketPolicyException", **{**settings, "S3BucketName": aws.bucket()}
    )
    assert create(**settings)["S3BucketName"] == settings["S3BucketName"]
    aws("cloudtrail").delete_trail(Name=settings["Name"])  # a region has five at most


@behaviour
def trails_need_a_key_that_lets_them_encrypt(aws: World) -> None:
    settings, create = _delivering(aws), aws("cloudtrail").create_trail
    others = {**settings, "KmsKeyId": _delivering(aws)["KmsKeyId"]}
    refused(create, "InsufficientEncryptionPolicyException", **others)
    refused(create, "InsufficientEncryptionPolicyException", **{**settings, "KmsKeyId": aws.key()})
    assert create(**settings)["KmsKeyId"] == settings["KmsKeyId"]
    aws("cloudtrail").delete_trail(Name=settings["Name"])


@behaviour
def trails_need_a_role_that_writes_to_their_log_group(aws: World) -> None:
    settings, create = _delivering(aws), aws("cloudtrail").create_trail
    role = settings["CloudWatchLogsRoleArn"].rpartition("/")[2]
    aws("iam").delete_role_policy(RoleName=role, PolicyName="may")
    refused(create, "InvalidCloudWatchLogsRoleArnException", **settings)
    assert settings["Name"] not in [
        trail["Name"] for trail in aws("cloudtrail").describe_trails()["trailList"]
    ]


@behaviour
def trails_are_found_and_deleted_by_their_arn(aws: World) -> None:
    cloudtrail = aws("cloudtrail")
    kept, gone = (cloudtrail.create_trail(**_delivering(aws))["TrailARN"] for _ in range(2))

    def found(*arns: str) -> list[str]:
        described = cloudtrail.describe_trails(trailNameList=list(arns))["trailList"]
        return [trail["TrailARN"] for trail in described]

    assert found(kept) == [kept]
    cloudtrail.delete_trail(Name=gone)
    assert found(kept, gone) == [kept]


@behaviour
def trails_record_what_was_chosen_last(aws: World) -> None:
    cloudtrail = aws("cloudtrail")
    name = cloudtrail.create_trail(**_delivering(aws))["Name"]
    data = {
        "Name": "Data",
        "FieldSelectors": [
            {"Field": "eventCategory", "Equals": ["Data"]},
            {"Field": "resources.type", "Equals": ["AWS::S3::Object"]},
        ],
    }
    cloudtrail.put_event_selectors(TrailName=name, AdvancedEventSelectors=[data])
    cloudtrail.put_event_selectors(TrailName=name, EventSelectors=[{"ReadWriteType": "All"}])
    read = cloudtrail.get_event_selectors(TrailName=name)
    assert not read.get("AdvancedEventSelectors")

    rates, errors = ({"InsightType": f"Api{each}RateInsight"} for each in ("Call", "Error"))
    for chosen in ([rates, errors], [rates]):
        cloudtrail.put_insight_selectors(TrailName=name, InsightSelectors=chosen)
    assert cloudtrail.get_insight_selectors(TrailName=name)["InsightSelectors"] == [rates]


def _recording(aws: World) -> tuple[Any, str]:
    """Make a recorder in a region where nothing else makes one, and return its client and name."""
    config, name = aws("config"), unique()
    for known in config.describe_configuration_recorders()["ConfigurationRecorders"]:
        config.delete_configuration_recorder(ConfigurationRecorderName=known["name"])
    config.put_configuration_recorder(
        ConfigurationRecorder={"name": name, "roleARN": aws.role("config.amazonaws.com")}
    )
    return config, name


@behaviour
def config_delivers_to_a_bucket_that_lets_it(aws: World) -> None:
    config, name = _recording(aws)
    bucket, account = aws.bucket(), aws("sts").get_caller_identity()["Account"]
    channel = {"name": name, "s3BucketName": bucket, "s3KeyPrefix": "config"}
    refused(
        config.put_delivery_channel, "InsufficientDeliveryPolicyException", DeliveryChannel=channel
    )
    common = {
        "Effect": "Allow", "Principal": {"Service": "config.amazonaws.com"},
        "Condition": {"StringEquals": {"aws:SourceAccount": account}},
    }  # fmt: skip
    arn = f"arn:aws:s3:::{bucket}"
    written = f"{arn}/config/AWSLogs/{account}/Config/*"
    policy = {
        "Version": "2012-10-17",
        "Statement": [
            {**common, "Action": ["s3:GetBucketAcl", "s3:ListBucket"], "Resource": arn},
            {**common, "Action": "s3:PutObject", "Resource": written},
        ],
    }
    aws("s3").put_bucket_policy(Bucket=bucket, Policy=json.dumps(policy))
    config.put_delivery_channel(DeliveryChannel=channel)
    (read,) = config.describe_delivery_channels(DeliveryChannelNames=[name])["DeliveryChannels"]
    assert read["s3KeyPrefix"] == "config"


@behaviour
def a_region_has_one_detector_with_features_of_its_own(aws: World) -> None:
    guardduty = aws("guardduty")
    detector = guardduty.create_detector(Enable=True)["DetectorId"]
    refused(guardduty.create_detector, "BadRequestException", Enable=True)
    for name in ("S3_DATA_EVENTS", "RDS_LOGIN_EVENTS"):
        guardduty.update_detector(
            DetectorId=detector, Features=[{"Name": name, "Status": "ENABLED"}]
        )
    read = guardduty.get_detector(DetectorId=detector)
    assert {feature["Name"] for feature in read["Features"]} == {
        "S3_DATA_EVENTS", "RDS_LOGIN_EVENTS",
    }  # fmt: skip
    assert read["Status"] == "ENABLED"


@behaviour
def security_hub_judges_by_standards(aws: World) -> None:
    hub, standard = aws("securityhub"), f"arn:aws:securityhub:{HERE}::standards/pci-dss/v/4.0.1"
    hub.enable_security_hub(EnableDefaultStandards=False)
    hub.update_security_hub_configuration(AutoEnableControls=False)
    assert hub.describe_hub()["AutoEnableControls"] is False

    (made,) = hub.batch_enable_standards(
        StandardsSubscriptionRequests=[{"StandardsArn": standard}]
    )["StandardsSubscriptions"]
    (read,) = hub.get_enabled_standards()["StandardsSubscriptions"]
    assert (read["StandardsArn"], read["StandardsStatus"]) == (standard, "READY")

    hub.batch_disable_standards(StandardsSubscriptionArns=[made["StandardsSubscriptionArn"]])
    assert hub.get_enabled_standards()["StandardsSubscriptions"] == []


def _locked(aws: World, region: str = HERE) -> str:
    bucket = aws.bucket(region)
    _lock(aws, bucket, {"DefaultRetention": {"Mode": "GOVERNANCE", "Days": 1}}, region)
    return bucket


def _lock(aws: World, bucket: str, rule: dict[str, Any] | None, region: str = HERE) -> None:
    lock = {"ObjectLockEnabled": "Enabled"} | ({"Rule": rule} if rule else {})
    aws("s3", region).put_object_lock_configuration(Bucket=bucket, ObjectLockConfiguration=lock)


@behaviour
def the_retention_of_a_bucket_in_use_can_be_taken_away(aws: World) -> None:
    s3, bucket = aws("s3"), _locked(aws)
    kept = s3.put_object(Bucket=bucket, Key="entry", Body=b"1")["VersionId"]
    _lock(aws, bucket, None)
    read = s3.get_object_lock_configuration(Bucket=bucket)["ObjectLockConfiguration"]
    assert read == {"ObjectLockEnabled": "Enabled"}
    free = s3.put_object(Bucket=bucket, Key="entry", Body=b"2")["VersionId"]
    s3.delete_object(Bucket=bucket, Key="entry", VersionId=free)
    refused(s3.delete_object, "AccessDenied", Bucket=bucket, Key="entry", VersionId=kept)


@behaviour
def a_bucket_with_a_lock_keeps_versions(aws: World) -> None:
    refused(
        aws("s3").put_bucket_versioning, "InvalidBucketState", Bucket=_locked(aws),
        VersioningConfiguration={"Status": "Suspended"},
    )  # fmt: skip


@behaviour
def a_policy_can_forbid_to_pass_a_lock(aws: World) -> None:
    s3, bucket = aws("s3"), _locked(aws)
    version = s3.put_object(Bucket=bucket, Key="entry", Body=b"1")["VersionId"]
    refusal = {
        "Effect": "Deny", "Principal": {"AWS": "*"}, "Action": "s3:BypassGovernanceRetention",
        "Resource": f"arn:aws:s3:::{bucket}/*",
    }  # fmt: skip
    document = {"Version": "2012-10-17", "Statement": [refusal]}
    s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps(document))
    passing = {"Bucket": bucket, "Key": "entry", "VersionId": version}
    refused(s3.delete_object, "AccessDenied", **passing, BypassGovernanceRetention=True)
    s3.delete_bucket_policy(Bucket=bucket)
    s3.delete_object(**passing, BypassGovernanceRetention=True)
    assert "Versions" not in s3.list_object_versions(Bucket=bucket)


@behaviour
def a_bucket_with_a_lock_is_copied_only_to_one_with_a_lock(aws: World) -> None:
    def copy_to(target: str) -> None:
        rule = {
            "Status": "Enabled", "Priority": 1, "Filter": {"Prefix": ""},
            "DeleteMarkerReplication": {"Status": "Enabled"},
            "Destination": {"Bucket": f"arn:aws:s3:::{target}"},
        }  # fmt: skip
        aws("s3").put_bucket_replication(
            Bucket=source, ReplicationConfiguration={"Role": "role", "Rules": [rule]}
        )

    source = _locked(aws)
    refused(copy_to, "InvalidRequest", target=aws.bucket(THERE))
    copy_to(_locked(aws, THERE))


@behaviour
def buckets_say_that_they_send_events(aws: World) -> None:
    bucket = aws.bucket()
    aws("s3").put_bucket_notification_configuration(
        Bucket=bucket, NotificationConfiguration={"EventBridgeConfiguration": {}}
    )
    read = aws("s3").get_bucket_notification_configuration(Bucket=bucket)
    assert "EventBridgeConfiguration" in read


@behaviour
def an_object_calls_rules_that_ask_for_it_and_no_schedule(aws: World) -> None:
    def queue_of(**rule: str) -> str:
        name = unique()
        arn = f"arn:aws:sqs:{HERE}:123456789012:{name}"
        lets_in = policy({
            "Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"},
            "Action": "sqs:SendMessage", "Resource": arn,
        })  # fmt: skip
        url: str = aws("sqs").create_queue(QueueName=name, Attributes={"Policy": lets_in})[
            "QueueUrl"
        ]
        aws("events").put_rule(Name=name, **rule)
        target = {"Id": "queue", "Arn": arn}
        aws("events").put_targets(Rule=name, Targets=[target])
        return url

    asks = queue_of(EventPattern='{"source": ["aws.s3"], "detail-type": ["Object Created"]}')
    schedule = queue_of(ScheduleExpression="rate(1 minute)")
    bucket = aws.bucket()
    aws("s3").put_bucket_notification_configuration(
        Bucket=bucket, NotificationConfiguration={"EventBridgeConfiguration": {}}
    )
    aws("s3").put_object(Bucket=bucket, Key="a", Body=b"1")

    assert len(aws("sqs").receive_message(QueueUrl=asks)["Messages"]) == 1
    assert "Messages" not in aws("sqs").receive_message(QueueUrl=schedule)


@behaviour
def versions_can_be_deleted_after_versioning_was_suspended(aws: World) -> None:
    s3, bucket = aws("s3"), aws.bucket()
    s3.put_object(Bucket=bucket, Key="state", Body=b"1")
    s3.put_object(Bucket=bucket, Key="state", Body=b"2")
    s3.delete_object(Bucket=bucket, Key="state")
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Suspended"})

    def left() -> list[str]:
        listed = s3.list_object_versions(Bucket=bucket)
        found = [*listed.get("Versions", []), *listed.get("DeleteMarkers", [])]
        return [version["VersionId"] for version in found]

    for version in left():
        before = len(left())
        s3.delete_objects(
            Bucket=bucket, Delete={"Objects": [{"Key": "state", "VersionId": version}]}
        )
        assert len(left()) == before - 1
    s3.delete_bucket(Bucket=bucket)


def _policy(aws: World, bucket: str, *, principal: object) -> None:
    refusal = {
        "Effect": "Deny", "Principal": principal, "Action": "s3:*",
        "Resource": [f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }  # fmt: skip
    grant = {
        "Effect": "Allow", "Principal": {"Service": ["logging.s3.amazonaws.com"]},
        "Action": "s3:PutObject", "Resource": f"arn:aws:s3:::{bucket}/access/*",
    }  # fmt: skip
    document = {"Version": "2012-10-17", "Statement": [refusal, grant]}
    aws("s3").put_bucket_policy(Bucket=bucket, Policy=json.dumps(document))


@behaviour
def buckets_that_demand_tls_can_be_used(aws: World) -> None:
    bucket = aws.bucket()
    _policy(aws, bucket, principal={"AWS": "*"})
    aws("s3").put_object(Bucket=bucket, Key="state", Body=b"{}")
    assert aws("s3").get_object(Bucket=bucket, Key="state")["Body"].read() == b"{}"


@behaviour
def access_logs_go_where_the_policy_lets_them(aws: World) -> None:
    source, logs = aws.bucket(), aws.bucket()
    _policy(aws, logs, principal="*")

    def log_to(prefix: str) -> None:
        enabled = {"TargetBucket": logs, "TargetPrefix": prefix}
        aws("s3").put_bucket_logging(Bucket=source, BucketLoggingStatus={"LoggingEnabled": enabled})

    refused(log_to, "InvalidTargetBucketForLogging", prefix="elsewhere/")
    log_to("access/")
    read = aws("s3").get_bucket_logging(Bucket=source)["LoggingEnabled"]
    assert read["TargetPrefix"] == "access/"


@behaviour
def replicas_of_secrets_have_their_own_key(aws: World) -> None:
    name, key = unique(), aws.key(THERE)
    made = aws("secretsmanager").create_secret(
        Name=name, SecretString="s", AddReplicaRegions=[{"Region": THERE, "KmsKeyId": key}]
    )
    assert made["ReplicationStatus"][0]["KmsKeyId"] == key
    replica = aws("secretsmanager", THERE)
    assert replica.describe_secret(SecretId=name)["KmsKeyId"] == key
    assert replica.get_secret_value(SecretId=name)["SecretString"] == "s"


_ROTATION = """
import boto3, json, os
secrets = boto3.client("secretsmanager")
def handler(event, context):
    secret, version, step = event["SecretId"], event["ClientRequestToken"], event["Step"]
    assert secret.startswith("arn:")
    if os.environ.get("FAILS_AT") == step:
        raise RuntimeError(step)
    if step == "createSecret":
        secrets.put_secret_value(SecretId=secret, ClientRequestToken=version,
                                 SecretString="new", VersionStages=["AWSPENDING"])
    if step == "finishSecret":
        stages = secrets.describe_secret(SecretId=secret)["VersionIdsToStages"]
        current = next(v for v, names in stages.items() if "AWSCURRENT" in names)
        secrets.update_secret_version_stage(SecretId=secret, VersionStage="AWSCURRENT",
                                            MoveToVersionId=version, RemoveFromVersionId=current)
"""


def _rotated(aws: World, *, fails_at: str = "", now: bool = True) -> tuple[str, dict[str, Any]]:
    secrets, name = aws("secretsmanager"), unique()
    secrets.create_secret(Name=name, SecretString="old")
    function = aws.function(_ROTATION, Environment={"Variables": {"FAILS_AT": fails_at}})
    aws("lambda").add_permission(
        FunctionName=function, StatementId="rotation", Action="lambda:InvokeFunction",
        Principal="secretsmanager.amazonaws.com",
    )  # fmt: skip
    secrets.rotate_secret(
        SecretId=name, RotationLambdaARN=function, RotateImmediately=now,
        RotationRules={"AutomaticallyAfterDays": 30},
    )  # fmt: skip
    return secrets.get_secret_value(SecretId=name)["SecretString"], secrets.describe_secret(
        SecretId=name
    )


@behaviour
def a_rotation_runs_its_function(aws: World) -> None:
    value, described = _rotated(aws)
    assert value == "new"
    assert described["RotationEnabled"]
    stages = sorted(stage for names in described["VersionIdsToStages"].values() for stage in names)
    assert stages == ["AWSCURRENT", "AWSPREVIOUS"]


@behaviour
def a_rotation_that_fails_leaves_the_old_value(aws: World) -> None:
    value, described = _rotated(aws, fails_at="setSecret")
    assert value == "old"
    assert ["AWSPENDING"] in described["VersionIdsToStages"].values()


@behaviour
def testing_a_rotation_leaves_no_version_behind(aws: World) -> None:
    value, described = _rotated(aws, now=False)
    assert value == "old"
    assert list(described["VersionIdsToStages"].values()) == [["AWSCURRENT"]]


_IMAGE = "/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id"


def _group(aws: World, *, size: int | None = 30, **settings: Any) -> tuple[str, str]:
    """Make a group of two instances over two subnets, and return its name and its VPC.

    Without a size, volumes have that of the image.
    """
    name, ec2 = unique(), aws("ec2")
    vpc, subnets = aws.vpc()
    security = ec2.create_security_group(GroupName=name, Description="d", VpcId=vpc)["GroupId"]
    volume = {"VolumeType": "gp3", "Encrypted": True, "KmsKeyId": aws.key()}
    if size is not None:
        volume["VolumeSize"] = size
    ec2.create_launch_template(
        LaunchTemplateName=name,
        TagSpecifications=[
            {"ResourceType": "launch-template", "Tags": [{"Key": "Name", "Value": name}]}
        ],
        LaunchTemplateData={
            "ImageId": f"resolve:ssm:{_IMAGE}", "InstanceType": "m7i.large",
            "MetadataOptions": {"HttpTokens": "required"}, "Monitoring": {"Enabled": True},
            "NetworkInterfaces": [{"DeviceIndex": 0, "Groups": [security]}],
            "BlockDeviceMappings": [{"DeviceName": "/dev/xvda", "Ebs": volume}],
            "TagSpecifications": [
                {"ResourceType": "volume", "Tags": [{"Key": "Team", "Value": "trading"}]}
            ],
        },
    )  # fmt: skip
    aws("autoscaling").create_auto_scaling_group(
        AutoScalingGroupName=name, MinSize=2, MaxSize=4, VPCZoneIdentifier=",".join(subnets),
        LaunchTemplate={"LaunchTemplateName": name, "Version": "1"}, **settings,
    )  # fmt: skip
    return name, vpc


def _described(aws: World, name: str) -> Any:
    (group,) = aws("autoscaling").describe_auto_scaling_groups(AutoScalingGroupNames=[name])[
        "AutoScalingGroups"
    ]
    return group


def _instances(aws: World, name: str) -> list[Any]:
    ids = [each["InstanceId"] for each in _described(aws, name)["Instances"]]
    found = aws("ec2").describe_instances(InstanceIds=ids)["Reservations"]
    return [instance for reservation in found for instance in reservation["Instances"]]


@behaviour
def launch_templates_tag_only_what_they_name(aws: World) -> None:
    name, _ = _group(aws)
    (version,) = aws("ec2").describe_launch_template_versions(LaunchTemplateName=name)[
        "LaunchTemplateVersions"
    ]
    tagged = version["LaunchTemplateData"]["TagSpecifications"]
    assert [each["ResourceType"] for each in tagged] == ["volume"]


@behaviour
def groups_say_what_they_were_told(aws: World) -> None:
    policy = {"MinHealthyPercentage": 100, "MaxHealthyPercentage": 200}
    account = aws.emulator.account_id
    role = f"arn:aws:iam::{account}:role/aws-service-role/autoscaling.amazonaws.com/x"
    settings: dict[str, Any] = {
        "DefaultInstanceWarmup": 120, "MaxInstanceLifetime": 86400, "ServiceLinkedRoleARN": role,
        "InstanceMaintenancePolicy": policy,
    }  # fmt: skip
    name, _ = _group(aws, **settings)
    described = _described(aws, name)
    assert {key: described[key] for key in settings} == settings
    scaling = aws("autoscaling")
    scaling.update_auto_scaling_group(AutoScalingGroupName=name, MaxInstanceLifetime=172800)
    assert _described(aws, name)["MaxInstanceLifetime"] == 172800


@behaviour
def groups_launch_what_their_template_says(aws: World) -> None:
    name, vpc = _group(aws, size=None)
    instances = _instances(aws, name)
    assert len({instance["SubnetId"] for instance in instances}) == 2
    image = aws("ssm").get_parameter(Name=_IMAGE)["Parameter"]["Value"]
    for instance in instances:
        assert instance["ImageId"] == image
        assert instance["MetadataOptions"]["HttpTokens"] == "required"
        assert instance["Monitoring"]["State"] == "enabled"
        (disk,) = [each["Ebs"]["VolumeId"] for each in instance["BlockDeviceMappings"]]
        (volume,) = aws("ec2").describe_volumes(VolumeIds=[disk])["Volumes"]
        assert volume["Encrypted"]
        assert volume["KmsKeyId"]
        assert volume["Tags"] == [{"Key": "Team", "Value": "trading"}]
        (group,) = aws("ec2").describe_security_groups(
            GroupIds=[each["GroupId"] for each in instance["SecurityGroups"]]
        )["SecurityGroups"]
        assert (group["GroupName"], group["VpcId"]) == (name, vpc)


@behaviour
def instance_refreshes_put_new_instances_in_the_target_group(aws: World) -> None:
    balancing, ec2, scaling = aws("elbv2"), aws("ec2"), aws("autoscaling")
    name, vpc = _group(aws)
    (target_group,) = balancing.create_target_group(
        Name=name, Protocol="HTTP", Port=8080, VpcId=vpc, TargetType="instance"
    )["TargetGroups"]
    arn = target_group["TargetGroupArn"]
    scaling.attach_load_balancer_target_groups(AutoScalingGroupName=name, TargetGroupARNs=[arn])
    before = {instance["InstanceId"] for instance in _instances(aws, name)}
    ec2.create_launch_template_version(
        LaunchTemplateName=name, SourceVersion="1",
        LaunchTemplateData={
            "ImageId": f"resolve:ssm:{_IMAGE}", "InstanceType": "m7i.xlarge",
            "UserData": base64.b64encode(b"#cloud-config\n").decode(),
        },
    )  # fmt: skip
    scaling.update_auto_scaling_group(
        AutoScalingGroupName=name, LaunchTemplate={"LaunchTemplateName": name, "Version": "2"}
    )
    refresh = scaling.start_instance_refresh(AutoScalingGroupName=name)["InstanceRefreshId"]
    (described,) = scaling.describe_instance_refreshes(
        AutoScalingGroupName=name, InstanceRefreshIds=[refresh]
    )["InstanceRefreshes"]
    assert described["Status"] == "Successful"
    after = _instances(aws, name)
    assert {instance["InstanceType"] for instance in after} == {"m7i.xlarge"}
    assert len(after) == 2
    assert not before & {instance["InstanceId"] for instance in after}
    targets = balancing.describe_target_health(TargetGroupArn=arn)["TargetHealthDescriptions"]
    assert {target["Target"]["Id"]: target["TargetHealth"]["State"] for target in targets} == {
        instance["InstanceId"]: "healthy" for instance in after
    }


@behaviour
def refreshes_cannot_roll_back_to_the_image_of_a_parameter(aws: World) -> None:
    name, _ = _group(aws)
    refused(
        aws("autoscaling").start_instance_refresh, "ValidationError", AutoScalingGroupName=name,
        Preferences={"AutoRollback": True}, DesiredConfiguration={
            "LaunchTemplate": {"LaunchTemplateName": name, "Version": "1"}
        },
    )  # fmt: skip


@behaviour
def groups_stop_publishing_metrics(aws: World) -> None:
    scaling = aws("autoscaling")
    name, _ = _group(aws)
    metrics = ["GroupInServiceInstances", "GroupMaxSize"]
    scaling.enable_metrics_collection(
        AutoScalingGroupName=name, Granularity="1Minute", Metrics=metrics
    )
    scaling.disable_metrics_collection(AutoScalingGroupName=name, Metrics=metrics[1:])
    enabled = _described(aws, name)["EnabledMetrics"]
    assert [each["Metric"] for each in enabled] == ["GroupInServiceInstances"]


@behaviour
def scaling_policies_are_enabled_and_forecast_nothing(aws: World) -> None:
    scaling = aws("autoscaling")
    name, _ = _group(aws)
    scaling.put_scaling_policy(
        AutoScalingGroupName=name, PolicyName=name, PolicyType="TargetTrackingScaling",
        TargetTrackingConfiguration={
            "PredefinedMetricSpecification": {"PredefinedMetricType": "ASGAverageCPUUtilization"},
            "TargetValue": 60,
        },
    )  # fmt: skip
    (policy,) = scaling.describe_policies(PolicyNames=[name])["ScalingPolicies"]
    assert policy["Enabled"]
    assert "PredictiveScalingConfiguration" not in policy


@behaviour
def a_deleted_group_leaves_no_network_interface(aws: World) -> None:
    name, vpc = _group(aws)
    ours = [{"Name": "vpc-id", "Values": [vpc]}]
    assert len(aws("ec2").describe_network_interfaces(Filters=ours)["NetworkInterfaces"]) == 2
    aws("autoscaling").delete_auto_scaling_group(AutoScalingGroupName=name, ForceDelete=True)
    assert aws("ec2").describe_network_interfaces(Filters=ours)["NetworkInterfaces"] == []


def _sessions(aws: World) -> tuple[str, str]:
    """Make a table as a global table needs it; return its name and ARN."""
    name = unique()
    made = aws("dynamodb").create_table(
        TableName=name, BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[
            {"AttributeName": each, "AttributeType": "S"} for each in ("id", "user")
        ],
        GlobalSecondaryIndexes=[{
            "IndexName": "user", "KeySchema": [{"AttributeName": "user", "KeyType": "HASH"}],
            "Projection": {"ProjectionType": "ALL"},
        }],
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
        SSESpecification={"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": aws.key()},
    )["TableDescription"]  # fmt: skip
    return name, made["TableArn"]


def _replicate(aws: World, table: str, action: str, region: str, **wanted: str) -> None:
    aws("dynamodb").update_table(
        TableName=table, ReplicaUpdates=[{action: {"RegionName": region, **wanted}}]
    )


def _table(aws: World, table: str, region: str = HERE) -> dict[str, Any]:
    described: dict[str, Any] = aws("dynamodb", region).describe_table(TableName=table)["Table"]
    return described


@behaviour
def a_replica_is_a_table_in_its_region(aws: World) -> None:
    table, _ = _sessions(aws)
    key = aws.key(THERE)
    _replicate(aws, table, "Create", THERE, KMSMasterKeyId=key)
    here, there = _table(aws, table), _table(aws, table, THERE)
    assert here["Replicas"] == [
        {"RegionName": THERE, "ReplicaStatus": "ACTIVE", "KMSMasterKeyId": key}
    ]
    assert [replica["RegionName"] for replica in there["Replicas"]] == [HERE]
    assert here["GlobalTableVersion"] == there["GlobalTableVersion"] == "2019.11.21"
    assert there["TableArn"] == here["TableArn"].replace(HERE, THERE)
    assert there["SSEDescription"]["KMSMasterKeyArn"] == key
    assert [index["IndexName"] for index in there["GlobalSecondaryIndexes"]] == ["user"]
    assert there["LatestStreamArn"].startswith(there["TableArn"])


@behaviour
def what_is_written_to_one_replica_is_in_all(aws: World) -> None:
    table, _ = _sessions(aws)
    _replicate(aws, table, "Create", THERE, KMSMasterKeyId=aws.key(THERE))
    aws("dynamodb").update_time_to_live(
        TableName=table, TimeToLiveSpecification={"Enabled": True, "AttributeName": "until"}
    )
    ttl = aws("dynamodb", THERE).describe_time_to_live(TableName=table)["TimeToLiveDescription"]
    assert ttl == {"TimeToLiveStatus": "ENABLED", "AttributeName": "until"}
    for writer, reader in ((HERE, THERE), (THERE, HERE)):
        item = {"id": {"S": writer}, "user": {"S": "ann"}}
        aws("dynamodb", writer).put_item(TableName=table, Item=item)
        read = aws("dynamodb", reader).get_item(TableName=table, Key={"id": {"S": writer}})
        assert read["Item"] == item


@behaviour
def a_replica_has_settings_of_its_own(aws: World) -> None:
    table, arn = _sessions(aws)
    _replicate(aws, table, "Create", THERE, KMSMasterKeyId=aws.key(THERE))
    there = aws("dynamodb", THERE)
    there.update_continuous_backups(
        TableName=table,
        PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True},
    )
    there.tag_resource(
        ResourceArn=arn.replace(HERE, THERE), Tags=[{"Key": "DRRole", "Value": "dr"}]
    )
    there.update_table(TableName=table, DeletionProtectionEnabled=True)
    key = aws.key(THERE)
    _replicate(aws, table, "Update", THERE, KMSMasterKeyId=key)

    def recovery(region: str) -> str:
        described = aws("dynamodb", region).describe_continuous_backups(TableName=table)
        backups = described["ContinuousBackupsDescription"]
        return str(backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"])

    assert (recovery(HERE), recovery(THERE)) == ("DISABLED", "ENABLED")
    assert aws("dynamodb").list_tags_of_resource(ResourceArn=arn)["Tags"] == []
    protected = [_table(aws, table, each)["DeletionProtectionEnabled"] for each in (HERE, THERE)]
    assert protected == [False, True]
    assert _table(aws, table, THERE)["SSEDescription"]["KMSMasterKeyArn"] == key
    assert _table(aws, table)["SSEDescription"]["KMSMasterKeyArn"] != key


@behaviour
def a_global_table_grows_and_shrinks_by_regions(aws: World) -> None:
    table, _ = _sessions(aws)
    third = "eu-west-3"
    for region in (THERE, third):
        _replicate(aws, table, "Create", region, KMSMasterKeyId=aws.key(region))
    assert {replica["RegionName"] for replica in _table(aws, table, third)["Replicas"]} == {
        HERE, THERE,
    }  # fmt: skip
    aws("dynamodb", THERE).update_table(TableName=table, DeletionProtectionEnabled=True)
    change = aws("dynamodb").update_table

    def refused_replica(action: str, **wanted: str) -> None:
        refused(change, "ValidationException", TableName=table, ReplicaUpdates=[{action: wanted}])

    refused_replica("Delete", RegionName=THERE)  # protected
    refused_replica("Delete", RegionName="eu-north-1")  # there is none
    refused_replica("Create", RegionName="eu-north-1")  # it has to have a key as well
    refused_replica("Create", RegionName="eu-north-1", KMSMasterKeyId=aws.key())  # of its region
    refused_replica("Create", RegionName=third, KMSMasterKeyId=aws.key(third))  # there is one
    _replicate(aws, table, "Delete", third)
    refused(aws("dynamodb", third).describe_table, "ResourceNotFoundException", TableName=table)
    assert [replica["RegionName"] for replica in _table(aws, table)["Replicas"]] == [THERE]
    aws("dynamodb").delete_table(TableName=table)
    assert "Replicas" not in _table(aws, table, THERE)


@behaviour
def a_table_lists_each_tag_once_and_all_at_once(aws: World) -> None:
    _, arn = _sessions(aws)
    tags = {f"Tag{number}": "old" for number in range(12)}
    for values in (tags, {**tags, "Tag3": "new"}):
        listed = [{"Key": key, "Value": value} for key, value in values.items()]
        aws("dynamodb").tag_resource(ResourceArn=arn, Tags=listed)
    answer = aws("dynamodb").list_tags_of_resource(ResourceArn=arn)
    assert "NextToken" not in answer
    assert len(answer["Tags"]) == 12
    assert {"Key": "Tag3", "Value": "new"} in answer["Tags"]


@behaviour
def keys_that_aws_manages_are_nobodys(aws: World) -> None:
    key = aws("kms").describe_key(KeyId="alias/aws/dynamodb")["KeyMetadata"]
    assert key["KeyManager"] == "AWS"
    assert key["KeyId"] not in aws.emulator.inventory().get(f"kms/{HERE}/keys", [])


def _vault(aws: World) -> str:
    name = unique()
    aws("backup").create_backup_vault(BackupVaultName=name)
    return name


def _plan(aws: World, vault: str, **rule: Any) -> tuple[str, dict[str, Any]]:
    """Make a backup plan; return its id and what it was made of."""
    document = {
        "BackupPlanName": unique(),
        "Rules": [{"RuleName": "daily", "TargetBackupVaultName": vault, **rule}],
    }
    made = aws("backup").create_backup_plan(BackupPlan=document)
    return made["BackupPlanId"], document


@behaviour
def a_backup_plan_selects_what_it_backs_up(aws: World) -> None:
    backup = aws("backup")
    plan, document = _plan(aws, _vault(aws))
    wanted = {
        "SelectionName": "all", "IamRoleArn": aws.role("backup.amazonaws.com"),
        "Resources": ["arn:aws:dynamodb:eu-west-1:123456789012:table/sessions"],
    }  # fmt: skip
    chosen = backup.create_backup_selection(BackupPlanId=plan, BackupSelection=wanted)
    selection = {"BackupPlanId": plan, "SelectionId": chosen["SelectionId"]}
    assert backup.get_backup_selection(**selection)["BackupSelection"] == wanted
    (listed,) = backup.list_backup_selections(BackupPlanId=plan)["BackupSelectionsList"]
    assert (listed["SelectionName"], listed["SelectionId"]) == ("all", chosen["SelectionId"])
    refused(backup.delete_backup_plan, "InvalidRequestException", BackupPlanId=plan)
    backup.delete_backup_selection(**selection)
    refused(backup.get_backup_selection, "ResourceNotFoundException", **selection)
    backup.delete_backup_plan(BackupPlanId=plan)
    assert backup.create_backup_plan(BackupPlan=document)["BackupPlanId"] != plan


@behaviour
def a_backup_plan_is_changed_in_place(aws: World) -> None:
    backup = aws("backup")
    plan, document = _plan(aws, _vault(aws))
    before = backup.get_backup_plan(BackupPlanId=plan)
    copies = [{"DestinationBackupVaultArn": "arn:aws:backup:eu-central-1:1:backup-vault:copy"}]
    (rule,) = document["Rules"]
    changed = {**document, "Rules": [{**rule, "CopyActions": copies}]}
    backup.update_backup_plan(BackupPlanId=plan, BackupPlan=changed)
    after = backup.get_backup_plan(BackupPlanId=plan)
    (old,), (new,) = before["BackupPlan"]["Rules"], after["BackupPlan"]["Rules"]
    assert new == {**old, "CopyActions": copies}
    assert after["VersionId"] != before["VersionId"]


@behaviour
def a_restore_testing_plan_selects_what_it_restores(aws: World) -> None:
    backup, name = aws("backup"), unique().replace("-", "_")
    points = {
        "Algorithm": "LATEST_WITHIN_WINDOW", "IncludeVaults": ["*"],
        "RecoveryPointTypes": ["SNAPSHOT"], "SelectionWindowDays": 7,
    }  # fmt: skip
    wanted = {
        "RestoreTestingPlanName": name, "ScheduleExpression": "cron(0 6 1 * ? *)",
        "RecoveryPointSelection": points,
    }  # fmt: skip
    create = backup.create_restore_testing_plan
    for wrong in ("with-hyphens", "a" * 51):
        bad = {**wanted, "RestoreTestingPlanName": wrong}
        refused(create, "InvalidParameterValueException", RestoreTestingPlan=bad)
    arn = create(RestoreTestingPlan=wanted, Tags={"Team": "trading"})["RestoreTestingPlanArn"]
    refused(create, "AlreadyExistsException", RestoreTestingPlan=wanted)
    assert backup.list_tags(ResourceArn=arn)["Tags"] == {"Team": "trading"}
    plan: dict[str, Any] = {"RestoreTestingPlanName": name}
    backup.update_restore_testing_plan(**plan, RestoreTestingPlan={"StartWindowHours": 8})
    found = backup.get_restore_testing_plan(**plan)["RestoreTestingPlan"]
    assert found["RecoveryPointSelection"] == {**points, "ExcludeVaults": []}
    assert (found["StartWindowHours"], found["RestoreTestingPlanArn"]) == (8, arn)
    listed = backup.list_restore_testing_plans()["RestoreTestingPlans"]
    assert name in [each["RestoreTestingPlanName"] for each in listed]

    chosen = {
        "RestoreTestingSelectionName": "tables", "ProtectedResourceType": "DynamoDB",
        "IamRoleArn": aws.role("backup.amazonaws.com"),
    }  # fmt: skip
    choose = backup.create_restore_testing_selection
    refused(choose, "InvalidParameterValueException", **plan, RestoreTestingSelection=chosen)
    choose(**plan, RestoreTestingSelection={**chosen, "ProtectedResourceArns": ["*"]})
    selection = {**plan, "RestoreTestingSelectionName": "tables"}
    overrides = {"encryptionType": "KMS"}
    backup.update_restore_testing_selection(
        **selection, RestoreTestingSelection={"RestoreMetadataOverrides": overrides}
    )
    read = backup.get_restore_testing_selection
    assert read(**selection)["RestoreTestingSelection"]["RestoreMetadataOverrides"] == overrides
    (one,) = backup.list_restore_testing_selections(**plan)["RestoreTestingSelections"]
    assert one["ProtectedResourceType"] == "DynamoDB"
    refused(backup.delete_restore_testing_plan, "InvalidRequestException", **plan)
    backup.delete_restore_testing_selection(**selection)
    refused(read, "ResourceNotFoundException", **selection)
    backup.delete_restore_testing_plan(**plan)
    refused(backup.get_restore_testing_plan, "ResourceNotFoundException", **plan)


@behaviour
def a_vault_has_a_policy_and_no_backups(aws: World) -> None:
    backup, vault = aws("backup"), _vault(aws)
    read = backup.get_backup_vault_access_policy
    refused(read, "ResourceNotFoundException", BackupVaultName=vault)
    policy = json.dumps({"Version": "2012-10-17", "Statement": []})
    backup.put_backup_vault_access_policy(BackupVaultName=vault, Policy=policy)
    assert read(BackupVaultName=vault)["Policy"] == policy
    backup.delete_backup_vault_access_policy(BackupVaultName=vault)
    refused(read, "ResourceNotFoundException", BackupVaultName=vault)
    listed = backup.list_recovery_points_by_backup_vault(BackupVaultName=vault)
    assert listed["RecoveryPoints"] == []


@behaviour
def tags_of_a_vault_are_found_as_the_provider_asks(aws: World) -> None:
    backup, name = aws("backup"), unique()
    arn = backup.create_backup_vault(
        BackupVaultName=name, BackupVaultTags={"Team": "trading"}
    )["BackupVaultArn"]  # fmt: skip

    def without_slash(request: Any, **_: Any) -> None:
        request.url = request.url.rstrip("/")

    backup.meta.events.register("before-send.backup.ListTags", without_slash)
    assert backup.list_tags(ResourceArn=arn)["Tags"] == {"Team": "trading"}


@behaviour
def statements_of_a_topics_policy_have_ids_of_their_own(aws: World) -> None:
    sns = aws("sns")
    topic = sns.create_topic(Name=unique())["TopicArn"]
    statement = {
        "Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"},
        "Action": "sns:Publish", "Resource": topic,
    }  # fmt: skip

    def policy(*sids: str) -> dict[str, str]:
        statements = [{**statement, "Sid": sid} for sid in sids]
        document = json.dumps({"Version": "2012-10-17", "Statement": statements})
        return {"TopicArn": topic, "AttributeName": "Policy", "AttributeValue": document}

    sns.set_topic_attributes(**policy("One", "Two"))
    refused(sns.set_topic_attributes, "InvalidParameter", **policy("Same", "Same"))
    read = sns.get_topic_attributes(TopicArn=topic)["Attributes"]["Policy"]
    assert [each["Sid"] for each in json.loads(read)["Statement"]] == ["One", "Two"]


@behaviour
def queries_are_logged_where_route_53_is_let_in(aws: World) -> None:
    route53, logs, name = aws("route53"), aws("logs", "us-east-1"), unique()
    zone = route53.create_hosted_zone(Name=f"{name}.acme-markets.com", CallerReference=name)
    zone_id = zone["HostedZone"]["Id"].rpartition("/")[2]
    logs.create_log_group(logGroupName=f"/aws/route53/{name}")
    arn = f"arn:aws:logs:us-east-1:123456789012:log-group:/aws/route53/{name}"
    wanted = {"HostedZoneId": zone_id, "CloudWatchLogsLogGroupArn": arn}
    create = route53.create_query_logging_config
    refused(create, "InsufficientCloudWatchLogsResourcePolicy", **wanted)
    statement = {
        "Effect": "Allow", "Principal": {"Service": "route53.amazonaws.com"},
        "Action": ["logs:CreateLogStream", "logs:PutLogEvents"], "Resource": f"{arn}:*",
        "Condition": {"ArnEquals": {"aws:SourceArn": f"arn:aws:route53:::hostedzone/{zone_id}"}},
    }  # fmt: skip
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    logs.put_resource_policy(policyName=name, policyDocument=document)
    config = create(**wanted)["QueryLoggingConfig"]
    assert config["CloudWatchLogsLogGroupArn"] == arn
    missing = f"{arn}-missing"
    refused(
        create, "NoSuchCloudWatchLogsLogGroup",
        HostedZoneId=zone_id, CloudWatchLogsLogGroupArn=missing,
    )  # fmt: skip
