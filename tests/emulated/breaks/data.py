"""Violations of DAT: databases."""

from tests.emulated.breaks.change import Break, drop, gone, put, say

_CLUSTER = "aws_rds_cluster"

BREAKS = {
    "DAT01": [
        Break("AWS was not asked", "aws_rds_engine_version", gone),
        Break(
            "a version that cannot",
            "aws_rds_engine_version",
            put("supports_global_databases", False),
        ),
        Break("a region without a database", _CLUSTER, gone),
        Break("a database by itself", _CLUSTER, put("global_cluster_identifier", "")),
        Break("an old version", _CLUSTER, put("engine_version", "13.9")),
    ],
    "DAT02": [
        Break("a secondary in the clear", _CLUSTER, put("storage_encrypted", False)),
        Break("a secondary without a key", _CLUSTER, put("kms_key_id", ""), where=r"^module\.dr"),
        Break(
            "a secondary with a password",
            _CLUSTER,
            put("master_password_wo_version", 1),
            where=r"^module\.dr",
        ),
        Break("a world in the clear", "aws_rds_global_cluster", put("storage_encrypted", False)),
    ],
    "DAT03": [
        Break("backups of a day", _CLUSTER, put("backup_retention_period", 1)),
        Break("no window", _CLUSTER, put("preferred_backup_window", "")),
        Break("a log that is not exported", _CLUSTER, drop("enabled_cloudwatch_logs_exports")),
        Break(
            "a log group that RDS makes",
            "aws_cloudwatch_log_group",
            gone,
            where=r"module\.database\.",
        ),
    ],
    "DAT04": [
        Break(
            "on a class that has none",
            "aws_rds_cluster_instance",
            put("instance_class", "db.t3.medium"),
        ),
        Break(
            "off where the class has them",
            "aws_rds_cluster_instance",
            put("performance_insights_enabled", False),
        ),
    ],
    "DAT07": [
        Break("a region without a proxy", "aws_db_proxy", gone),
        Break("a proxy that leads nowhere", "aws_db_proxy_target", gone),
        Break(
            "a proxy that leads elsewhere",
            "aws_db_proxy_target",
            put("db_cluster_identifier", "another"),
        ),
        Break("a proxy to write only", "aws_db_proxy_endpoint", gone),
        Break(
            "tasks that go past it",
            "aws_ecs_task_definition",
            say("container_definitions", "DATABASE_HOST", "DATABASE"),
        ),
        Break("instances that go past it", "aws_launch_template", gone),
        Break(
            "a function that goes past it",
            "aws_lambda_function",
            put("environment.0.variables.DATABASE_HOST", "the-cluster"),
        ),
    ],
}
