"""S3: replication, access logs and notifications.

moto 5.2.5 answers every replication rule with an empty filter, without delete markers and
without what selects encrypted objects, and lets a rule point to a bucket without
versioning. It fails with 500 on access logs to a bucket whose policy has a statement for
`Principal: "*"`, and does not say that a bucket sends its events to EventBridge.
"""

import json
from fnmatch import fnmatchcase
from typing import Any

from moto.core.responses import ActionResult
from moto.s3.exceptions import S3ClientError
from moto.s3.models import FakeBucket, S3Backend
from moto.s3.responses import S3Response

from generator.emulator.extensions.teach import teach

_LOGGING_SERVICE = "logging.s3.amazonaws.com"


def install() -> None:
    """Teach moto to keep replication rules whole and to judge log permissions."""
    put_replication = S3Backend.put_bucket_replication
    get_replication = S3Response.get_bucket_replication
    get_notification = S3Response.get_bucket_notification

    @teach(S3Backend)
    def put_bucket_replication(
        self: S3Backend, bucket_name: str, replication: dict[str, Any]
    ) -> None:
        rules = replication["Rule"]
        for rule in rules if isinstance(rules, list) else [rules]:
            destination = self.get_bucket(rule["Destination"]["Bucket"].rsplit(":", 1)[1])
            if not destination.is_versioned:
                raise S3ClientError(
                    "InvalidRequest", "Destination bucket must have versioning enabled."
                )
        put_replication(self, bucket_name, replication)

    @teach(S3Response)
    def get_bucket_replication(self: S3Response) -> Any:
        stored = self.backend.get_bucket_replication(self.bucket_name)
        if not stored:
            return get_replication(self)
        self.data["Action"] = "GetBucketReplication"
        rules = [_described(rule) for rule in stored["Rule"]]
        whole = {"ReplicationConfiguration": {"Role": stored["Role"], "Rules": rules}}
        return self.serialized(ActionResult(whole))

    @teach(S3Response)
    def get_bucket_notification(self: S3Response) -> Any:
        configured = self.backend.get_bucket_notification_configuration(self.bucket_name)
        if configured is None or configured.event_bridge is None or configured.topic:
            return get_notification(self)
        self.data["Action"] = "GetBucketNotificationConfiguration"
        return self.serialized(ActionResult({"EventBridgeConfiguration": {}}))

    def _log_permissions_enabled_policy(
        target_bucket: FakeBucket, target_prefix: str | None
    ) -> bool:
        if not target_bucket.policy:
            return False
        written = f"{target_bucket.arn}/{target_prefix or ''}log"
        statements = json.loads(target_bucket.policy.decode())["Statement"]
        return any(_lets_logs_in(statement, written) for statement in _listed(statements))

    FakeBucket._log_permissions_enabled_policy = staticmethod(  # type: ignore[method-assign]
        _log_permissions_enabled_policy
    )


def _described(rule: dict[str, Any]) -> dict[str, Any]:
    # What was sent is kept as parsed XML, where an empty element is None.
    kept = {name: value for name, value in rule.items() if value is not None}
    chosen = dict(rule.get("Filter") or {"Prefix": ""})
    if "And" in chosen:
        both = dict(chosen["And"])
        both["Tags"] = _listed(both.pop("Tag", []))
        chosen["And"] = both
    return {"DeleteMarkerReplication": {"Status": "Disabled"}, **kept, "Filter": chosen}


def _lets_logs_in(statement: dict[str, Any], written: str) -> bool:
    principal = statement.get("Principal")
    services = _listed(principal.get("Service", [])) if isinstance(principal, dict) else []
    return (
        statement.get("Effect") == "Allow"
        and _LOGGING_SERVICE in services
        and any(fnmatchcase("s3:PutObject", name) for name in _listed(statement["Action"]))
        and any(fnmatchcase(written, name) for name in _listed(statement["Resource"]))
    )


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
