"""S3: what bucket policies allow.

moto 5.2.5 holds a statement that denies under a condition against everyone, so that nobody
can use a bucket that demands TLS. It fails with 500 on access logs to a bucket whose policy
has a statement for `Principal: "*"`, and knows only one way to write the permission.
"""

import json
from fnmatch import fnmatchcase
from typing import Any

from moto.iam.access_control import IAMPolicy, PermissionResult
from moto.s3.models import FakeBucket

from tfdr.emulator.extensions.teach import replaces, teaches
from tfdr.emulator.inside.iam.documents import listed

_LOGGING_SERVICE = "logging.s3.amazonaws.com"


@teaches(FakeBucket)
class Policies:
    """Bucket policies as they are meant."""

    @replaces
    def get_permission(self: Any, action: str, resource: str) -> PermissionResult:
        # What is refused under a condition is refused to traffic without TLS and the like.
        # Requests to the emulator stay on this machine and count as made the right way.
        held = [s for s in _statements(self) if s["Effect"] == "Allow" or "Condition" not in s]
        if not held:
            return PermissionResult.NEUTRAL
        policy = IAMPolicy(json.dumps({"Version": "2012-10-17", "Statement": held}))
        return policy.is_action_permitted(action, resource)

    @staticmethod
    @replaces
    def _log_permissions_enabled_policy(
        target_bucket: FakeBucket, target_prefix: str | None
    ) -> bool:
        written = f"{target_bucket.arn}/{target_prefix or ''}log"
        return any(_lets_logs_in(statement, written) for statement in _statements(target_bucket))


def _statements(bucket: FakeBucket) -> list[dict[str, Any]]:
    return listed(json.loads(bucket.policy)["Statement"]) if bucket.policy else []


def _lets_logs_in(statement: dict[str, Any], written: str) -> bool:
    principal = statement.get("Principal")
    services = listed(principal.get("Service", [])) if isinstance(principal, dict) else []
    return (
        statement["Effect"] == "Allow"
        and _LOGGING_SERVICE in services
        and any(fnmatchcase("s3:PutObject", name) for name in listed(statement["Action"]))
        and any(fnmatchcase(written, name) for name in listed(statement["Resource"]))
    )
