"""What is broken in a copy of a state, to see that the check of a requirement notices."""

import copy
from typing import Any

from tests.emulated.requirements import Resource, System

# By requirement: a type, an argument and its new value. `None` for the argument takes the
# resources of that type away. A system without the type has nothing that the requirement is about.
BREAKS: dict[str, tuple[str, str | None, Any]] = {
    "NAM01": ("aws_sqs_queue", "name", "trading-rotation-dead-letters"),
    "NAM02": ("aws_s3_bucket", "bucket", "trading-data"),
    "NAM04": ("aws_sns_topic", "tags_all", {"Project": "trading"}),
    "NAM05": ("aws_kms_alias", None, None),
    "SEC02": (
        "aws_iam_role_policy",
        "policy",
        '{"Statement": [{"Effect": "Allow", "Action": ["s3:PutObject"], "Resource": "*"}]}',
    ),
    "SEC02-deputy": (
        "aws_sns_topic_policy",
        "policy",
        '{"Statement": [{"Effect": "Allow", "Action": "sns:Publish", "Resource": "arn:x",'
        ' "Principal": {"Service": "events.amazonaws.com"}}]}',
    ),
    "SEC03": ("aws_sns_topic", "kms_master_key_id", "alias/aws/sns"),
    "SEC04": ("aws_vpc_security_group_ingress_rule", "cidr_ipv4", "0.0.0.0/0"),
    "SEC05": ("aws_s3_bucket_lifecycle_configuration", None, None),
    "SEC06": ("aws_cloudtrail", "is_multi_region_trail", False),
    "SEC07": ("aws_rds_cluster_parameter_group", "parameter", []),
    "SEC08": ("aws_vpc_endpoint", None, None),
    "NET01": ("aws_rds_cluster_instance", "publicly_accessible", True),
    "NET02": ("aws_vpc_peering_connection_accepter", None, None),
    "DAT05": ("aws_dynamodb_table", "point_in_time_recovery", []),
    "DAT06": ("aws_s3_bucket_replication_configuration", "bucket", "another"),
    "DAT08": ("aws_backup_plan", "rule", []),
    "FO01": ("aws_route53_record", "health_check_id", ""),
    "FO02": ("aws_route53_health_check", "resource_path", "/nowhere"),
    "FO06": ("aws_lambda_function", "dead_letter_config", []),
    "OBS01": ("aws_cloudwatch_metric_alarm", "ok_actions", []),
    "OBS05": ("aws_cloudwatch_log_group", "retention_in_days", 0),
    "C-instances": ("aws_launch_template", "metadata_options", []),
}


def has_subject(system: System, identity: str) -> bool:
    """Say whether a system has what would be broken."""
    return bool(system.of_type(BREAKS[identity][0]))


def broken(system: System, identity: str) -> System:
    """Return a copy of the system that violates a requirement."""
    kind, argument, value = BREAKS[identity]
    changed = System()
    for resource in system:
        if resource.type != kind:
            changed.append(resource)
        elif argument is not None:
            values = copy.deepcopy(resource.values) | {argument: value}
            changed.append(Resource(resource.address, resource.type, values))
    return changed
