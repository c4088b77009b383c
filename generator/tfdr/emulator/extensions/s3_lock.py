"""S3: Object Lock.

moto 5.2.5 takes a lock for an empty bucket only, so that the default retention of one in
use can be neither changed nor taken away. It suspends the versions of a bucket with a lock.
It lets everybody pass a lock in governance mode, whatever the bucket's policy says. It lets
a bucket with a lock be replicated to one without, where each copy would fail.
"""

from typing import Any

from moto.iam.access_control import PermissionResult
from moto.s3.exceptions import InvalidBucketState, S3ClientError
from moto.s3.models import S3Backend

from tfdr.emulator.extensions.teach import Original, replaces, teaches


@teaches(S3Backend)
class Locks:
    """What a lock changes."""

    @replaces
    def put_object_lock_configuration(
        self: Any,
        bucket_name: str,
        lock_enabled: bool,
        mode: str | None = None,
        days: int | None = None,
        years: int | None = None,
    ) -> None:
        bucket = self.get_bucket(bucket_name)
        if not bucket.is_versioned:
            raise InvalidBucketState(
                "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration"
            )
        bucket.object_lock_enabled = bucket.object_lock_enabled or lock_enabled
        bucket.default_lock_mode = mode
        bucket.default_lock_days = days
        bucket.default_lock_years = years

    @replaces
    def put_bucket_versioning(self: Any, original: Original, bucket_name: str, status: str) -> None:
        if self.get_bucket(bucket_name).object_lock_enabled and status != "Enabled":
            raise InvalidBucketState(
                "An Object Lock configuration is present on this bucket, so the versioning "
                "state cannot be changed."
            )
        original(bucket_name, status)

    @replaces
    def put_bucket_replication(
        self: Any, original: Original, bucket_name: str, replication: dict[str, Any]
    ) -> None:
        rules = replication["Rule"]
        for rule in rules if isinstance(rules, list) else [rules]:
            destination = self.get_bucket(rule["Destination"]["Bucket"].rsplit(":", 1)[1])
            source = self.get_bucket(bucket_name)
            if source.object_lock_enabled and not destination.object_lock_enabled:
                raise S3ClientError(
                    "InvalidRequest",
                    "The destination of a bucket with Object Lock needs Object Lock too: "
                    "DstBucketObjectLockConfigMissing.",
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
        if bypass:
            resource = f"{bucket.arn}/{key_name}"
            allowed = bucket.get_permission("s3:BypassGovernanceRetention", resource)
            bypass = allowed != PermissionResult.DENIED
        return original(bucket_name, key_name, version_id, bypass)
