"""CloudTrail: what a trail needs before it can be made, and its end.

moto 5.2.5 makes a trail although the policy of its bucket or its key does not let it write,
or its role may not write to its log group. It deletes a trail by name only: by its ARN,
which the provider uses, nothing happens. It describes all trails, whichever were asked for.
Insights that were chosen once stay chosen, and advanced event selectors beside basic ones.
"""

import json
from typing import Any

from moto.cloudtrail.models import CloudTrailBackend, Trail
from moto.cloudtrail.responses import CloudTrailResponse
from moto.core.exceptions import JsonRESTError
from moto.s3.models import s3_backends

from tfdr.emulator.extensions.teach import Original, replaces, teaches
from tfdr.emulator.inside.iam import account, reach

_SERVICE = "cloudtrail.amazonaws.com"


@teaches(CloudTrailBackend)
class Trails:
    """Trails that can deliver, found by ARN too."""

    @replaces
    def create_trail(self: Any, original: Original, name: str, *settings: Any) -> Trail:
        trail: Trail = original(name, *settings)
        try:
            _require_bucket(trail)
            _require_key(trail)
            _require_role(trail)
        except JsonRESTError:
            del self.trails[name]
            raise
        return trail

    @replaces
    def delete_trail(self: Any, name: str) -> None:
        del self.trails[self.get_trail(name).trail_name]


@teaches(Trail)
class Selectors:
    """Selectors that replace those before."""

    @replaces
    def put_insight_selectors(self: Any, insight_selectors: list[dict[str, str]]) -> None:
        self.insight_selectors = insight_selectors

    @replaces
    def put_event_selectors(
        self: Any, event_selectors: list[Any], advanced_event_selectors: list[Any]
    ) -> None:
        self.event_selectors = event_selectors or []
        self.advanced_event_selectors = advanced_event_selectors or []


@teaches(CloudTrailResponse)
class Descriptions:
    """Descriptions of those trails that were asked for."""

    @replaces
    def describe_trails(self: Any, original: Original) -> str:
        answer = json.loads(original())
        wanted = self._get_param("trailNameList")
        if wanted:
            answer["trailList"] = [
                trail
                for trail in answer["trailList"]
                if trail["Name"] in wanted or trail["TrailARN"] in wanted
            ]
        return json.dumps(answer)


def _require_bucket(trail: Trail) -> None:
    bucket = s3_backends[trail.account_id][trail.partition].get_bucket(trail.bucket_name)
    prefix = f"{trail.s3_key_prefix}/" if trail.s3_key_prefix else ""
    written = f"{prefix}AWSLogs/{trail.account_id}/CloudTrail/log"
    if reach.bucket(_SERVICE, trail.arn, bucket.arn, written):
        raise JsonRESTError(
            "InsufficientS3BucketPolicyException",
            f"Incorrect S3 bucket policy is detected for bucket: {trail.bucket_name}",
        )


def _require_key(trail: Trail) -> None:
    if not trail.kms_key_id:
        return
    key = account.key(trail.kms_key_id, trail.region_name)
    context = {"kms:EncryptionContext:aws:cloudtrail:arn": trail.arn}
    if key is None or reach.with_key(_SERVICE, trail.arn, str(key.arn), context):
        raise JsonRESTError(
            "InsufficientEncryptionPolicyException",
            "Insufficient permissions to access S3 bucket or KMS key.",
        )


def _require_role(trail: Trail) -> None:
    if not trail.cw_role_arn:
        return
    stream = f"{trail.account_id}_CloudTrail_{trail.region_name}"
    written = f"{trail.cw_log_group_arn.removesuffix(':*')}:log-stream:{stream}"
    if reach.as_role(trail.cw_role_arn, _SERVICE, {"logs:PutLogEvents": written}):
        raise JsonRESTError(
            "InvalidCloudWatchLogsRoleArnException",
            "Access denied. Check the permissions for your role.",
        )
