"""Violations of SEC: rights, passwords and the trail."""

from tests.emulated.breaks.change import Break, drop, gone, put, say

_EVERYTHING = '{"Statement": [{"Effect": "Allow", "Action": ["s3:PutObject"], "Resource": "*"}]}'
_ANYBODY = (
    '{"Statement": [{"Effect": "Allow", "Action": "sns:Publish", "Resource": "arn:x",'
    ' "Principal": {"Service": "cloudwatch.amazonaws.com"}}]}'
)

BREAKS = {
    "SEC01": [
        Break("a password in the state", "aws_rds_cluster", put("master_password", "hunter2")),
        Break("no replica of the secret", "aws_secretsmanager_secret", drop("replica")),
        Break("a secret that stays", "aws_secretsmanager_secret_rotation", gone),
    ],
    "SEC02": [
        Break(
            "a role that may do it to everything", "aws_iam_role_policy", put("policy", _EVERYTHING)
        ),
        Break(
            "all actions of a service",
            "aws_iam_policy",
            say("policy", "s3:GetObject", "s3:*"),
        ),
    ],
    "SEC02-linted": [
        Break(
            "an action that there is not",
            "aws_iam_role_policy",
            say("policy", "logs:PutLogEvents", "logs:WriteLogEvents"),
        ),
        Break(
            "a condition that never holds",
            "aws_s3_bucket_policy",
            say("policy", "aws:SecureTransport", "aws:SecureTransports"),
        ),
        Break(
            "a resource that the action is not for",
            "aws_iam_role_policy",
            say("policy", ":log-group:", ":log-groups:"),
        ),
    ],
    "SEC02-deputy": [
        Break("a topic open to all alarms", "aws_sns_topic_policy", put("policy", _ANYBODY))
    ],
    "SEC06": [
        Break("no trail", "aws_cloudtrail", gone),
        Break("of one region", "aws_cloudtrail", put("is_multi_region_trail", False)),
        Break("not validated", "aws_cloudtrail", put("enable_log_file_validation", False)),
        Break("not encrypted", "aws_cloudtrail", put("kms_key_id", "")),
        Break("no delivery to logs", "aws_cloudtrail", put("cloud_watch_logs_group_arn", "")),
        Break("to another's bucket", "aws_cloudtrail", put("s3_bucket_name", "another")),
        Break(
            "in the primary region",
            "aws_cloudtrail",
            put("arn", "arn:aws:cloudtrail:us-east-1:123456789012:trail/x"),
        ),
    ],
    "SEC09": [
        Break(
            "a cluster that only takes passwords",
            "aws_rds_cluster",
            put("iam_database_authentication_enabled", False),
        ),
        Break("a proxy that takes passwords", "aws_db_proxy", put("auth.0.iam_auth", "DISABLED")),
        Break(
            "a service that may not connect",
            "aws_iam_policy",
            say("policy", "rds-db:connect", "rds-db:other"),
        ),
    ],
}
