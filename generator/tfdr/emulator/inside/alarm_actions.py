"""What an alarm that changes sets off: its actions, and an event that rules may carry on."""

import json
from datetime import UTC, datetime
from typing import Any

from tfdr.emulator.inside import deliveries, events
from tfdr.emulator.inside.alarms import StateChange
from tfdr.emulator.protocol import ACCOUNT_ID

_TO_TOPICS = "cloudwatch.amazonaws.com"
_TO_FUNCTIONS = "lambda.alarms.cloudwatch.amazonaws.com"


def tell(change: StateChange) -> None:
    """Do what an alarm's change of state sets off."""
    alarm, now = change.alarm, datetime.now(UTC)
    detail = _detail(change, now)
    kind = "CloudWatch Alarm State Change"
    happened = events.event(change.region, "aws.cloudwatch", kind, [alarm.alarm_arn], detail)
    events.put(change.region, happened)
    if not alarm.actions_enabled:
        return
    for action in _actions(alarm):
        service = action.split(":")[2]
        if service == "sns":
            subject = f'{alarm.state_value}: "{alarm.name}" in {change.region}'
            message = json.dumps(_message(change, now))
            deliveries.publish(action, subject, message, _TO_TOPICS, alarm.alarm_arn)
        elif service == "lambda":
            said = _event(change, now)
            deliveries.call(action, said, _TO_FUNCTIONS, alarm.alarm_arn)


def _actions(alarm: Any) -> list[str]:
    return {
        "ALARM": alarm.alarm_actions,
        "OK": alarm.ok_actions,
        "INSUFFICIENT_DATA": alarm.insufficient_data_actions,
    }[alarm.state_value] or []


def _detail(change: StateChange, now: datetime) -> dict[str, Any]:
    """Return the detail of the event for EventBridge."""
    time = now.strftime("%Y-%m-%dT%H:%M:%S.000+0000")
    return {
        "alarmName": change.alarm.name,
        "configuration": _configuration(change.alarm),
        "previousState": {"value": change.before, "reason": change.before_reason},
        "state": {"value": change.alarm.state_value, "reason": change.reason, "timestamp": time},
    }


def _event(change: StateChange, now: datetime) -> dict[str, Any]:
    """Return what CloudWatch sends to a function."""
    return {
        "source": "aws.cloudwatch",
        "alarmArn": change.alarm.alarm_arn,
        "accountId": ACCOUNT_ID,
        "time": now.strftime("%Y-%m-%dT%H:%M:%S.000+0000"),
        "region": change.region,
        "alarmData": _detail(change, now),
    }


def _message(change: StateChange, now: datetime) -> dict[str, Any]:
    """Return what CloudWatch publishes to a topic."""
    alarm = change.alarm
    return {
        "AlarmName": alarm.name,
        "AlarmDescription": alarm.description,
        "AWSAccountId": ACCOUNT_ID,
        "AlarmArn": alarm.alarm_arn,
        "Region": change.region,
        "NewStateValue": alarm.state_value,
        "NewStateReason": change.reason,
        "OldStateValue": change.before,
        "StateChangeTime": now.strftime("%Y-%m-%dT%H:%M:%S.000+0000"),
    }


def _configuration(alarm: Any) -> dict[str, Any]:
    if alarm.rule:
        return {"description": alarm.description, "alarmRule": alarm.rule}
    if alarm.metric_data_queries:
        return {
            "description": alarm.description,
            "metrics": [_query(e) for e in alarm.metric_data_queries],
        }
    metric = {
        "namespace": alarm.namespace,
        "name": alarm.metric_name,
        "dimensions": {each.name: each.value for each in alarm.dimensions},
    }
    stat = {"metric": metric, "period": alarm.period, "stat": alarm.statistic}
    metrics = [{"id": "m1", "metricStat": stat, "returnData": True}]
    return {"description": alarm.description, "metrics": metrics}


def _query(query: Any) -> dict[str, Any]:
    said = {"id": query.id, "returnData": str(query.return_data).lower() == "true"}
    return {**said, **({"expression": query.expression} if query.expression else {})}
