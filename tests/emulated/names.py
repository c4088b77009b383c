"""NAM03: names, held against the limits in the catalogue."""

import re
from collections.abc import Iterator
from typing import Any

import yaml

from tests.emulated.requirements import Resource, System
from tests.support import ROOT

LIMITS: dict[str, Any] = yaml.safe_load(
    (ROOT / "generator/tfdr/catalogue/names.yml").read_text(encoding="utf-8")
)["names"]

# Arguments that give a resource its name.
ARGUMENTS = {
    "alarm_name", "bucket", "cluster_identifier", "dashboard_name", "db_proxy_endpoint_name",
    "family", "function_name", "global_cluster_identifier", "identifier", "name",
}  # fmt: skip

# These name what another resource made, or take a name that is not theirs to choose.
BORROWED = {
    "aws_apigatewayv2_stage",
    "aws_config_configuration_recorder_status",
    "aws_db_proxy_default_target_group",
    "aws_ecr_lifecycle_policy",
    "aws_guardduty_detector_feature",
    "aws_lambda_invocation",
    "aws_lambda_permission",
    "aws_route53_record",
    "aws_route53_zone",
}


def names_that_aws_refuses(system: System) -> Iterator[str]:
    for resource in system:
        limit = LIMITS.get(resource.type, {})
        name = resource.values.get(limit.get("attribute", ""))
        if not name:
            continue  # not given, which the state of some types says as ""
        if len(name) > limit["max"]:
            yield f"{resource.address}: {name} has {len(name)} characters, {limit['max']} fit"
        if len(name) < limit.get("min", 1):
            yield f"{resource.address}: {name} is shorter than {limit['min']}"
        if "pattern" in limit and not re.fullmatch(limit["pattern"], name):
            yield f"{resource.address}: {name} does not match {limit['pattern']}"


def types_without_a_limit(system: System) -> set[str]:
    """Types of resources that have a name of their own, and no entry in the catalogue."""
    named = {resource.type for resource in system if ARGUMENTS & resource.values.keys()}
    borrowed = BORROWED | {kind for kind in named if kind.startswith("aws_s3_bucket_")}
    return named - borrowed - LIMITS.keys()


def lengthened(system: System) -> System:
    """Return the named resources with names that are too long by one."""
    return System(
        Resource(
            resource.address,
            resource.type,
            {limit["attribute"]: str(name) + "x" * (limit["max"] + 1 - len(str(name)))},
        )
        for resource in system
        if (limit := LIMITS.get(resource.type))
        and (name := resource.values.get(limit["attribute"])) is not None
    )
