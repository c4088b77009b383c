"""Lambda's invocations: executions at a time, the queue of events, retries and dead letters.

An event is put in a queue and tried three times, without the minutes that AWS waits in between;
what fails then goes to the dead-letter queue and the destination for failures.
"""

import json
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic
from typing import Any
from uuid import uuid4

from moto.awslambda.exceptions import LambdaClientError
from moto.awslambda.models import LambdaFunction
from moto.cloudwatch.models import cloudwatch_backends
from moto.sns.models import sns_backends
from moto.sqs.models import sqs_backends

from tfdr.emulator.inside.faults import faults

_WAITS_FOR = 60.0
"""Seconds for which an event waits for others to finish, in place of AWS's hours."""


class TooManyRequests(LambdaClientError):
    """No execution is free."""

    code = 429

    def __init__(self) -> None:
        super().__init__("TooManyRequestsException", "Rate Exceeded.")


@dataclass
class Invocation:
    """An asynchronous invocation.

    Attributes:
        function: name of the function.
        region: where it runs.
        event: what it is given.
        attempts: how often it was tried.
        failed: whether the last attempt failed, None before there was one.
        answer: the last answer, JSON.
    """

    function: str
    region: str
    event: Any
    attempts: int = 0
    failed: bool | None = None
    answer: str = ""
    _done: threading.Event = field(default_factory=threading.Event)

    def wait(self, seconds: float) -> bool:
        """Wait until nothing more will be tried; say whether that is so."""
        return self._done.wait(seconds)

    def finish(self) -> None:
        """Note that nothing more will be tried."""
        self._done.set()


_changed = threading.Condition()
_executions: Counter[str] = Counter()
_queued: list[Invocation] = []


def invoke_later(function: LambdaFunction, event: Any) -> Invocation:
    """Put an event in a function's queue and return at once."""
    invocation = Invocation(function.function_name, function.region, event)
    with _changed:
        _queued.append(invocation)
    threading.Thread(target=_work, args=(function, invocation), daemon=True).start()
    return invocation


def wait_for_all(seconds: float) -> bool:
    """Wait until no event is in any queue and no function runs; say whether that is so."""
    with _changed:
        return _changed.wait_for(lambda: not _queued and not +_executions, timeout=seconds)


def _work(function: Any, invocation: Invocation) -> None:
    try:
        _try(function, invocation)
    finally:
        with _changed:
            _queued.remove(invocation)
            _changed.notify_all()
        invocation.finish()


def _try(function: Any, invocation: Invocation) -> None:
    config = function.event_invoke_config[0].config if function.event_invoke_config else {}
    # What nothing may run for is not tried again.
    retries = 0 if _limit(function) == 0 else config.get("MaximumRetryAttempts", 2)
    for _ in range(1 + retries):
        try:
            with execution(function, wait=_WAITS_FOR):
                headers: dict[str, Any] = {}
                invocation.attempts += 1
                answer = function.invoke(json.dumps(invocation.event), {}, headers)
        except LambdaClientError as error:
            invocation.failed, invocation.answer = True, json.dumps({"errorMessage": str(error)})
            continue
        if not faults.lives(function.region):
            return  # nobody is left who would try again or say so
        invocation.failed = "x-amz-function-error" in headers
        invocation.answer = answer.decode() if isinstance(answer, bytes) else answer
        count(function, Errors=invocation.failed)
        if not invocation.failed:
            return
    _give_up(function, invocation, config)


@contextmanager
def execution(function: Any, wait: float) -> Iterator[None]:
    """Take one of the executions that a function may have at a time.

    Raises:
        LambdaClientError: there is none, and none came free in so many seconds.
    """
    limit, arn = _limit(function), function.function_arn
    deadline = monotonic() + wait
    with _changed:
        while limit is not None and _executions[arn] >= limit:
            left = deadline - monotonic()
            if limit == 0 or left <= 0:
                count(function, Throttles=1)
                raise TooManyRequests
            _changed.wait(left)
        _executions[arn] += 1
    try:
        yield
    finally:
        with _changed:
            _executions[arn] -= 1
            _changed.notify_all()


def _limit(function: Any) -> int | None:
    reserved = function.reserved_concurrency
    return None if reserved is None else int(reserved)


def _give_up(function: Any, invocation: Invocation, config: dict[str, Any]) -> None:
    queue = function.settings.get("DeadLetterConfig", {}).get("TargetArn")
    if queue:
        error = json.loads(invocation.answer or "{}").get("errorMessage", "")
        said = {"RequestID": str(uuid4()), "ErrorCode": "200", "ErrorMessage": str(error)[:1024]}
        _send(queue, json.dumps(invocation.event), said)
    destination = config.get("DestinationConfig", {}).get("OnFailure", {}).get("Destination")
    if destination:
        record = {
            "version": "1.0",
            "requestContext": {
                "functionArn": f"{function.function_arn}:$LATEST",
                "condition": "RetriesExhausted",
                "approximateInvokeCount": invocation.attempts,
            },
            "requestPayload": invocation.event,
            "responsePayload": json.loads(invocation.answer or "null"),
        }
        _send(destination, json.dumps(record), {})


def _send(arn: str, body: str, attributes: dict[str, str]) -> None:
    _, _, service, region, account, name = arn.split(":", 5)
    sent = {key: {"DataType": "String", "StringValue": value} for key, value in attributes.items()}
    if service == "sqs":
        sqs_backends[account][region].send_message(name, body, message_attributes=sent)
    elif service == "sns":
        sns_backends[account][region].publish(body, arn=arn)


def count(function: Any, **happened: float) -> None:
    """Publish metrics of a function, as Lambda does."""
    dimensions = [{"Name": "FunctionName", "Value": function.function_name}]
    if "Errors" in happened:
        happened = {"Invocations": 1, **happened}
    cloudwatch_backends[function.account_id][function.region].put_metric_data(
        "AWS/Lambda",
        [
            {"MetricName": name, "Value": float(value), "Dimensions": dimensions}
            for name, value in happened.items()
        ],
    )
