"""NAM01: resource names contain the environment's suffix."""

from collections.abc import Iterator
from typing import Final

from tfdr.aws.environments import differs
from tfdr.evaluate import System
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR, is_local=True, of_root=True, is_recovery=False)

# Types whose name has to be unique in an account and region, with the attribute that names them.
_NAMED: Final = {
    "aws_autoscaling_group": "name",
    "aws_backup_plan": "name",
    "aws_backup_restore_testing_plan": "name",
    "aws_backup_vault": "name",
    "aws_cloudtrail": "name",
    "aws_cloudwatch_composite_alarm": "alarm_name",
    "aws_cloudwatch_dashboard": "dashboard_name",
    "aws_cloudwatch_event_rule": "name",
    "aws_cloudwatch_log_group": "name",
    "aws_cloudwatch_metric_alarm": "alarm_name",
    "aws_db_parameter_group": "name",
    "aws_db_proxy": "name",
    "aws_db_proxy_endpoint": "db_proxy_endpoint_name",
    "aws_db_subnet_group": "name",
    "aws_dynamodb_table": "name",
    "aws_ecr_repository": "name",
    "aws_ecs_cluster": "name",
    "aws_iam_policy": "name",
    "aws_iam_role": "name",
    "aws_kms_alias": "name",
    "aws_lambda_function": "function_name",
    "aws_launch_template": "name",
    "aws_lb": "name",
    "aws_lb_target_group": "name",
    "aws_rds_cluster": "cluster_identifier",
    "aws_rds_cluster_parameter_group": "name",
    "aws_rds_global_cluster": "global_cluster_identifier",
    "aws_s3_bucket": "bucket",
    "aws_secretsmanager_secret": "name",
    "aws_sns_topic": "name",
    "aws_sqs_queue": "name",
    "aws_ssm_parameter": "name",
}


def check(system: System) -> Iterator[Verdict]:
    """Each name that is given, by the variables that went into it."""
    for type_, attribute in _NAMED.items():
        for resource in system.resources(type_):
            if resource.has(attribute) is not False:
                message = f"its {attribute} is the same in every environment"
                yield judge(resource, differs(resource, attribute), message, attribute)
