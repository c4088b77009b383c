"""Sessions, kept in the DynamoDB global table that every region has a replica of.

A region reads at once what it wrote itself and, usually within a second, what another one wrote.
Conditions hold within a region: of two regions that write the same session, the last one wins.
"""

import json
import os
import re
import time

import boto3
from botocore.config import Config
from web import Answer, Refused

TABLE = os.environ.get("SESSIONS_TABLE")
KEY = "session_id"
USER = "user_id"  # optional; an index finds the sessions of a user by it
EXPIRES = "expires_at"  # the attribute by which DynamoDB deletes items, seconds since 1970
DATA = "data"
WRITTEN_BY = "written_by"  # id of the request

ID = re.compile(r"[A-Za-z0-9_-]{16,128}")
USER_ID = re.compile(r"[A-Za-z0-9_-]{1,128}")
LARGEST_BODY = 64 * 1024  # bytes; an item may have 400 KB
SECONDS = 3600
SHORTEST_SECONDS, LONGEST_SECONDS = 60, 24 * 3600

# Three tries take no longer than the function may.
CONFIG = Config(
    connect_timeout=1, read_timeout=1, retries={"mode": "standard", "total_max_attempts": 3}
)
dynamodb = boto3.client("dynamodb", config=CONFIG) if TABLE else None


def put(request):
    """Store a session, in place of one that is there unless the client wants it to be new."""
    session = _id(request)
    data, user, seconds = _content(request)
    now = int(time.time())
    item = {
        KEY: {"S": session},
        DATA: {"S": json.dumps(data)},
        EXPIRES: {"N": str(now + seconds)},
        WRITTEN_BY: {"S": request.id},
        **({} if user is None else {USER: {"S": user}}),
    }
    only_new = request.headers.get("if-none-match") == "*"
    before = _create(item, now) if only_new else _write(item)
    status = 200 if _alive(before, now) else 201
    return Answer(status, _described(item))


def get(request):
    """Return a session."""
    session = _id(request)
    found = dynamodb.get_item(TableName=TABLE, Key={KEY: {"S": session}}, ConsistentRead=True)
    item = found.get("Item")
    if not _alive(item, int(time.time())):
        raise Refused(404, "no such session")
    return Answer(200, {**_described(item), "data": json.loads(item[DATA]["S"])})


def delete(request):
    """Delete a session; it does no harm to do so twice."""
    dynamodb.delete_item(TableName=TABLE, Key={KEY: {"S": _id(request)}})
    return Answer(204)


def _write(item, **condition):
    """Write an item and return the one that it replaced."""
    answer = dynamodb.put_item(TableName=TABLE, Item=item, ReturnValues="ALL_OLD", **condition)
    return answer.get("Attributes")


def _create(item, now):
    """Write an item unless one is alive; return the dead one that it replaced."""
    try:
        return _write(
            item,
            ConditionExpression="attribute_not_exists(#id) OR #expires <= :now",
            ExpressionAttributeNames={"#id": KEY, "#expires": EXPIRES},
            ExpressionAttributeValues={":now": {"N": str(now)}},
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )
    except dynamodb.exceptions.ConditionalCheckFailedException as error:
        # A first try may have written it and its answer may have been lost on the way.
        if error.response.get("Item", {}).get(WRITTEN_BY) == item[WRITTEN_BY]:
            return None
        raise Refused(412, "this session exists") from None


def _id(request):
    session = request.parameters["id"]
    if not ID.fullmatch(session):
        raise Refused(400, "an id has 16 to 128 letters, digits, - or _")
    return session


def _content(request):
    content = request.json(LARGEST_BODY)
    if unknown := content.keys() - {"data", "seconds", USER}:
        raise Refused(400, f"send data, {USER} and seconds, not {min(unknown)[:40]}")
    data, user, seconds = content.get("data"), content.get(USER), content.get("seconds", SECONDS)
    if not isinstance(data, dict):
        raise Refused(400, "data has to be an object")
    if user is not None and not (isinstance(user, str) and USER_ID.fullmatch(user)):
        raise Refused(400, f"{USER} has to be 1 to 128 letters, digits, - or _")
    if type(seconds) is not int or not SHORTEST_SECONDS <= seconds <= LONGEST_SECONDS:
        raise Refused(400, f"seconds has to be from {SHORTEST_SECONDS} to {LONGEST_SECONDS}")
    return data, user, seconds


def _described(item):
    user = {USER: item[USER]["S"]} if USER in item else {}
    return {"id": item[KEY]["S"], **user, EXPIRES: int(item[EXPIRES]["N"])}


def _alive(item, now):
    # DynamoDB may take days to delete what has expired.
    return item is not None and int(item[EXPIRES]["N"]) > now
