"""DR46: functions and tasks of a standby use the endpoints of their own region."""

from collections.abc import Iterator

from tfdr.aws.functions import failover_functions
from tfdr.aws.workloads import given, place_of
from tfdr.evaluate import Ref, Resource, System
from tfdr.rules import ERROR, Rule, Verdict, judge

RULE = Rule(severity=ERROR)

# What a region's systems are called by where the name alone leads there.
_CALLED_BY = {
    "aws_api_gateway_stage": ("invoke_url",),
    "aws_apigatewayv2_api": ("api_endpoint",),
    "aws_db_instance": ("address", "endpoint"),
    "aws_db_proxy": ("endpoint",),
    "aws_db_proxy_endpoint": ("endpoint",),
    "aws_elasticache_replication_group": ("primary_endpoint_address", "reader_endpoint_address"),
    "aws_lambda_function": ("arn", "invoke_arn", "qualified_arn"),
    "aws_lb": ("dns_name",),
    "aws_rds_cluster": ("endpoint", "reader_endpoint"),
    "aws_rds_cluster_instance": ("endpoint",),
    "aws_s3_bucket": ("bucket", "id", "bucket_regional_domain_name", "bucket_domain_name"),
    "aws_secretsmanager_secret": ("arn", "id"),
    "aws_sns_topic": ("arn", "id"),
    "aws_sqs_queue": ("url", "id"),
    "aws_ssm_parameter": ("arn",),
}


def check(system: System) -> Iterator[Verdict]:
    """Each function and task of a standby, by what it is given; failing over is about both."""
    if not system.is_multi_region or system.primary is None:
        return
    failing_over = failover_functions(system)
    for each in system.resources("aws_lambda_function", "aws_ecs_task_definition"):
        apart = each.region.is_same(system.primary)
        told = [(name, ref) for name, ref in given(each) if _is_called(ref)]
        if apart is not False or not told or each in failing_over:
            continue
        at = place_of(each)
        wrong = [(name, ref) for name, ref in told if _is_elsewhere(ref, each)]
        for name, ref in wrong:
            message = f"{name} leads to {ref.target.owner.address} in {ref.target.owner.region}"
            yield judge(each, False, message, at)
        unclear = [ref for _, ref in told if ref.target.owner.region.is_same(each.region) is None]
        if not wrong and unclear:
            unknown = [f"the region of {ref.target.owner.address}" for ref in unclear]
            yield judge(each, None, "may call another region", at, unknown=unknown)
        elif not wrong:
            yield judge(each, True, "")


def _is_called(ref: Ref) -> bool:
    owner = ref.target.owner
    return not owner.is_data and ref.attribute in _CALLED_BY.get(owner.type, ())


def _is_elsewhere(ref: Ref, workload: Resource) -> bool:
    return ref.target.owner.region.is_same(workload.region) is False
