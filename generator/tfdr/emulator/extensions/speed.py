"""What moto works out anew for each request, and need not.

moto 5.2.5 lists its own folder twice, looks through the methods of a class, and makes a table of
all errors of a service for every error. It writes items of DynamoDB, which are JSON as they are,
member by member by the model of the service: that takes longer than all else that it does for
them. Each answer stays the same.
"""

import json
from contextlib import suppress
from functools import cache
from typing import Any

from moto import backends
from moto.core import responses
from moto.core.errors import ErrorLookupFactory
from moto.dynamodb.responses import DynamoResult

from tfdr.emulator.extensions.teach import Original, replaces, replaces_function, teaches

_ERRORS: dict[str, Any] = {}
_OF_ITEMS = {
    "BatchGetItem",
    "DeleteItem",
    "GetItem",
    "PutItem",
    "Query",
    "Scan",
    "TransactGetItems",
    "UpdateItem",
}


@replaces_function(backends)
@cache
def list_of_moto_modules(original: Original) -> tuple[str, ...]:
    """Return the names of moto's services."""
    return tuple(original())


@replaces_function(responses)
@cache
def method_names_from_class(original: Original, clazz: type) -> Any:
    """Return the names of the methods of a class."""
    return original(clazz)


@teaches(ErrorLookupFactory)
class Errors:
    """Errors of a service, made once."""

    @replaces
    def __init__(self: Any) -> None:
        self._error_lut_cache = _ERRORS


@teaches(DynamoResult)
class Items:
    """Items, written as they are."""

    @replaces
    def execute_result(self: Any, original: Original, context: Any) -> Any:
        operation = context.operation_model
        if operation.name in _OF_ITEMS:
            known = operation.output_shape.members
            said = {
                name: value
                for name, value in self.result.items()
                if name in known and value is not None
            }
            with suppress(TypeError):  # which bytes raise
                return 200, {"Content-Type": "application/x-amz-json-1.0"}, json.dumps(said)
        return original(context)
