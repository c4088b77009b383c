"""SEC: what is stored and what is sent can be read by nobody else."""

import json
from collections.abc import Iterator

from tests.emulated.requirements.system import System, policies

# Where each type names the key that encrypts it.
KEYS = {
    "aws_backup_vault": "kms_key_arn",
    "aws_cloudtrail": "kms_key_id",
    "aws_cloudwatch_log_group": "kms_key_id",
    "aws_dynamodb_table": "server_side_encryption.0.kms_key_arn",
    "aws_dynamodb_table_replica": "kms_key_arn",
    "aws_ecr_repository": "encryption_configuration.0.kms_key",
    "aws_lambda_function": "kms_key_arn",
    "aws_launch_template": "block_device_mappings.0.ebs.0.kms_key_id",
    "aws_rds_cluster": "kms_key_id",
    "aws_rds_cluster_instance": "performance_insights_kms_key_id",
    "aws_secretsmanager_secret": "kms_key_id",
    "aws_sns_topic": "kms_master_key_id",
    "aws_sqs_queue": "kms_master_key_id",
}
BUCKET_KEY = "rule.0.apply_server_side_encryption_by_default.0"


def data_without_a_key_of_its_region(system: System) -> Iterator[str]:
    for address, key, region in _encrypted(system):
        if key not in system.keys:
            yield f"{address}: {key} is no key of this system"
        elif system.keys[key] != region:
            yield f"{address}: its key is in {system.keys[key]}, not in {region}"


def _encrypted(system: System) -> Iterator[tuple[str, str, str]]:
    """What is encrypted: its address, key and region."""
    for resource in system.of_type(*KEYS):
        yield resource.address, str(resource.get(KEYS[resource.type])), resource.region
    for secret in system.of_type("aws_secretsmanager_secret"):
        for replica in secret.values["replica"]:
            yield f"{secret.address}: replica", replica["kms_key_id"], replica["region"]
    plain = _buckets_for_delivered_logs(system)
    for bucket in system.of_type("aws_s3_bucket_server_side_encryption_configuration"):
        name, rule = bucket.values["bucket"], bucket.get(BUCKET_KEY)
        if rule["sse_algorithm"] == "AES256" and name in plain:
            continue
        yield bucket.address, rule["kms_master_key_id"], system.bucket_regions[name]


def _buckets_for_delivered_logs(system: System) -> set[str]:
    """Load balancers and S3 deliver logs to no other key than S3's own.

    Sources: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/
    enable-access-logging.html and https://docs.aws.amazon.com/AmazonS3/latest/userguide/
    enable-server-access-logging.html
    """
    return {each.values["target_bucket"] for each in system.of_type("aws_s3_bucket_logging")} | {
        balancer.get("access_logs.0.bucket") for balancer in system.of_type("aws_lb")
    }


BUCKET_PARTS = (
    "aws_s3_bucket_public_access_block",
    "aws_s3_bucket_versioning",
    "aws_s3_bucket_server_side_encryption_configuration",
    "aws_s3_bucket_lifecycle_configuration",
    "aws_s3_bucket_ownership_controls",
    "aws_s3_bucket_policy",
)


def buckets_that_lack_a_control(system: System) -> Iterator[str]:
    for bucket in system.of_type("aws_s3_bucket"):
        name = bucket.values["bucket"]
        for part in BUCKET_PARTS:
            if not any(other.values["bucket"] == name for other in system.of_type(part)):
                yield f"{bucket.address}: no {part}"
        tls_only = [
            statement
            for holder, statement in policies(system)
            if holder.type == "aws_s3_bucket_policy" and holder.values["bucket"] == name
            if statement["Effect"] == "Deny"
            and "aws:SecureTransport" in json.dumps(statement.get("Condition", {}))
        ]
        if not tls_only:
            yield f"{bucket.address}: answers without TLS"


def ways_in_without_tls(system: System) -> Iterator[str]:
    for listener in system.of_type("aws_lb_listener"):
        if listener.values["protocol"] != "HTTPS" or "TLS13" not in listener.values["ssl_policy"]:
            yield f"{listener.address}: {listener.values['protocol']}"
    for proxy in system.of_type("aws_db_proxy"):
        if not proxy.values["require_tls"]:
            yield f"{proxy.address}: TLS is not required"
    for group in system.of_type("aws_rds_cluster_parameter_group"):
        settings = {item["name"]: item["value"] for item in group.values["parameter"]}
        is_mysql = group.values["family"].startswith("aurora-mysql")
        name = "require_secure_transport" if is_mysql else "rds.force_ssl"
        if settings.get(name) not in ("1", "ON"):
            yield f"{group.address}: {name} is {settings.get(name)}"
    for domain in system.of_type("aws_apigatewayv2_domain_name"):
        if domain.get("domain_name_configuration.0.security_policy") != "TLS_1_2":
            yield f"{domain.address}: takes less than TLS 1.2"
    for api in system.of_type("aws_apigatewayv2_api"):
        if not api.values["disable_execute_api_endpoint"]:
            yield f"{api.address}: can be reached past its own names"
