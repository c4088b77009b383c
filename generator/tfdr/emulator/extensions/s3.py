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

from tfdr.emulator.extensions.teach import teach


def install() -> None:
    """Teach moto to keep replication rules whole."""
    put_replication = S3Backend.put_bucket_replication
    delete = S3Backend.delete_object
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

    @teach(S3Backend)
    def delete_object(
        self: S3Backend,
        bucket_name: str,
        key_name: str,
        version_id: str | None = None,
        bypass: bool = False,
    ) -> tuple[bool, dict[str, Any]]:
        bucket = self.get_bucket(bucket_name)
        if version_id is None or bucket.versioning_status != "Suspended":
            return delete(self, bucket_name, key_name, version_id, bypass)
        versions = bucket.keys.getlist(key_name, [])
        kept = [version for version in versions if str(version.version_id) != version_id]
        bucket.keys.setlist(key_name, kept)
        if not kept:
            bucket.keys.pop(key_name)
        return len(kept) < len(versions), {"version-id": version_id}

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
