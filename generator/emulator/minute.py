"""A minute of the emulated AWS: what happens by itself in each.

Nothing happens by the clock, so that a drill need not wait for it: schedules call their functions,
databases and health checks publish, alarms are evaluated, and what they set off is done.
"""

import re
import threading
from typing import Any

from generator.emulator import alarms, deliveries
from generator.emulator.alarm_actions import tell
from generator.emulator.environment import ACCOUNT_ID
from generator.emulator.faults import faults
from generator.emulator.health_checks import look_at_endpoints, look_at_the_rest, statuses

USUAL_LAG = 120.0
"""Milliseconds that a secondary cluster is behind the writer."""

_HEALTH_METRICS = ("us-east-1", "AWS/Route53")
_RATE = re.compile(r"rate\((\d+) (minute|hour|day)s?\)")
_MINUTES = {"minute": 1, "hour": 60, "day": 24 * 60}

_one_at_a_time = threading.Lock()


def pass_minute(wait_seconds: float) -> dict[str, Any]:
    """Let a minute pass.

    What a function puts while it runs counts for this minute if it ends in time. A function that
    an alarm calls is not waited for.

    Args:
        wait_seconds: how long to wait for the functions that the schedules call.

    Returns:
        The `minute`; the functions that `ran` and how that went; each `alarm` that changed; each
        health check that `turned`; what was `published` to topics and what was `undelivered`.
    """
    from generator.emulator.extensions.rds_global_failover import settle_all
    from generator.emulator.extensions.sns import sent

    with _one_at_a_time:
        faults.minute += 1
        published, undelivered = len(sent), len(deliveries.undelivered)
        before = {check: status.healthy for check, status in statuses().items()}
        settle_all()
        ran = _run_schedules(wait_seconds)
        look_at_endpoints()
        _publish_lags()
        _publish_queues()
        alarms.end_minute()
        changes = alarms.evaluate_metric_alarms(lambda name: name != _HEALTH_METRICS[1])
        look_at_the_rest()
        _publish_health()
        changes += alarms.evaluate_metric_alarms(lambda name: name == _HEALTH_METRICS[1])
        changes += alarms.evaluate_composite_alarms()
        look_at_the_rest()
        for change in changes:
            tell(change)
        return {
            "minute": faults.minute,
            "ran": ran,
            "alarms": [change.as_json() for change in changes],
            "turned": {
                check: status.as_json()
                for check, status in statuses().items()
                if before.get(check) != status.healthy
            },
            "published": sent[published:],
            "undelivered": deliveries.undelivered[undelivered:],
        }


def _run_schedules(wait_seconds: float) -> list[dict[str, Any]]:
    from moto.events.models import events_backends

    from generator.emulator.extensions import events

    begun = []
    for region, backend in list(events_backends[ACCOUNT_ID].items()):
        if not faults.lives(region):
            continue
        for rule in list(backend.event_buses["default"].rules.values()):
            if rule.state == "DISABLED" or not _is_due(rule.scheduled_expression):
                continue
            happened = events.event(region, "aws.events", "Scheduled Event", [rule.arn], {})
            for target in rule.targets:
                if target["Arn"].split(":")[2] == "lambda":
                    begun.append((rule.name, events.send(rule, target, happened)))
    return [
        {
            "rule": rule,
            "function": invocation.function,
            "region": invocation.region,
            "ended": invocation.wait(wait_seconds),
            "failed": invocation.failed,
            "answer": invocation.answer,
        }
        for rule, invocation in begun
        if invocation is not None
    ]


def _is_due(expression: str | None) -> bool:
    rate = _RATE.fullmatch(expression or "")
    return rate is not None and faults.minute % (int(rate[1]) * _MINUTES[rate[2]]) == 0


def _publish_lags() -> None:
    """Publish how far secondary clusters are behind, as long as there is a writer to be behind."""
    from moto.rds.models import rds_backends

    for cluster in rds_backends[ACCOUNT_ID]["us-east-1"].global_clusters.values():
        writer = next((member for member in cluster.members if member.is_writer), None)
        if writer is None or not _is_well(writer):
            continue
        for member in cluster.members:
            if member is not writer and _is_well(member):
                lag = faults.lags.get(member.region, USUAL_LAG)
                names = ("AuroraGlobalDBRPOLag", "AuroraGlobalDBReplicationLag")
                identifier = {"DBClusterIdentifier": member.db_cluster_identifier}
                source = {**identifier, "SourceRegion": writer.region}
                for name in names:
                    _put(member.region, "AWS/RDS", name, lag, identifier)
                    _put(member.region, "AWS/RDS", name, lag, source)


def _publish_queues() -> None:
    from moto.sqs.models import sqs_backends

    for region, backend in list(sqs_backends[ACCOUNT_ID].items()):
        if faults.lives(region):
            for queue in list(backend.queues.values()):
                waiting = len(queue.messages)
                name = "ApproximateNumberOfMessagesVisible"
                _put(region, "AWS/SQS", name, waiting, {"QueueName": queue.name})


def _publish_health() -> None:
    region, namespace = _HEALTH_METRICS
    if not faults.lives(region):
        return
    for check, status in statuses().items():
        dimensions = {"HealthCheckId": check}
        _put(region, namespace, "HealthCheckStatus", float(status.healthy), dimensions)
        share = 100.0 * status.healthy
        _put(region, namespace, "HealthCheckPercentageHealthy", share, dimensions)


def _is_well(cluster: Any) -> bool:
    return faults.lives(cluster.region) and cluster.db_cluster_arn not in faults.lost


def _put(region: str, namespace: str, name: str, value: float, dimensions: dict[str, str]) -> None:
    from moto.cloudwatch.models import cloudwatch_backends

    described = [{"Name": key, "Value": held} for key, held in dimensions.items()]
    cloudwatch_backends[ACCOUNT_ID][region].put_metric_data(
        namespace, [{"MetricName": name, "Value": value, "Dimensions": described}]
    )
