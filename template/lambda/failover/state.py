"""Items of the table that each region has: who works, who is active, what was done, what is left.

`lease`, `system`, `run`, `fence`, `drill`, `answered`, `pending#WORK#ROLE`, `report#RUN` are the
failover function's; `watch`, `serving` and `readiness` the validator's. Numbers are whole numbers
or, in reports, seconds; all times are seconds since 1970.
"""

import re

import clock
from aws import code_of
from botocore.exceptions import ClientError
from items import from_item, to_item

# What can be left over, in the order in which it has to be done.
WORKS = ("fence", "open", "record", "parameter", "claim", "stand-down")
KEPT = ("lease", "system", "run", "fence", "drill", "answered", "watch", "serving", "readiness")


class ConditionFailed(Exception):
    """An item is not what it had to be; `item` is what it is instead."""

    def __init__(self, item):
        super().__init__(f"unexpected item {item}")
        self.item = item


class State:
    """The tables of all regions."""

    def __init__(self, aws, settings):
        self.aws = aws
        self.settings = settings

    def read(self, role, *, fresh=False):
        """Return the items of a region by their id; what is not there is missing."""
        ids = [
            *KEPT,
            *(f"pending#{work}#{other}" for work in WORKS for other in self.settings.regions),
        ]
        wanted = {
            self.settings.table: {
                "Keys": [{"id": {"S": id}} for id in ids],
                "ConsistentRead": True,
            }
        }
        found = {}
        while wanted:
            answer = self.aws.call(
                role, "dynamodb", "batch_get_item", fresh=fresh, RequestItems=wanted
            )
            for item in answer.get("Responses", {}).get(self.settings.table, []):
                content = from_item(item)
                found[content["id"]] = content
            # DynamoDB may answer a part only.
            wanted = answer.get("UnprocessedKeys")
            if wanted:
                self.aws.wait(clock.jitter(1.0))
        return found

    def put(self, role, item, condition="", **values):
        """Write an item, on a condition in which `#name` is an attribute and `:name` a value."""
        try:
            self.aws.call(
                role,
                "dynamodb",
                "put_item",
                **self._put(item, condition, values),
                **({"ReturnValuesOnConditionCheckFailure": "ALL_OLD"} if condition else {}),
            )
        except ClientError as error:
            if code_of(error) != "ConditionalCheckFailedException":
                raise
            raise ConditionFailed(from_item(error.response.get("Item", {}))) from error

    def put_holding(self, role, holder, item, condition="", **values):
        """Write an item in one stroke with a look whether the lease is still the holder's."""
        mine = {
            "TableName": self.settings.table,
            "Key": {"id": {"S": "lease"}},
            **expression("#holder = :holder", {"holder": holder}),
        }
        try:
            self.aws.call(
                role,
                "dynamodb",
                "transact_write_items",
                TransactItems=[
                    {"ConditionCheck": mine},
                    {"Put": self._put(item, condition, values)},
                ],
            )
        except ClientError as error:
            if code_of(error) != "TransactionCanceledException":
                raise
            raise ConditionFailed({}) from error

    def delete(self, role, id, condition, *, ending=False, **values):
        """Delete an item if it still is what it was."""
        try:
            self.aws.call(
                role,
                "dynamodb",
                "delete_item",
                once=ending,
                ending=ending,
                TableName=self.settings.table,
                Key={"id": {"S": id}},
                **expression(condition, values),
            )
        except ClientError as error:
            if code_of(error) != "ConditionalCheckFailedException":
                raise

    def _put(self, item, condition, values):
        return {
            "TableName": self.settings.table,
            "Item": to_item(item),
            **(expression(condition, values) if condition else {}),
        }


def expression(condition, values):
    """Return a condition as DynamoDB wants it."""
    content = to_item({f":{name}": value for name, value in values.items()})
    return {
        "ConditionExpression": condition,
        "ExpressionAttributeNames": {name: name[1:] for name in re.findall(r"#\w+", condition)},
        **({"ExpressionAttributeValues": content} if content else {}),
    }
