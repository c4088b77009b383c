"""Violations of SEC: encryption, buckets and TLS."""

from tests.emulated.breaks.change import Break, gone, put
from tests.emulated.requirements.encrypted import BUCKET_KEY, BUCKET_PARTS, KEYS

_FOREIGN = "arn:aws:kms:sa-east-1:123456789012:key/foreign"

BREAKS = {
    "SEC03": [
        *(Break(f"{kind} with AWS's key", kind, put(path, "")) for kind, path in KEYS.items()),
        Break(
            "a table with a foreign key",
            "aws_dynamodb_table",
            put(KEYS["aws_dynamodb_table"], _FOREIGN),
        ),
        Break(
            "a replica of a secret with AWS's key",
            "aws_secretsmanager_secret",
            put("replica.0.kms_key_id", ""),
        ),
        Break(
            "a bucket with S3's key",
            "aws_s3_bucket_server_side_encryption_configuration",
            put(BUCKET_KEY, {"sse_algorithm": "AES256", "kms_master_key_id": ""}),
            where="trail|data_bucket|transaction",
        ),
        Break(
            "a key in another region",
            "aws_kms_key",
            put("arn", _FOREIGN),
            where=r"primary\.module\.encryption.*data",
        ),
    ],
    "SEC05": [Break(f"no {part}", part, gone) for part in BUCKET_PARTS]
    + [
        Break(
            "a bucket that answers without TLS",
            "aws_s3_bucket_policy",
            put("policy", '{"Statement": []}'),
        ),
    ],
    "SEC07": [
        Break("a database without TLS", "aws_rds_cluster_parameter_group", put("parameter", [])),
        Break("a listener without TLS", "aws_lb_listener", put("protocol", "HTTP")),
        Break("a proxy without TLS", "aws_db_proxy", put("require_tls", False)),
        Break(
            "an old TLS",
            "aws_apigatewayv2_domain_name",
            put("domain_name_configuration.0.security_policy", "TLS_1_0"),
        ),
        Break(
            "an interface with a name of its own",
            "aws_apigatewayv2_api",
            put("disable_execute_api_endpoint", False),
        ),
    ],
}
