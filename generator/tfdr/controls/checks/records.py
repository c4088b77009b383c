"""What is recorded, for how long, and where it is delivered."""

from collections.abc import Iterator
from typing import Final

from tfdr.aws.keys import is_customers
from tfdr.controls.catalogue import Numbers
from tfdr.controls.checks.numbers import at_least, shown
from tfdr.evaluate import Body, System, Truth, all_of, any_of, same
from tfdr.evaluate.presence import any_block
from tfdr.rules import Verdict, judge


def log_retention(system: System, level: Numbers) -> Iterator[Verdict]:
    """Each log group; one without retention keeps for ever what should go."""
    least, path = level["log_retention_days"], "retention_in_days"
    for group in system.resources("aws_cloudwatch_log_group"):
        message = f"keeps logs for {shown(group, path)} days; {least} are asked"
        if group.has(path) is False or group.equals(path, 0):
            message = f"keeps logs for ever; {least} days are asked"
        yield judge(group, at_least(group, path, least), message, path)


def trail_everywhere(system: System, _: Numbers) -> Iterator[Verdict]:
    """Each trail."""
    for trail in system.resources("aws_cloudtrail"):
        path = "is_multi_region_trail"
        yield judge(trail, trail.is_true(path), "records one region only", path)
        path = "include_global_service_events"
        # The provider's default is true.
        records = trail.has(path) is False or trail.is_true(path)
        yield judge(trail, records, "leaves out what is global, such as IAM", path)


def trail_validation(system: System, _: Numbers) -> Iterator[Verdict]:
    """Each trail."""
    path = "enable_log_file_validation"
    for trail in system.resources("aws_cloudtrail"):
        message = "does not show whether its files were changed"
        yield judge(trail, trail.is_true(path), message, path)


def trail_encryption(system: System, _: Numbers) -> Iterator[Verdict]:
    """Each trail."""
    for trail in system.resources("aws_cloudtrail"):
        message = "is encrypted with no customer managed key"
        yield judge(trail, is_customers(trail, "kms_key_id"), message, "kms_key_id")


def trail_delivery(system: System, _: Numbers) -> Iterator[Verdict]:
    """Each trail."""
    for trail in system.resources("aws_cloudtrail"):
        for path in ("cloud_watch_logs_group_arn", "cloud_watch_logs_role_arn"):
            yield judge(trail, trail.has(path), "is not delivered to CloudWatch Logs", path)


def trail_data_events(system: System, _: Numbers) -> Iterator[Verdict]:
    """Each trail."""
    path = "advanced_event_selector"
    for trail in system.resources("aws_cloudtrail"):
        recorded = any_block(trail.blocks(path), _is_of_data)
        yield judge(trail, recorded, "records no use of data", path)


def _is_of_data(selector: Body) -> Truth:
    return any_block(selector.blocks("field_selector"), _names_data)


def _names_data(field: Body) -> Truth:
    values = field.elements("equals")
    return all_of(
        field.equals("field", "eventCategory"), any_of(*(same(each, "Data") for each in values))
    )


def trail_insights(system: System, _: Numbers) -> Iterator[Verdict]:
    """Each trail."""
    for trail in system.resources("aws_cloudtrail"):
        for kind in ("ApiCallRateInsight", "ApiErrorRateInsight"):
            blocks = trail.blocks("insight_selector")
            found = any_of(*(each.equals("insight_type", kind) for each in blocks))
            yield judge(trail, found, f"has no {kind}", "insight_selector")


# What tells from its pattern which events a filter watches for: those of CIS, and of the evidence.
_SIGNS: Final = {
    "refused calls": "UnauthorizedOperation",
    "sign-ins without a second factor": "MFAUsed",
    "the root user": "Root",
    "policies of IAM": "PutRolePolicy",
    "trails": "StopLogging",
    "failed sign-ins": "Failed authentication",
    "keys": "ScheduleKeyDeletion",
    "bucket policies": "PutBucketPolicy",
    "Config": "StopConfigurationRecorder",
    "security groups": "AuthorizeSecurityGroupIngress",
    "network ACLs": "CreateNetworkAclEntry",
    "network gateways": "AttachInternetGateway",
    "route tables": "ReplaceRoute",
    "VPCs": "ModifyVpcAttribute",
    "the organization": "LeaveOrganization",
    "backups": "DeleteRecoveryPoint",
    "logs": "DeleteLogGroup",
    "flow logs": "DeleteFlowLogs",
    "alarms": "DisableAlarmActions",
    "locks of buckets": "PutBucketObjectLockConfiguration",
    "detectors": "DeleteDetector",
    "Security Hub": "DisableSecurityHub",
}


def watched_account(system: System, _: Numbers) -> Iterator[Verdict]:
    """Each filter, with its alarms; and the first of them for what none watches for."""
    filters = system.resources("aws_cloudwatch_log_metric_filter")
    for each in filters:
        links = system.links(each, "aws_cloudwatch_metric_alarm", "metric_name")
        yield judge(each, links.exist, "sets off no alarm", "metric_transformation")
        for alarm in links:
            acts = bool(alarm.elements("alarm_actions")) if alarm.has("alarm_actions") else False
            yield judge(alarm, acts, "tells nobody", "alarm_actions")
    patterns = [each.text("pattern") for each in filters]
    if filters and None not in patterns:
        for what, sign in _SIGNS.items():
            watched = any(sign in (pattern or "") for pattern in patterns)
            yield judge(filters[0], watched, f"nor another filter watches for {what}")


def flow_logs(system: System, _: Numbers) -> Iterator[Verdict]:
    """Each flow log."""
    for log in system.resources("aws_flow_log"):
        everything = log.equals("traffic_type", "ALL")
        yield judge(log, everything, "leaves out some of the traffic", "traffic_type")


def bucket_access_logs(system: System, _: Numbers) -> Iterator[Verdict]:
    """Each bucket's target for access logs."""
    for logging in system.resources("aws_s3_bucket_logging"):
        message = "leads access logs nowhere"
        yield judge(logging, logging.has("target_bucket"), message, "target_bucket")


def request_logs(system: System, _: Numbers) -> Iterator[Verdict]:
    """Each load balancer and stage."""
    for balancer in system.resources("aws_lb"):
        path = "access_logs.enabled"
        yield judge(balancer, balancer.is_true(path), "logs no requests", "access_logs")
    for stage in system.resources("aws_apigatewayv2_stage"):
        path = "access_log_settings.destination_arn"
        yield judge(stage, stage.has(path), "logs no requests", "access_log_settings")


_HOLD_DATA: Final = {
    "general_log": "0",
    "log_min_duration_statement": "-1",
    "slow_query_log": "0",
}
"""Parameters that log whole statements, and what turns them off."""


def database_logs(system: System, _: Numbers) -> Iterator[Verdict]:
    """Each cluster."""
    path = "enabled_cloudwatch_logs_exports"
    for cluster in system.resources("aws_rds_cluster"):
        exported = bool(cluster.elements(path)) if cluster.has(path) else cluster.has(path)
        yield judge(cluster, exported, "exports no logs", path)
    for group in system.resources("aws_db_parameter_group"):
        for parameter in group.blocks("parameter"):
            if (off := _HOLD_DATA.get(parameter.text("name") or "")) is not None:
                message = f"logs statements with what they hold: {parameter.text('name')}"
                yield judge(group, parameter.equals("value", off), message, "parameter")


def dns_query_logs(system: System, _: Numbers) -> Iterator[Verdict]:
    """Each query log."""
    path = "cloudwatch_log_group_arn"
    for log in system.resources("aws_route53_query_log"):
        yield judge(log, log.has(path), "leads to no log group", path)


def web_firewall_logs(system: System, _: Numbers) -> Iterator[Verdict]:
    """Each configuration."""
    path = "log_destination_configs"
    for logging in system.resources("aws_wafv2_web_acl_logging_configuration"):
        leads = bool(logging.elements(path)) if logging.has(path) else logging.has(path)
        yield judge(logging, leads, "leads to no log", path)
