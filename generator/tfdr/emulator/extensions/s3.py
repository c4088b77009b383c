"""S3: replication, notifications and the deletion of versions.

moto 5.2.5 answers every replication rule with an empty filter, without delete markers and
without what selects encrypted objects, and lets a rule point to a bucket without
versioning. It does not say that a bucket sends its events to EventBridge. It fails with
500 when a version is deleted after versioning was suspended, which is how the provider
empties a bucket.
"""

from typing import Any

from moto.core.responses import ActionResult
from moto.s3.exceptions import S3ClientError
from moto.s3.models import S3Backend
from moto.s3.responses import S3Response

from tfdr.emulator.extensions.teach import Original, replaces, teaches


@teaches(S3Backend)
class Buckets:
    """Replication to versioned buckets, and versions that go."""

    @replaces
    def put_bucket_replication(
        self: Any, original: Original, bucket_name: str, replication: dict[str, Any]
    ) -> None:
        rules = replication["Rule"]
        for rule in rules if isinstance(rules, list) else [rules]:
            destination = self.get_bucket(rule["Destination"]["Bucket"].rsplit(":", 1)[1])
            if not destination.is_versioned:
                raise S3ClientError(
                    "InvalidRequest", "Destination bucket must have versioning enabled."
                )
        original(bucket_name, replication)

    @replaces
    def delete_object(
        self: Any,
        original: Original,
        bucket_name: str,
        key_name: str,
        version_id: str | None = None,
        bypass: bool = False,
    ) -> tuple[bool, dict[str, Any]]:
        bucket = self.get_bucket(bucket_name)
        if version_id is None or bucket.versioning_status != "Suspended":
            return original(bucket_name, key_name, version_id, bypass)
        versions = bucket.keys.getlist(key_name, [])
        kept = [version for version in versions if str(version.version_id) != version_id]
        bucket.keys.setlist(key_name, kept)
        if not kept:
            bucket.keys.pop(key_name)
        return len(kept) < len(versions), {"version-id": version_id}


@teaches(S3Response)
class Configurations:
    """Replication and notifications, described whole."""

    @replaces
    def get_bucket_replication(self: Any, original: Original) -> Any:
        stored = self.backend.get_bucket_replication(self.bucket_name)
        if not stored:
            return original()
        self.data["Action"] = "GetBucketReplication"
        rules = [_described(rule) for rule in stored["Rule"]]
        whole = {"ReplicationConfiguration": {"Role": stored["Role"], "Rules": rules}}
        return self.serialized(ActionResult(whole))

    @replaces
    def get_bucket_notification(self: Any, original: Original) -> Any:
        configured = self.backend.get_bucket_notification_configuration(self.bucket_name)
        if configured is None or configured.event_bridge is None or configured.topic:
            return original()
        self.data["Action"] = "GetBucketNotificationConfiguration"
        return self.serialized(ActionResult({"EventBridgeConfiguration": {}}))


def _described(rule: dict[str, Any]) -> dict[str, Any]:
    # What was sent is kept as parsed XML, where an empty element is None.
    kept = {name: value for name, value in rule.items() if value is not None}
    chosen = dict(rule.get("Filter") or {"Prefix": ""})
    if "And" in chosen:
        both = dict(chosen["And"])
        both["Tags"] = _listed(both.pop("Tag", []))
        chosen["And"] = both
    return {"DeleteMarkerReplication": {"Status": "Disabled"}, **kept, "Filter": chosen}


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
