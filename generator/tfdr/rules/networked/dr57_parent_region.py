"""DR57: see dr57_parent_region.md."""

from collections.abc import Iterator
from typing import Final

from tfdr.evaluate import System, all_of
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)

_PARTS: Final = (
    ("aws_autoscaling_group", "vpc_zone_identifier"),
    ("aws_cloudwatch_event_target", "rule"),
    ("aws_db_proxy", "vpc_subnet_ids"),
    ("aws_db_proxy_target", "db_proxy_name"),
    ("aws_db_subnet_group", "subnet_ids"),
    ("aws_ecs_service", "cluster"),
    ("aws_ecs_service", "network_configuration.subnets"),
    ("aws_lambda_function", "vpc_config.subnet_ids"),
    ("aws_lambda_permission", "function_name"),
    ("aws_lb", "subnets"),
    ("aws_lb_listener", "load_balancer_arn"),
    ("aws_lb_target_group", "vpc_id"),
    ("aws_nat_gateway", "subnet_id"),
    ("aws_rds_cluster", "vpc_security_group_ids"),
    ("aws_rds_cluster_instance", "cluster_identifier"),
    ("aws_route_table", "vpc_id"),
    ("aws_s3_bucket_lifecycle_configuration", "bucket"),
    ("aws_s3_bucket_logging", "bucket"),
    ("aws_s3_bucket_policy", "bucket"),
    ("aws_s3_bucket_public_access_block", "bucket"),
    ("aws_s3_bucket_replication_configuration", "bucket"),
    ("aws_s3_bucket_versioning", "bucket"),
    ("aws_secretsmanager_secret_rotation", "rotation_lambda_arn"),
    ("aws_secretsmanager_secret_version", "secret_id"),
    ("aws_security_group", "vpc_id"),
    ("aws_sns_topic_policy", "arn"),
    ("aws_sns_topic_subscription", "topic_arn"),
    ("aws_sqs_queue_policy", "queue_url"),
    ("aws_subnet", "vpc_id"),
    ("aws_vpc_endpoint", "vpc_id"),
    ("aws_vpc_security_group_ingress_rule", "security_group_id"),
)


def check(system: System) -> Iterator[Verdict]:
    """Each of them whose region and whole are known."""
    if len(system.regions) < 2:
        return
    for type_, path in _PARTS:
        for part in system.resources(type_):
            wholes = [each for each in part.targets(path) if not each.is_data]
            alike = all_of(*(part.region.is_same(each.region) for each in wholes))
            if wholes:
                shown = next((e for e in wholes if not part.region.is_same(e.region)), wholes[0])
                message = f"is in {part.region}, and {shown.address} in {shown.region}"
                unknown = (f"the regions of {part.address} and {shown.address}",)
                yield judge(part, alike, message, path, unknown=unknown)
