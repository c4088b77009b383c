"""Violations of CMP and OPS: what the repository says that is not so."""

from tests.emulated.breaks.change import Break, gone, put

_FUNCTION = "aws_lambda_function"
# What docs/cost.md counts.
_COUNTED = (
    "aws_nat_gateway", "aws_vpc_endpoint", "aws_eip", "aws_lb", "aws_rds_cluster_instance",
    "aws_route53_health_check", "aws_secretsmanager_secret", "aws_autoscaling_group",
    "aws_wafv2_web_acl",
)  # fmt: skip

BREAKS = {
    "CMP04": [
        Break("another package was uploaded", _FUNCTION, put("code_sha256", "other")),
        Break("a hash by hand", _FUNCTION, put("source_code_hash", "other")),
        Break("a package that is not there", _FUNCTION, put("filename", "./lambda/none.zip")),
        Break("a handler that is not there", _FUNCTION, put("handler", "rotation.main")),
        Break("a module that is not there", _FUNCTION, put("handler", "index.handler")),
    ],
    "CMP05": [
        Break(f"no {name}", "output", gone, where=f"^output.{name}$")
        for name in (
            "api_ids",
            "bucket_names",
            "database_endpoints",
            "load_balancer_names",
            "proxy_endpoints",
            "sessions_table_name",
            "sessions_table_arns",
            "transaction_log_bucket_names",
        )
    ],
    "OPS03": [
        *(Break(f"{kind} too many in the count", kind, gone) for kind in _COUNTED),
        Break("a task more than counted", "aws_ecs_service", put("desired_count", 7)),
        Break("a key too many in the count", "aws_kms_key", gone, where=r"dr\.module\.encryption"),
        Break("a key of the trail too many", "aws_kms_key", gone, where="trail"),
        Break("a zone too many in the count", "aws_route53_zone", gone),
    ],
    "C-instances": [
        Break(
            "disks in the clear",
            "aws_launch_template",
            put("block_device_mappings.0.ebs.0.encrypted", "false"),
        ),
        Break("no refresh", "aws_autoscaling_group", put("instance_refresh", [])),
        Break("one instance", "aws_autoscaling_group", put("min_size", 1), where="primary"),
    ],
}
