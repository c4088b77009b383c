"""Violations of OBS and FO06: what would go wrong unseen."""

from tests.emulated.breaks.change import Break, gone, put, say

_ALARM = "aws_cloudwatch_metric_alarm"
# Alarms that a system cannot do without, by what their addresses hold.
_ALARMS = (
    r"endpoint\[", "replication_lag", "database_.*cpu", r"(rotation|function)\..*\.errors",
    "dead_letters", "failures", r"replication_alarms.*\.latency", "replication_latency",
    "server_errors", "unhealthy_hosts", "service_cpu", "missing_tasks", "instances_.*cpu",
    "missing_instances", "throttles", "duration",
)  # fmt: skip
_CONDITION = '"Condition":{"ArnEquals":{"aws:SourceArn":"arn:aws:events:us-east-1:1:rule/x"}}'
_BUS = "aws_cloudwatch_event_target"

BREAKS = {
    "FO06": [
        Break("no queue for dead letters", "aws_lambda_function", put("dead_letter_config", [])),
        Break("no log group", "aws_cloudwatch_log_group", gone, where="function|rotation"),
        Break("no alarm on errors", _ALARM, gone, where=r"\.errors"),
        Break("no alarm on dead letters", _ALARM, gone, where=r"\.dead_letters"),
    ],
    "OBS01": [
        Break("an alarm that tells nobody", _ALARM, put("alarm_actions", [])),
        Break("an alarm that never ends", _ALARM, put("ok_actions", [])),
        Break("nobody listens", "aws_sns_topic_subscription", gone),
    ],
    "OBS02": [
        *(Break(f"no alarm {part}", _ALARM, gone, where=part) for part in _ALARMS),
        Break("an alarm after the objective", _ALARM, put("threshold", 1e9), where="lag"),
        Break(
            "an alarm in another region", _ALARM, put("arn", "arn:aws:x:sa-east-1:1:x"), where="lag"
        ),
    ],
    "OBS03": [
        Break("no dashboard", "aws_cloudwatch_dashboard", gone),
        *(
            Break(
                f"a dashboard without {region}",
                "aws_cloudwatch_dashboard",
                say("dashboard_body", f'"{region}"', '"sa-east-1"'),
            )
            for region in ("us-east-2", "us-west-2", "eu-west-1", "eu-central-1")
        ),
    ],
    "OBS04": [
        Break("nobody listens", "aws_sns_topic_subscription", gone),
        Break("somebody else listens", "aws_sns_topic_subscription", put("endpoint", "x@x.com")),
        Break(
            "anything may publish",
            "aws_sns_topic_policy",
            say("policy", "aws:SourceArn", "aws:SourceAccount"),
        ),
        Break(
            "rules that may not publish",
            "aws_sns_topic_policy",
            say(
                "policy",
                '"Principal":{"Service":"events',
                f'{_CONDITION},"Principal":{{"Service":"events',
            ),
        ),
        Break("a stranger who may publish", _BUS, gone, where=r"relay.*\.topic"),
        Break("a region that is not told", _BUS, gone, where="peers"),
        Break("a region that does not listen", "aws_cloudwatch_event_rule", gone, where="arriving"),
    ],
    "OBS05": [
        Break(
            "logs that are kept for ever", "aws_cloudwatch_log_group", put("retention_in_days", 0)
        )
    ],
    "OBS06": [
        Break(
            "a function that is not traced",
            "aws_lambda_function",
            put("tracing_config.0.mode", "PassThrough"),
        ),
        Break(
            "tasks without a daemon",
            "aws_ecs_task_definition",
            say("container_definitions", '"containerPort":2000', '"containerPort":2001'),
        ),
        Break("instances without a daemon", "aws_launch_template", put("user_data", "e30=")),
        Break(
            "a role that sends no traces",
            "aws_iam_role_policy",
            say("policy", "xray:PutTraceSegments", "xray:PutTelemetryRecords"),
            where="service|instances",
        ),
    ],
}
