"""Violations of DAT: tables, objects and backups."""

from tests.emulated.breaks.change import Break, drop, gone, put, say
from tests.emulated.requirements.encrypted import KEYS

_TABLE = "aws_dynamodb_table"
_REPLICA = "aws_dynamodb_table_replica"
_COPIES = "aws_s3_bucket_replication_configuration"
_LOCK = "aws_s3_bucket_object_lock_configuration"
_OBJECTS = "data_bucket|transaction_logs"

_SESSIONS = "sessions"
_STATE = r"failover\.aws_dynamodb_table"

BREAKS = {
    "FO03": [
        Break("a region without a memory", _TABLE, gone, where=_STATE),
        Break("a memory that waits", _TABLE, put("stream_enabled", True), where=_STATE),
        Break(
            "a memory in the clear",
            _TABLE,
            put("server_side_encryption", []),
            where=_STATE,
        ),
    ],
    "DAT05": [
        Break("a table without replica", _REPLICA, gone),
        Break("no table", _TABLE, gone, where=_SESSIONS),
        Break(
            "a table that cannot go back",
            _TABLE,
            put("point_in_time_recovery", []),
            where=_SESSIONS,
        ),
        Break("a replica that cannot go back", _REPLICA, put("point_in_time_recovery", False)),
        Break("a table with AWS's key", _TABLE, put(KEYS[_TABLE], ""), where=_SESSIONS),
        Break("a replica with AWS's key", _REPLICA, put("kms_key_arn", "")),
        Break("sessions that never end", _TABLE, put("ttl.0.enabled", False)),
        Break("sessions of nobody", _TABLE, put("global_secondary_index", [])),
        Break("half a stream", _TABLE, put("stream_view_type", "KEYS_ONLY"), where=_SESSIONS),
    ],
    "DAT06": [
        Break("a bucket that is not copied", _COPIES, gone, where=_OBJECTS),
        Break("a region that gets no copies", _COPIES, drop("rule"), where=_OBJECTS),
        Break("copies of another bucket", _COPIES, put("bucket", "another")),
        Break("a rule that is off", _COPIES, put("rule.0.status", "Disabled")),
        Break(
            "delete markers left out",
            _COPIES,
            put("rule.0.delete_marker_replication.0.status", "Disabled"),
        ),
        Break(
            "encrypted objects left out",
            _COPIES,
            put("rule.0.source_selection_criteria.0.sse_kms_encrypted_objects", []),
        ),
        Break(
            "copies without a key",
            _COPIES,
            put("rule.0.destination.0.encryption_configuration", []),
        ),
        Break("not measured", _COPIES, put("rule.0.destination.0.metrics", [])),
        Break("no time control", _COPIES, put("rule.0.destination.0.replication_time", [])),
        Break(
            "versions that are not kept",
            "aws_s3_bucket_versioning",
            put("versioning_configuration.0.status", "Suspended"),
            where="data_bucket|transaction",
        ),
        Break(
            "a role that may not delete",
            "aws_iam_role_policy",
            say("policy", "s3:ReplicateDelete", "s3:GetObject"),
            where=r"(data_bucket|transaction_logs)\.module\.replication",
        ),
        Break(
            "a role that sees no locks",
            "aws_iam_role_policy",
            say("policy", "s3:GetObjectRetention", "s3:GetObject"),
            where="transaction_logs",
        ),
    ],
    "DAT06-lock": [
        Break("logs without a lock", _LOCK, gone, where=r"primary\.module\.transaction_logs"),
        Break("copies without a lock", _LOCK, gone, where=r"dr\.module\.transaction_logs"),
        Break(
            "a lock of no time",
            _LOCK,
            put("rule.0.default_retention.0.days", 0),
            where="transaction_logs",
        ),
    ],
    "DAT08": [
        Break("a region without a vault", "aws_backup_vault", gone),
        Break("no plan", "aws_backup_plan", gone),
        Break("a plan that does nothing", "aws_backup_plan", put("rule", [])),
        Break("backups that stay", "aws_backup_plan", put("rule.0.copy_action", [])),
        Break("a plan that selects nothing", "aws_backup_selection", gone),
        Break("something is left out", "aws_backup_selection", drop("resources")),
    ],
}
