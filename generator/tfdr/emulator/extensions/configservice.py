"""Config: what it needs to deliver.

moto 5.2.5 makes a delivery channel although the policy of its bucket does not let Config write.
"""

from typing import Any

from moto.config.models import ConfigBackend
from moto.core.exceptions import JsonRESTError
from moto.s3.models import s3_backends
from moto.utilities.utils import get_partition

from tfdr.emulator.extensions.teach import Original, replaces, teaches
from tfdr.emulator.inside.iam import reach


@teaches(ConfigBackend)
class DeliveryChannels:
    """Delivery channels that can deliver."""

    @replaces
    def put_delivery_channel(
        self: Any, original: Original, delivery_channel: dict[str, Any]
    ) -> None:
        if bucket := delivery_channel.get("s3BucketName"):
            _require_bucket(self, bucket, delivery_channel.get("s3KeyPrefix"))
        original(delivery_channel)


def _require_bucket(backend: Any, name: str, prefix: str | None) -> None:
    account, partition = backend.account_id, get_partition(backend.region_name)
    bucket = s3_backends[account][partition].get_bucket(name)
    written = f"AWSLogs/{account}/Config/ConfigWritabilityCheckFile"
    key = f"{prefix}/{written}" if prefix else written
    if reach.bucket("config.amazonaws.com", "", bucket.arn, key):
        raise JsonRESTError(
            "InsufficientDeliveryPolicyException",
            f"Insufficient delivery policy to s3 bucket: {name}, unable to write to bucket.",
        )
