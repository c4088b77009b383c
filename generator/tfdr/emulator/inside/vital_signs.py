"""What the services of the emulated AWS publish in every minute by themselves.

Enough that a system at rest is quiet: without it, alarms that take silence for a fault would go
off. There is no load, so what grows with it is small and always the same.
"""

from collections.abc import Iterator
from typing import Any

from moto.autoscaling.models import autoscaling_backends
from moto.cloudtrail.models import cloudtrail_backends
from moto.cloudwatch.models import cloudwatch_backends
from moto.rds.models import rds_backends
from moto.sqs.models import sqs_backends

from tfdr.emulator.inside.databases import answers
from tfdr.emulator.inside.faults import faults
from tfdr.emulator.inside.global_databases import USUAL_LAG, global_clusters, is_well
from tfdr.emulator.inside.health import statuses
from tfdr.emulator.inside.simulation import simulation
from tfdr.emulator.protocol import ACCOUNT_ID

OF_HEALTH_CHECKS = "AWS/Route53"
"""Namespace of what health checks publish, in us-east-1 only."""

_BUSY = 10.0  # percent


def publish() -> None:
    """Publish what there is in each living region, but for health checks."""
    _publish_lags()
    _publish_databases()
    _publish_groups()
    _publish_queues()
    _publish_trails()


def publish_health() -> None:
    """Publish what health checks found."""
    if not faults.lives("us-east-1"):
        return
    for check, status in statuses().items():
        values = {
            "HealthCheckStatus": float(status.healthy),
            "HealthCheckPercentageHealthy": 100.0 * status.healthy,
        }
        _put("us-east-1", OF_HEALTH_CHECKS, values, HealthCheckId=check)


def _publish_lags() -> None:
    """Publish how far secondary clusters are behind their writer.

    Where the writer's region is out, the time since then counts as lag. Where the region lives and
    the writer does not, there is nothing to be behind.
    """
    for cluster in global_clusters():
        writer = next((member for member in cluster.members if member.is_writer), None)
        if writer is None or (faults.lives(writer.region) and not is_well(writer)):
            continue
        out = simulation.now - faults.began.get(writer.region, simulation.now)
        for member in cluster.members:
            if member is not writer and is_well(member):
                lag = faults.lag(member.region, USUAL_LAG)
                values = {"AuroraGlobalDBRPOLag": lag + out * 1000}
                if is_well(writer):
                    values["AuroraGlobalDBReplicationLag"] = lag
                named = {"DBClusterIdentifier": member.db_cluster_identifier}
                _put(member.region, "AWS/RDS", values, **named)
                _put(member.region, "AWS/RDS", values, **named, SourceRegion=writer.region)


def _publish_databases() -> None:
    for region, backend in _living(rds_backends):
        for cluster in list(backend.clusters.values()):
            if answers(cluster):
                named = {"DBClusterIdentifier": cluster.db_cluster_identifier}
                _put(region, "AWS/RDS", {"CPUUtilization": _BUSY}, **named)


def _publish_groups() -> None:
    for region, backend in _living(autoscaling_backends):
        for name, group in list(backend.autoscaling_groups.items()):
            running = len(group.instance_states)
            values = {
                "GroupDesiredCapacity": float(group.desired_capacity or 0),
                "GroupInServiceInstances": float(running),
            }
            _put(region, "AWS/AutoScaling", values, AutoScalingGroupName=name)
            if running:
                _put(region, "AWS/EC2", {"CPUUtilization": _BUSY}, AutoScalingGroupName=name)


def _publish_queues() -> None:
    for region, backend in _living(sqs_backends):
        for queue in list(backend.queues.values()):
            values = {"ApproximateNumberOfMessagesVisible": float(len(queue.messages))}
            _put(region, "AWS/SQS", values, QueueName=queue.name)


def _publish_trails() -> None:
    for region, backend in _living(cloudtrail_backends):
        for trail in list(backend.trails.values()):
            if trail.cw_log_group_arn and trail.status.is_logging:
                name = trail.cw_log_group_arn.removesuffix(":*").split(":log-group:")[1]
                _put(region, "AWS/Logs", {"IncomingLogEvents": 1.0}, LogGroupName=name)
            if trail.sns_topic_name and trail.status.is_logging:
                told = {"NumberOfMessagesPublished": 1.0}
                _put(region, "AWS/SNS", told, TopicName=trail.sns_topic_name)


def _living(backends: Any) -> Iterator[tuple[str, Any]]:
    for region, backend in list(backends[ACCOUNT_ID].items()):
        if faults.lives(region):
            yield region, backend


def _put(region: str, namespace: str, values: dict[str, float], **dimensions: str) -> None:
    described = [{"Name": name, "Value": value} for name, value in dimensions.items()]
    data = [
        {"MetricName": name, "Value": value, "Dimensions": described}
        for name, value in values.items()
    ]
    cloudwatch_backends[ACCOUNT_ID][region].put_metric_data(namespace, data)
