"""NAM: two deployments never collide."""

from collections.abc import Iterator

from tests.emulated.requirements.system import System

TAGS = {
    "Environment", "Project", "Owner", "CostCenter", "ManagedBy",
    "Suffix", "DRRole", "RPO", "RTO", "ComplianceScope",
}  # fmt: skip

# The argument that names a resource, by type. Bucket keys, routes and the like have no name.
NAMES = {
    "aws_acm_certificate": "tags.Name",
    "aws_apigatewayv2_api": "name",
    "aws_apigatewayv2_stage": "tags.Name",
    "aws_appautoscaling_policy": "name",
    "aws_autoscaling_group": "name",
    "aws_autoscaling_policy": "name",
    "aws_backup_plan": "name",
    "aws_backup_selection": "name",
    "aws_backup_vault": "name",
    "aws_cloudtrail": "name",
    "aws_cloudwatch_dashboard": "dashboard_name",
    "aws_cloudwatch_event_rule": "name",
    "aws_cloudwatch_log_group": "name",
    "aws_cloudwatch_log_metric_filter": "name",
    "aws_cloudwatch_metric_alarm": "alarm_name",
    "aws_db_parameter_group": "name",
    "aws_db_proxy": "name",
    "aws_db_proxy_endpoint": "db_proxy_endpoint_name",
    "aws_db_subnet_group": "name",
    "aws_default_security_group": "tags.Name",
    "aws_dynamodb_table": "name",
    "aws_ecr_repository": "name",
    "aws_ecs_cluster": "name",
    "aws_ecs_service": "name",
    "aws_ecs_task_definition": "family",
    "aws_eip": "tags.Name",
    "aws_flow_log": "tags.Name",
    "aws_iam_instance_profile": "name",
    "aws_iam_policy": "name",
    "aws_iam_role": "name",
    "aws_internet_gateway": "tags.Name",
    "aws_kms_alias": "name",
    "aws_kms_key": "tags.Name",
    "aws_lambda_function": "function_name",
    "aws_launch_template": "name",
    "aws_lb": "name",
    "aws_lb_target_group": "name",
    "aws_nat_gateway": "tags.Name",
    "aws_rds_cluster": "cluster_identifier",
    "aws_rds_cluster_instance": "identifier",
    "aws_rds_cluster_parameter_group": "name",
    "aws_rds_global_cluster": "global_cluster_identifier",
    "aws_route53_health_check": "tags.Name",
    "aws_route_table": "tags.Name",
    "aws_s3_bucket": "bucket",
    "aws_secretsmanager_secret": "name",
    "aws_security_group": "name",
    "aws_sns_topic": "name",
    "aws_sqs_queue": "name",
    "aws_subnet": "tags.Name",
    "aws_vpc": "tags.Name",
    "aws_vpc_endpoint": "tags.Name",
    "aws_vpc_peering_connection": "tags.Name",
    "aws_vpc_peering_connection_accepter": "tags.Name",
}


def names_without_suffix(system: System) -> Iterator[str]:
    for resource in system:
        if path := NAMES.get(resource.type):
            name = str(resource.get(path))
            if system.suffix not in name:
                yield f"{resource.address}: {path} is {name}"


def bucket_names_that_others_could_have(system: System) -> Iterator[str]:
    for bucket in system.of_type("aws_s3_bucket"):
        name, region = bucket.values["bucket"], bucket.values.get("region")
        if not any(part.isdigit() and len(part) == 12 for part in name.split("-")):
            yield f"{bucket.address}: no account in {name}"
        if not name.endswith(str(region)):
            yield f"{bucket.address}: no region in {name}"


def resources_that_lack_tags(system: System) -> Iterator[str]:
    for resource in system:
        if "tags_all" in resource.values:
            tags = set(resource.values["tags_all"] or {})
            # Route 53 takes ten of these in all: without the objectives there is room for a name,
            # and for one that somebody adds.
            few = resource.type in ("aws_route53_health_check", "aws_route53_zone")
            missing = (TAGS - {"RPO", "RTO"} if few else TAGS) - tags
            if few and len(tags) > 9:
                yield f"{resource.address}: {len(tags)} tags, Route 53 takes ten"
            if missing:
                yield f"{resource.address}: lacks {', '.join(sorted(missing))}"


def keys_without_alias_or_rotation(system: System) -> Iterator[str]:
    aliased = {alias.values["target_key_id"] for alias in system.of_type("aws_kms_alias")}
    for key in system.of_type("aws_kms_key"):
        if key.values["key_id"] not in aliased:
            yield f"{key.address}: no alias"
        if not key.values["enable_key_rotation"]:
            yield f"{key.address}: not rotated"
