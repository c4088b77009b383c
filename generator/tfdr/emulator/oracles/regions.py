"""Regions: what one lacks, nobody gets there.

Instance types, classes of databases, rules of AWS Config and resource types, by the derived table
of the catalogue, see `tfdr.aws.regional`; HTTP APIs and zones, by what it says of regions.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

from moto.ec2.models import ec2_backends
from moto.rds.models import rds_backends

from tfdr import facts
from tfdr.aws import regional
from tfdr.emulator.inside import enabled_regions
from tfdr.emulator.oracles.call import Call, Objection
from tfdr.emulator.protocol import ACCOUNT_ID

# Zones without RDS Proxy, of those that moto knows.
# https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/rds-proxy.html
_WITHOUT_PROXIES = {"use1-az3", "usw1-az2"}

# What an operation makes, as CloudFormation names it.
MAKES = {
    "apigatewayv2:CreateApi": "AWS::ApiGatewayV2::Api",
    "arc-region-switch:CreatePlan": "AWS::ARCRegionSwitch::Plan",
    "backup:CreateBackupPlan": "AWS::Backup::BackupPlan",
    "backup:CreateLogicallyAirGappedBackupVault": "AWS::Backup::LogicallyAirGappedBackupVault",
    "backup:CreateRestoreTestingPlan": "AWS::Backup::RestoreTestingPlan",
    "cloudtrail:CreateTrail": "AWS::CloudTrail::Trail",
    "ecs:CreateService": "AWS::ECS::Service",
    "guardduty:CreateDetector": "AWS::GuardDuty::Detector",
    "kms:ReplicateKey": "AWS::KMS::ReplicaKey",
    "lambda:CreateCodeSigningConfig": "AWS::Lambda::CodeSigningConfig",
    "rds:CreateDBProxy": "AWS::RDS::DBProxy",
    "rds:CreateGlobalCluster": "AWS::RDS::GlobalCluster",
    "scheduler:CreateSchedule": "AWS::Scheduler::Schedule",
    "securityhub:EnableSecurityHub": "AWS::SecurityHub::Hub",
    "wafv2:CreateWebACL": "AWS::WAFv2::WebACL",
}


class Regions:
    """The oracle."""

    name = "regions"

    def judge(self, call: Call) -> Objection | None:
        """Refuse what the region does not have."""
        if enabled_regions.status(call.region) == "DISABLED":
            return _not_enabled(call)
        operation = f"{call.service}:{call.operation}"
        found = [*_of_type(MAKES.get(operation), call)]
        found += _LACKS[operation](call) if operation in _LACKS else []
        return next(iter(found), None)


def _not_enabled(call: Call) -> Objection:
    """What AWS says in a region that the account has not enabled: it does not know the caller."""
    says = f"{call.region} has to be enabled for the account first"
    if call.service == "ec2":
        known = "AWS was not able to validate the provided access credentials"
        return Objection("AuthFailure", known, says=says)
    known = "The security token included in the request is invalid."
    return Objection("UnrecognizedClientException", known, says=says)


def lacks(kind: str, thing: Any, region: str) -> bool:
    """Say whether a region is known to lack a thing, see `tfdr.aws.regional.lacking`."""
    return region in (regional.lacking(kind, thing) or ())


def _of_type(kind: str | None, call: Call) -> Iterator[Objection]:
    if kind is not None and lacks(regional.RESOURCE_TYPES, kind, call.region):
        yield _objection("UnsupportedOperation", kind, call)


def _objection(code: str, thing: str, call: Call) -> Objection:
    return Objection(code, f"{thing} is not available in {call.region}.")


def _instance(call: Call) -> Iterator[Objection]:
    if kind := call.get("InstanceType"):
        yield from _of_instance_type(kind, call)


def _group(call: Call) -> Iterator[Objection]:
    for kind in _types_of_group(call):
        yield from _of_instance_type(kind, call)


def _of_instance_type(kind: str, call: Call) -> Iterator[Objection]:
    if lacks(regional.INSTANCE_TYPES, kind, call.region):
        yield Objection(
            "ValidationError" if call.service == "autoscaling" else "Unsupported",
            f"Your requested instance type ({kind}) is not supported in {call.region}.",
        )


def _types_of_group(call: Call) -> Iterator[str]:
    mixed = call.get("MixedInstancesPolicy", "LaunchTemplate") or {}
    yield from (each["InstanceType"] for each in mixed.get("Overrides") or [] if each)
    wanted = call.get("LaunchTemplate") or mixed.get("LaunchTemplateSpecification") or {}
    templates = ec2_backends[ACCOUNT_ID][call.region].launch_templates
    for template in list(templates.values()):
        if template.id == wanted.get("LaunchTemplateId") or (
            template.name == wanted.get("LaunchTemplateName")
        ):
            kind = template.latest_version().data.get("InstanceType")
            if kind and not mixed.get("Overrides"):
                yield kind


def _database(call: Call) -> Iterator[Objection]:
    kind, engine = call.get("DBInstanceClass"), call.get("Engine")
    if kind and engine is None:
        found = rds_backends[ACCOUNT_ID][call.region].databases.get(
            call.get("DBInstanceIdentifier")
        )
        engine = found.engine if found else None
    if kind and engine and lacks(engine, kind, call.region):
        yield Objection(
            "InvalidParameterCombination",
            f"RDS does not support creating a DB instance with the following combination: "
            f"DBInstanceClass={kind}, Engine={engine} in {call.region}.",
        )


def _config_rule(call: Call) -> Iterator[Objection]:
    source = call.get("ConfigRule", "Source") or {}
    rule = source.get("SourceIdentifier")
    if source.get("Owner") == "AWS" and lacks(regional.CONFIG_RULES, rule, call.region):
        yield Objection(
            "InvalidParameterValueException",
            f"The sourceIdentifier {rule} is invalid. Please refer to the documentation for a list "
            f"of valid sourceIdentifiers that can be used when AWS is the Owner.",
            says=f"AWS Config has no managed rule {rule} in {call.region}",
        )


def _http_api(call: Call) -> Iterator[Objection]:
    if call.get("ProtocolType") == "HTTP" and "http-api" in _said_to_lack(call.region):
        yield _objection("BadRequestException", "An HTTP API", call)


def _recorder(call: Call) -> Iterator[Objection]:
    group = call.get("ConfigurationRecorder", "recordingGroup") or {}
    recorded = group.get("resourceTypes") or []
    everything = group.get("includeGlobalResourceTypes")
    iam = everything or any(each.startswith("AWS::IAM::") for each in recorded)
    if iam and "config-iam" in _said_to_lack(call.region):
        yield _objection("InvalidRecordingGroupException", "Recording of IAM's resources", call)


def _proxy(call: Call) -> Iterator[Objection]:
    wanted = call.get("VpcSubnetIds") or ()
    for zone in list(ec2_backends[ACCOUNT_ID][call.region].subnets.values()):
        for subnet in list(zone.values()):
            if subnet.id in wanted and subnet.availability_zone_id in _WITHOUT_PROXIES:
                yield Objection(
                    "InvalidParameterValue",
                    f"RDS Proxy is not available in the zone {subnet.availability_zone_id} of the "
                    f"subnet {subnet.id}.",
                )


def _zone(call: Call) -> Iterator[Objection]:
    """A zone that is not of the region; moto takes some names that it does not list."""
    name = call.get("AvailabilityZone")
    known = [
        each.name for each in ec2_backends[ACCOUNT_ID][call.region].describe_availability_zones()
    ]
    if name and name not in known:
        yield Objection(
            "InvalidParameterValue",
            f"Value ({name}) for parameter availabilityZone is invalid. Subnets can currently only "
            f"be created in the following availability zones: {', '.join(known)}.",
        )


_LACKS: Mapping[str, Callable[[Call], Iterator[Objection]]] = {
    "apigatewayv2:CreateApi": _http_api,
    "autoscaling:CreateAutoScalingGroup": _group,
    "autoscaling:UpdateAutoScalingGroup": _group,
    "config:PutConfigRule": _config_rule,
    "config:PutConfigurationRecorder": _recorder,
    "ec2:CreateSubnet": _zone,
    "ec2:RunInstances": _instance,
    "rds:CreateDBInstance": _database,
    "rds:CreateDBProxy": _proxy,
    "rds:ModifyDBInstance": _database,
}


@cache
def _said_to_lack(region: str) -> tuple[str, ...]:
    found = facts.read("regions.yml")["regions"].get(region, {})
    return tuple(found.get("lacks", ()))
