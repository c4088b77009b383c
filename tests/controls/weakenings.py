"""How each control can be undone by hand: what is replaced where, in a repository of which kind."""

from dataclasses import dataclass
from typing import Any

EVERYTHING = [
    "sessions",
    "storage",
    "transaction-logs",
    "replication-time-control",
    "proxy",
    "backup",
    "tracing",
]
KINDS: dict[str, dict[str, Any]] = {
    "ecs": {"compute": "ecs", "services": EVERYTHING, "manage_account_services": True},
    "ec2": {"compute": "ec2", "services": EVERYTHING},
    "api": {"compute": "api", "services": EVERYTHING},
}


@dataclass(frozen=True)
class Weakening:
    """One change by hand.

    Attributes:
        file: in the generated repository.
        old: a pattern in it, which has to be there.
        new: what takes its place.
        says: a part of the message that has to come of it.
    """

    control: str
    file: str
    old: str
    new: str
    says: str
    kind: str = "ecs"


BUCKET = "modules/bucket/main.tf"
DATABASE = "modules/database/main.tf"
TRAIL = "modules/trail/main.tf"
SERVICES = "modules/account-services"
W = Weakening
WEAKENINGS = [
    W(
        "key-rotation",
        "modules/encryption/main.tf",
        "enable_key_rotation +=.*",
        "",
        "never rotated",
    ),
    W("database-encryption", DATABASE, "storage_encrypted = true", "", "is not encrypted"),
    W("database-encryption", DATABASE, "  kms_key_id +=.*", "", "no customer managed key"),
    W(
        "table-encryption",
        "modules/sessions/main.tf",
        "kms_key_arn = .*",
        "",
        "no customer managed",
    ),
    W(
        "table-encryption",
        "modules/sessions-replica/main.tf",
        "kms_key_arn +=.*",
        "",
        "no customer managed",
    ),
    W(
        "bucket-encryption",
        BUCKET,
        r"sse_algorithm +=.*",
        'sse_algorithm = "AES256"',
        "no customer",
    ),
    W("message-encryption", "modules/alerts/main.tf", "kms_master_key_id .*", "", "no customer"),
    W("message-encryption", "modules/function/main.tf", "kms_master_key_id .*", "", "no customer"),
    W("secret-encryption", "modules/secret/main.tf", r"  kms_key_id +=.*", "", "no customer"),
    W("secret-encryption", "modules/secret/main.tf", r"    kms_key_id =.*", "", "replica"),
    W("backup-encryption", "modules/backup-vault/main.tf", "kms_key_arn .*", "", "no customer"),
    W(
        "volume-encryption",
        "modules/instances/main.tf",
        " encrypted +=.*",
        "",
        "no customer",
        "ec2",
    ),
    W("image-encryption", "modules/images/main.tf", "kms_key +=.*", "", "no customer"),
    W("image-encryption", "modules/images/main.tf", '"IMMUTABLE"', '"MUTABLE"', "be replaced"),
    W("image-encryption", "modules/images/main.tf", "scan_on_push = true", "", "does not scan"),
    W("log-encryption", "modules/function/main.tf", "  kms_key_id +=.*", "", "no customer"),
    W("bucket-tls", BUCKET, '"aws:SecureTransport" = "false"', "", "without TLS"),
    W("database-tls", "modules/database/parameters.tf", r'"1"', '"0"', "without TLS"),
    W("database-tls", "modules/proxy/main.tf", "require_tls += true", "", "without TLS"),
    W("listener-tls", "modules/load-balancer/main.tf", "ssl_policy .*", "", "older versions"),
    W("listener-tls", "modules/api/domain-names.tf", '"TLS_1_2"', '"TLS_1_0"', "older", "api"),
    W("bucket-public-access", BUCKET, "ignore_public_acls +=.*", "", "ignore public acls"),
    W(
        "no-public-addresses",
        "modules/network/main.tf",
        r'resource "aws_subnet" "public" \{',
        r"\g<0>\n  map_public_ip_on_launch = true",
        "public address",
    ),
    W(
        "no-public-addresses",
        "modules/service/main.tf",
        r"network_configuration \{",
        r"\g<0>\n    assign_public_ip = true",
        "public address",
    ),
    W(
        "no-public-addresses",
        "modules/instances/main.tf",
        "associate_public_ip_address .*",
        "",
        "leaves public addresses",
        "ec2",
    ),
    W(
        "private-database",
        DATABASE,
        r'resource "aws_rds_cluster_instance" "this" \{',
        r"\g<0>\n  publicly_accessible = true",
        "is public",
    ),
    W(
        "closed-default-groups",
        "modules/network/main.tf",
        r'resource "aws_default_security_group" "closed" \{',
        r"\g<0>\n  ingress {\n    from_port = 0\n    to_port   = 0\n    protocol  = -1\n  }\n",
        "allows ingress",
    ),
    W(
        "instance-metadata",
        "modules/instances/main.tf",
        '"required"',
        '"optional"',
        "IMDSv1",
        "ec2",
    ),
    W("unprivileged-containers", "modules/service/main.tf", "user +=.*", "", "as root"),
    W("unprivileged-containers", "modules/service/main.tf", "readonlyRoot.*", "", "write to its"),
    W("database-roles", DATABASE, "iam_database_auth.*", "", "knows no IAM"),
    W("database-roles", "modules/proxy/main.tf", '"REQUIRED"', '"DISABLED"', "passwords"),
    W(
        "secret-rotation",
        "modules/secret/main.tf",
        "automatically_after_days .*",
        "automatically_after_days = 365",
        "365 days; at most 90",
    ),
    W(
        "bucket-versioning",
        BUCKET,
        '"Enabled"\n  }\n}\n\nresource "aws_s3_bucket_server',
        '"Suspended"\n  }\n}\n\nresource "aws_s3_bucket_server',
        "no versions",
    ),
    W("object-lock", "modules/bucket/lock.tf", r"default_retention \{[^}]*\}", "", "locks nothing"),
    W(
        "table-recovery",
        "modules/sessions/main.tf",
        r"point_in_time_recovery \{[^}]*\}",
        "",
        "restored",
    ),
    W(
        "table-recovery",
        "modules/sessions-replica/main.tf",
        "point_in_time_recovery .*",
        "",
        "restored",
    ),
    W(
        "database-backups",
        "variables.tf",
        r'(variable "backup_retention_days"[^}]*?default +=) \d+',
        r"\g<1> 7",
        "for 7 days; 35",
    ),
    W("database-backups", DATABASE, "backup_retention_period .*", "", "for unset days"),
    W(
        "backup-copies",
        "modules/backup-plan/main.tf",
        r'"copy_action"',
        '"advanced"',
        "no other region",
    ),
    W(
        "backup-copies",
        "modules/backup-plan/main.tf",
        "delete_after = var.retention_days",
        "delete_after = 3",
        "for 3 days; 35",
    ),
    W(
        "vault-lock",
        "modules/backup-vault/lock.tf",
        "min_retention_days .*",
        "min_retention_days = 1",
        "after 1 days",
    ),
    W(
        "deletion-protection",
        DATABASE,
        " deletion_protection +=.*",
        " deletion_protection = false",
        "by accident",
    ),
    W(
        "deletion-protection",
        "modules/load-balancer/main.tf",
        "enable_deletion_protection .*",
        "",
        "by accident",
    ),
    W(
        "log-retention",
        "variables.tf",
        r'(variable "log_retention_days"[^}]*?default +=) \d+',
        r"\g<1> 30",
        "for 30 days; 365",
    ),
    W("log-retention", "modules/function/main.tf", "retention_in_days .*", "", "for ever"),
    W("trail-everywhere", TRAIL, "is_multi_region_trail .*", "", "one region only"),
    W("trail-everywhere", TRAIL, "(include_global_service_events +=).*", r"\g<1> false", "global"),
    W("trail-validation", TRAIL, "enable_log_file_validation .*", "", "were changed"),
    W("trail-encryption", TRAIL, "kms_key_id .*", "", "no customer"),
    W("trail-delivery", TRAIL, "cloud_watch_logs_role_arn .*", "", "not delivered"),
    W("trail-data-events", TRAIL, r'\["Data"\]', '["Management"]', "no use of data"),
    W("trail-insights", TRAIL, '"ApiErrorRateInsight"', '"ApiCallRateInsight"', "ApiErrorRate"),
    W("watched-account", "modules/audit-alarms/main.tf", "alarm_actions +=.*", "", "tells nobody"),
    W(
        "watched-account",
        "modules/audit-alarms/events.tf",
        r"ScheduleKeyDeletion",
        "NoSuchCall",
        "watches for keys",
    ),
    W("flow-logs", "modules/network/flow-logs.tf", '"ALL"', '"REJECT"', "leaves out"),
    W("bucket-access-logs", "modules/bucket/access-logs.tf", "count = .*", "count = 0", "is gone"),
    W("request-logs", "modules/load-balancer/main.tf", r"access_logs \{[^}]*\}", "", "no requests"),
    W("request-logs", "modules/api/main.tf", "destination_arn .*", "", "no requests", "api"),
    W("database-logs", DATABASE, "enabled_cloudwatch_logs_exports .*", "", "exports no logs"),
    W(
        "dns-query-logs",
        "modules/global/dns-queries.tf",
        "cloudwatch_log_group_arn .*",
        "",
        "no log group",
    ),
    W(
        "web-firewall",
        "modules/web-acl/main.tf",
        r"override_action \{\s*none \{\}",
        "override_action {\n      count {}",
        "refuses nothing",
    ),
    W("web-firewall", "modules/load-balancer/web-acl.tf", r"(?s).*", "", "no web ACL before it"),
    W("web-firewall-logs", "modules/web-acl/logs.tf", "log_destination_configs .*", "", "no log"),
    W(
        "least-privilege",
        "modules/network/flow-logs.tf",
        r"Resource = .*",
        'Resource = "*"',
        "everything",
    ),
    W("least-privilege", "modules/network/flow-logs.tf", r'"logs:PutLogEvents"', '"logs:*"', "*"),
    W(
        "account-public-access",
        "modules/account/main.tf",
        "restrict_public_.*",
        "",
        "restrict public",
    ),
    W(
        "password-policy",
        "modules/account/main.tf",
        "(minimum_password_length +=).*",
        r"\g<1> 8",
        "shorter",
    ),
    W("password-policy", "modules/account/main.tf", "require_symbols .*", "", "require symbols"),
    W(
        "default-volume-encryption",
        f"{SERVICES}/main.tf",
        "enabled = true",
        "enabled = false",
        "is off",
    ),
    W(
        "config-recorder",
        f"{SERVICES}/config.tf",
        "is_enabled = true",
        "is_enabled = false",
        "not record",
    ),
    W(
        "config-recorder",
        f"{SERVICES}/config.tf",
        "all_supported .*",
        "all_supported = false",
        "leaves",
    ),
    W(
        "config-rules",
        f"{SERVICES}/config-rules.tf",
        "source_identifier .*",
        "",
        "looks for nothing",
    ),
    W("intrusion-detection", f"{SERVICES}/guardduty.tf", "enable .*", "enable = false", "is off"),
    W("intrusion-detection", f"{SERVICES}/guardduty.tf", '"ENABLED"', '"DISABLED"', "is off"),
    W(
        "security-hub",
        f"{SERVICES}/security-hub.tf",
        '"pci-dss/v/4.0.1"',
        '"pci-dss/v/3.2.1"',
        "does not judge by pci-dss/v/4.0.1",
    ),
    W(
        "findings-are-told",
        f"{SERVICES}/findings.tf",
        "aws.guardduty",
        "aws.macie",
        "aws.guardduty",
    ),
]
