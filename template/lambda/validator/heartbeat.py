"""Marks that the active region writes and the others wait for: how late what is replicated comes.

What AWS measures of that, it publishes in the region that is written in, which may be the sick one.
"""

import time

import asking

KEY = "heartbeat"  # shorter than the id of any session
OBJECT = ".heartbeat"
DAY = 24 * 3600
MINUTES_BETWEEN_OBJECTS = 5  # each is a version in every region's bucket


def beat(deployment):
    """Write the marks."""
    now = int(time.time())
    if deployment.sessions_table:
        asking.client("dynamodb", deployment.region).put_item(
            TableName=deployment.sessions_table,
            Item={
                "session_id": {"S": KEY},
                "at": {"N": str(now)},
                "expires_at": {"N": str(now + DAY)},
            },
        )
    if deployment.heartbeat_bucket and now // 60 % MINUTES_BETWEEN_OBJECTS == 0:
        asking.client("s3", deployment.region).put_object(
            Bucket=deployment.heartbeat_bucket, Key=OBJECT, Metadata={"at": str(now)}
        )


def lags(deployment):
    """Return how many seconds ago the last mark was written that has arrived, by what it is in."""
    calls = {}
    if deployment.sessions_table:
        calls["sessions"] = lambda: _of_sessions(deployment)
    if deployment.heartbeat_bucket:
        calls["objects"] = lambda: _of_objects(deployment)
    found = asking.together(calls, 6)
    return {what: asking.age(at) for what, at in found.items() if isinstance(at, int)}


def _of_sessions(deployment):
    dynamodb = asking.client("dynamodb", deployment.region)
    key = {"session_id": {"S": KEY}}
    item = dynamodb.get_item(TableName=deployment.sessions_table, Key=key).get("Item")
    return int(item["at"]["N"]) if item else None


def _of_objects(deployment):
    s3 = asking.client("s3", deployment.region)
    found = s3.head_object(Bucket=deployment.heartbeat_bucket, Key=OBJECT)
    return int(found["Metadata"]["at"])
