"""What services write to log groups and buckets of logs."""

from collections.abc import Iterator
from typing import Any

from moto.apigatewayv2.models import apigatewayv2_backends
from moto.cloudtrail.models import cloudtrail_backends
from moto.config.models import config_backends
from moto.ec2.models import ec2_backends
from moto.elbv2.models import elbv2_backends
from moto.s3.models import s3_backends
from moto.wafv2.models import wafv2_backends

from tfdr.emulator.inside.iam import reach
from tfdr.emulator.oracles.deliveries.delivery import Delivery, sends
from tfdr.emulator.protocol import ACCOUNT_ID

_DELIVERY = "delivery.logs.amazonaws.com"
_BALANCERS = "logdelivery.elasticloadbalancing.amazonaws.com"


@sends
def flow_logs() -> Iterator[Delivery]:
    """Flow logs are written in the name of a role, or to a bucket that lets them in.

    https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html
    """
    for region, backend in list(ec2_backends[ACCOUNT_ID].items()):
        for each in list(backend.flow_logs.values()):
            source = f"arn:aws:ec2:{region}:{ACCOUNT_ID}:vpc-flow-log/{each.id}"
            if each.log_destination_type == "s3":
                arn = str(each.log_destination).partition("/")[0]
                why = reach.bucket(_DELIVERY, source, arn, f"AWSLogs/{ACCOUNT_ID}/log")
                yield Delivery("flow log to bucket", source, arn, why)
            else:
                group = _group(region, each.log_group_name, each.log_destination)
                stream = f"{group}:log-stream:any"
                needs = {
                    "logs:CreateLogStream": stream,
                    "logs:PutLogEvents": stream,
                    "logs:DescribeLogGroups": "*",
                    "logs:DescribeLogStreams": f"{group}:log-stream:",
                }
                role = str(each.deliver_logs_permission_arn)
                why = reach.as_role(role, "vpc-flow-logs.amazonaws.com", needs)
                yield Delivery("flow log to log group", source, group, why)


@sends
def trails() -> Iterator[Delivery]:
    """Trails write to a bucket, with a key, and to a log group in the name of a role."""
    service = "cloudtrail.amazonaws.com"
    for region, backend in list(cloudtrail_backends[ACCOUNT_ID].items()):
        for trail in list(backend.trails.values()):
            bucket = f"arn:aws:s3:::{trail.bucket_name}"
            prefix = f"{trail.s3_key_prefix}/" if trail.s3_key_prefix else ""
            log = f"{prefix}AWSLogs/{ACCOUNT_ID}/CloudTrail/log"
            why = reach.bucket(service, trail.arn, bucket, log)
            yield Delivery("trail to bucket", trail.arn, bucket, why)
            if key := _arn_of_key(trail.kms_key_id, region):
                more = {"kms:EncryptionContext:aws:cloudtrail:arn": trail.arn}
                why = reach.with_key(service, trail.arn, key, more)
                yield Delivery("trail to key", trail.arn, key, why)
            if trail.cw_role_arn and trail.cw_log_group_arn:
                group = trail.cw_log_group_arn.removesuffix(":*")
                stream = f"{group}:log-stream:{ACCOUNT_ID}_CloudTrail_{region}"
                needs = {"logs:CreateLogStream": stream, "logs:PutLogEvents": stream}
                why = reach.as_role(trail.cw_role_arn, service, needs)
                yield Delivery("trail to log group", trail.arn, group, why)


@sends
def recorders() -> Iterator[Delivery]:
    """AWS Config writes what it records to a bucket, in the name of its role or on its own."""
    service = "config.amazonaws.com"
    for region, backend in list(config_backends[ACCOUNT_ID].items()):
        for channel in list(backend.delivery_channels.values()):
            bucket = f"arn:aws:s3:::{channel.s3_bucket_name}"
            prefix = f"{channel.s3_key_prefix}/" if channel.s3_key_prefix else ""
            log = f"{prefix}AWSLogs/{ACCOUNT_ID}/Config/log"
            source = f"arn:aws:config:{region}:{ACCOUNT_ID}:delivery-channel/{channel.name}"
            why = reach.bucket(service, source, bucket, log)
            yield Delivery("recorder to bucket", source, bucket, why)


@sends
def balancers() -> Iterator[Delivery]:
    """Load balancers write their access logs to a bucket that lets them in."""
    for backend in list(elbv2_backends[ACCOUNT_ID].values()):
        for balancer in list(backend.load_balancers.values()):
            if balancer.attrs.get("access_logs.s3.enabled") != "true":
                continue
            bucket = f"arn:aws:s3:::{balancer.attrs['access_logs.s3.bucket']}"
            prefix = balancer.attrs.get("access_logs.s3.prefix")
            log = f"{prefix}/" if prefix else ""
            log += f"AWSLogs/{ACCOUNT_ID}/elasticloadbalancing/log"
            why = reach.bucket(_BALANCERS, balancer.arn, bucket, log, acl=False)
            yield Delivery("balancer to bucket", balancer.arn, bucket, why)


@sends
def buckets() -> Iterator[Delivery]:
    """S3 writes its access logs to a bucket that lets it in."""
    for bucket in list(s3_backends[ACCOUNT_ID]["aws"].buckets.values()):
        if bucket.logging:
            target = f"arn:aws:s3:::{bucket.logging['TargetBucket']}"
            log = f"{bucket.logging.get('TargetPrefix') or ''}log"
            why = reach.bucket("logging.s3.amazonaws.com", bucket.arn, target, log, acl=False)
            yield Delivery("access log to bucket", bucket.arn, target, why)


@sends
def web_acls() -> Iterator[Delivery]:
    """Web ACLs log to a group by CloudWatch Logs."""
    for backend in list(wafv2_backends[ACCOUNT_ID].values()):
        for arn, each in list(backend.logging_configurations.items()):
            for target in each.log_destination_configs:
                if ":logs:" in target:
                    source = _source_of_logs(arn)
                    why = reach.delivered_logs(source, target)
                    yield Delivery("web ACL to log group", arn, target, why)


@sends
def apis() -> Iterator[Delivery]:
    """Stages of APIs log to a group by CloudWatch Logs."""
    for region, backend in list(apigatewayv2_backends[ACCOUNT_ID].items()):
        for api in list(backend.apis.values()):
            for stage in list(api.stages.values()):
                if target := (stage.access_log_settings or {}).get("destinationArn"):
                    arn = f"arn:aws:apigateway:{region}::/apis/{api.api_id}/stages/{stage.name}"
                    source = f"arn:aws:logs:{region}:{ACCOUNT_ID}:*"
                    why = reach.delivered_logs(source, target)
                    yield Delivery("API to log group", arn, target, why)


def _source_of_logs(arn: str) -> str:
    """Return what delivers logs names as its source: CloudWatch Logs of the region."""
    return f"arn:aws:logs:{arn.split(':')[3]}:{ACCOUNT_ID}:*"


def _group(region: str, name: str | None, destination: str | None) -> str:
    if destination:
        return destination.removesuffix(":*")
    return f"arn:aws:logs:{region}:{ACCOUNT_ID}:log-group:{name}"


def _arn_of_key(name: Any, region: str) -> str | None:
    if not name:
        return None
    return name if ":" in name else f"arn:aws:kms:{region}:{ACCOUNT_ID}:key/{name}"
