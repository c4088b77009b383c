"""What S3 copies from bucket to bucket."""

from collections.abc import Iterator
from typing import Any

from moto.s3.models import s3_backends

from tfdr.emulator.inside.iam import reach
from tfdr.emulator.oracles.deliveries.delivery import Delivery, sends
from tfdr.emulator.protocol import ACCOUNT_ID

_S3 = "s3.amazonaws.com"


@sends
def replication() -> Iterator[Delivery]:
    """Objects are copied in the name of a role, which reads here and writes there.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-config-for-kms-objects.html
    """
    buckets = s3_backends[ACCOUNT_ID]["aws"].buckets
    for bucket in list(buckets.values()):
        settings = getattr(bucket, "replication", None) or {}
        for rule in settings.get("Rule", []):
            target = rule["Destination"]["Bucket"]
            copy = buckets.get(target.rpartition(":::")[2])
            why = _not_copied(bucket, copy, target, settings["Role"], rule)
            yield Delivery("object to replica", bucket.arn, target, why)


def _not_copied(bucket: Any, copy: Any, target: str, role: str, rule: Any) -> str | None:
    if copy is None:
        return "there is no such bucket"
    objects = f"{bucket.arn}/any"
    why = reach.as_role(
        role,
        _S3,
        [
            ("s3:GetReplicationConfiguration", bucket.arn),
            ("s3:ListBucket", bucket.arn),
            ("s3:GetObjectVersionForReplication", objects),
            ("s3:GetObjectVersionAcl", objects),
            ("s3:GetObjectVersionTagging", objects),
            ("s3:ReplicateObject", f"{target}/any"),
            ("s3:ReplicateTags", f"{target}/any"),
        ],
    )
    if why is None and (rule.get("DeleteMarkerReplication") or {}).get("Status") == "Enabled":
        why = reach.as_role(role, _S3, {"s3:ReplicateDelete": f"{target}/any"})
    if why is None and _key(bucket):
        why = reach.role_through_key(role, _key(bucket), "s3", "kms:Decrypt")
    if why is None and (key := _key_of_copies(rule) or _key(copy)):
        # With a Bucket Key the key of the bucket is read back to encrypt the objects after it.
        more = ("kms:Decrypt",) if _has_bucket_key(copy) else ()
        why = reach.role_through_key(role, key, "s3", "kms:Encrypt", "kms:GenerateDataKey", *more)
    return why


def _key_of_copies(rule: Any) -> str | None:
    settings = rule["Destination"].get("EncryptionConfiguration") or {}
    found = settings.get("ReplicaKmsKeyID")
    return str(found) if found else None


def _rule(bucket: Any) -> dict[str, Any]:
    found = (bucket.encryption or {}).get("Rule") or {}
    return dict(found[0] if isinstance(found, list) else found)


def _key(bucket: Any) -> str | None:
    found = _rule(bucket).get("ApplyServerSideEncryptionByDefault", {}).get("KMSMasterKeyID")
    return str(found) if found else None


def _has_bucket_key(bucket: Any) -> bool:
    return str(_rule(bucket).get("BucketKeyEnabled")).lower() == "true"
