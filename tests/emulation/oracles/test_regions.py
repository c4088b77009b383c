"""What a region lacks."""

from collections.abc import Callable
from typing import Any

import pytest
from tfdr.aws import regional
from tfdr.emulator.oracles import regions

from tests.emulation.oracles.conftest import Court
from tests.emulation.support import unique

CALGARY, MALAYSIA, TEL_AVIV, MILAN = "ca-west-1", "ap-southeast-5", "il-central-1", "eu-south-1"
VIRGINIA, IRELAND = "us-east-1", "eu-west-1"


def _rule(court: Court, region: str, identifier: str) -> None:
    config = court.client("config", region)
    if not config.describe_configuration_recorders()["ConfigurationRecorders"]:
        role = court.cloud.world.role("config.amazonaws.com")
        config.put_configuration_recorder(
            ConfigurationRecorder={"name": "default", "roleARN": role}
        )
    source = {"Owner": "AWS", "SourceIdentifier": identifier}
    config.put_config_rule(ConfigRule={"ConfigRuleName": unique(), "Source": source})


def _recorder(court: Court, region: str) -> None:
    court.client("config", region).put_configuration_recorder(
        ConfigurationRecorder={
            "name": "default", "roleARN": court.cloud.world.role("config.amazonaws.com"),
            "recordingGroup": {"resourceTypes": ["AWS::IAM::Role"], "allSupported": False},
        }
    )  # fmt: skip


def _group(court: Court, region: str, kind: str) -> None:
    ec2, name = court.client("ec2", region), unique()
    _, subnets = court.cloud.world.vpc(region)
    template = ec2.create_launch_template(
        LaunchTemplateName=name,
        LaunchTemplateData={"InstanceType": kind, "ImageId": "ami-12c6146b"},
    )["LaunchTemplate"]["LaunchTemplateId"]
    court.client("autoscaling", region).create_auto_scaling_group(
        AutoScalingGroupName=name, MinSize=0, MaxSize=1, VPCZoneIdentifier=",".join(subnets),
        LaunchTemplate={"LaunchTemplateId": template, "Version": "$Latest"},
    )  # fmt: skip


def _instance(court: Court, region: str, kind: str, engine: str) -> None:
    court.client("rds", region).create_db_instance(
        DBInstanceIdentifier=unique(), DBInstanceClass=kind, Engine=engine,
        DBClusterIdentifier="none",
    )  # fmt: skip


def _subnet(court: Court, region: str, zone: str) -> str:
    ec2 = court.client("ec2", region)
    vpc = ec2.create_vpc(CidrBlock="10.7.0.0/16")["Vpc"]["VpcId"]
    return str(
        ec2.create_subnet(VpcId=vpc, CidrBlock="10.7.1.0/24", AvailabilityZoneId=zone)["Subnet"][
            "SubnetId"
        ]
    )


def _proxy(court: Court, region: str, zone: str) -> None:
    court.client("rds", region).create_db_proxy(
        DBProxyName=unique(), EngineFamily="POSTGRESQL", RoleArn="arn:aws:iam::123456789012:role/r",
        VpcSubnetIds=[_subnet(court, region, zone)], Auth=[{"AuthScheme": "SECRETS"}],
    )  # fmt: skip


def _api(court: Court, region: str) -> None:
    court.client("apigatewayv2", region).create_api(Name=unique(), ProtocolType="HTTP")


RULE = "BACKUP_PLAN_MIN_FREQUENCY_AND_MIN_RETENTION_CHECK"

# What is asked for, where it is refused, AWS's code, what is said; and where it is not refused.
PLANTED: dict[str, tuple[Callable[..., Any], str, str, str, str | None]] = {
    "a rule of Config": (
        lambda court, region: _rule(court, region, RULE), CALGARY,
        "InvalidParameterValueException", f"no managed rule {RULE} in ca-west-1", IRELAND,
    ),
    "the same rule elsewhere": (
        lambda court, region: _rule(court, region, RULE), MALAYSIA,
        "InvalidParameterValueException", "ap-southeast-5", None,
    ),
    "recording of IAM": (
        _recorder, TEL_AVIV, "InvalidRecordingGroupException", "not available in il-central-1",
        IRELAND,
    ),
    "a type of instances": (
        lambda court, region: _group(court, region, "m7i.large"), CALGARY,
        "ValidationError", "instance type (m7i.large) is not supported in ca-west-1", IRELAND,
    ),
    "a type for ARM": (
        lambda court, region: _group(court, region, "m7g.large"), MILAN,
        "ValidationError", "instance type (m7g.large)", None,
    ),
    "a single instance": (
        lambda court, region: court.client("ec2", region).run_instances(
            InstanceType="m7i.large", MinCount=1, MaxCount=1, ImageId="ami-12c6146b"
        ),
        CALGARY, "Unsupported", "instance type (m7i.large)", None,
    ),
    "a class of databases": (
        lambda court, region: _instance(court, region, "db.r8g.large", "aurora-postgresql"),
        MILAN, "InvalidParameterCombination", "DBInstanceClass=db.r8g.large", None,
    ),
    "a class for MySQL": (
        lambda court, region: _instance(court, region, "db.r6g.large", "aurora-mysql"),
        TEL_AVIV, "InvalidParameterCombination", "Engine=aurora-mysql in il-central-1", None,
    ),
    "an HTTP API": (_api, MALAYSIA, "BadRequestException", "An HTTP API is not available", IRELAND),
    "a zone without proxies": (
        lambda court, region: _proxy(court, region, "use1-az3"), VIRGINIA,
        "InvalidParameterValue", "RDS Proxy is not available in the zone use1-az3", None,
    ),
    "a zone of nowhere": (
        lambda court, region: court.client("ec2", region).create_subnet(
            VpcId="vpc-1", CidrBlock="10.0.0.0/24", AvailabilityZone="us-east-1f"
        ),
        IRELAND, "InvalidParameterValue", "Value (us-east-1f)", None,
    ),
    "code signing": (
        lambda court, region: court.client("lambda", region).create_code_signing_config(
            AllowedPublishers={"SigningProfileVersionArns": [
                "arn:aws:signer:ca-west-1:123456789012:/signing-profiles/p/0123456789"
            ]}
        ),
        CALGARY, "UnsupportedOperation", "AWS::Lambda::CodeSigningConfig is not available", None,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PLANTED)
def test_what_a_region_lacks_is_refused_there(court: Court, name: str) -> None:
    ask, lacking, code, says, having = PLANTED[name]

    answered, found = court.objections(lambda: ask(court, lacking))

    assert answered == code
    assert [each["oracle"] for each in found] == ["regions"], found
    assert says in found[0]["says"]
    assert found[0]["region"] == lacking
    if having:
        _, found = court.objections(lambda: ask(court, having))
        assert found == []


def test_what_is_made_is_known_by_the_table() -> None:
    for kind in regions.MAKES.values():
        assert regional.lacking(regional.RESOURCE_TYPES, kind) is not None, kind


def test_what_is_not_known_is_not_lacking() -> None:
    assert not regions.lacks(regional.INSTANCE_TYPES, "x99.large", CALGARY)
    assert not regions.lacks(regional.INSTANCE_TYPES, "m7i.large", "us-gov-west-1")
