"""Lambda's invocations: executions at a time, the queue of events, retries and dead letters.

An event is put in a queue and tried three times, with the minutes in between that AWS waits; what
fails then, or gets too old, goes to the dead-letter queue and the destination for failures.
"""

import json
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from moto.awslambda.exceptions import LambdaClientError
from moto.awslambda.models import LambdaFunction
from moto.cloudwatch.models import cloudwatch_backends
from moto.moto_api._internal import mock_random
from moto.sns.models import sns_backends
from moto.sqs.models import sqs_backends

from tfdr.emulator.inside import held
from tfdr.emulator.inside.faults import faults
from tfdr.emulator.inside.simulation import simulation

# Seconds, as the developer guide of Lambda has them (asynchronous invocation, error handling).
_RETRIED_AFTER = (60.0, 120.0)  # what a function failed with
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 300.0  # what was throttled
_OLDEST_SECONDS = 6 * 3600


class TooManyRequests(LambdaClientError):
    """No execution is free."""

    code = 429

    def __init__(self) -> None:
        super().__init__("TooManyRequestsException", "Rate Exceeded.")


@dataclass(eq=False)
class Invocation:
    """An asynchronous invocation.

    Attributes:
        function: name of the function.
        region: where it runs.
        event: what it is given.
        attempts: how often it was tried.
        failed: whether the last attempt failed, None before there was one.
        answer: the last answer, JSON.
        ended: whether nothing more will be tried.
    """

    function: str
    region: str
    event: Any
    attempts: int = 0
    failed: bool | None = None
    answer: str = ""
    ended: bool = False


_executions: Counter[str] = Counter()
_counting = threading.Lock()
_queued: list[Invocation] = []


def invoke_later(function: LambdaFunction, event: Any) -> Invocation:
    """Put an event in a function's queue and return at once."""
    invocation = Invocation(function.function_name, function.region, event)

    def begin() -> None:
        _begin(function, invocation)

    if not held.keep_back(function.region, held.LAMBDA, function.function_name, begin):
        begin()
    return invocation


def _begin(function: LambdaFunction, invocation: Invocation) -> None:
    _queued.append(invocation)

    def work() -> None:
        try:
            _try(function, invocation)
        finally:
            invocation.ended = True
            _queued.remove(invocation)

    simulation.begin(f"event for {function.function_name} in {function.region}", work)


def wait_for_all(seconds: float) -> bool:
    """Wait until no event is in any queue and no function runs; say whether that is so."""
    return simulation.pass_until(lambda: not _queued and not +_executions, simulation.now + seconds)


def _try(function: Any, invocation: Invocation) -> None:
    config = function.event_invoke_config[0].config if function.event_invoke_config else {}
    began, tries = simulation.now, 1 + config.get("MaximumRetryAttempts", len(_RETRIED_AFTER))
    oldest = config.get("MaximumEventAgeInSeconds", _OLDEST_SECONDS)
    pause = _FIRST_PAUSE
    while invocation.attempts < tries and simulation.now - began <= oldest:
        try:
            with execution(function):
                headers: dict[str, Any] = {}
                invocation.attempts += 1
                answer = function.invoke(json.dumps(invocation.event), {}, headers)
        except LambdaClientError as error:
            invocation.failed, invocation.answer = True, json.dumps({"errorMessage": str(error)})
            if _limit(function) == 0:  # what nothing may run for is not tried again
                break
            simulation.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)
            continue
        if not faults.lives(function.region):
            return  # nobody is left who would try again or say so
        invocation.failed = "x-amz-function-error" in headers
        invocation.answer = answer.decode() if isinstance(answer, bytes) else answer
        count(function, Errors=invocation.failed)
        if not invocation.failed:
            return
        if invocation.attempts < tries:
            simulation.sleep(_RETRIED_AFTER[invocation.attempts - 1])
    _give_up(function, invocation, config)


@contextmanager
def execution(function: Any) -> Iterator[None]:
    """Take one of the executions that a function may have at a time.

    Raises:
        LambdaClientError: there is none.
    """
    limit, arn = _limit(function), function.function_arn
    with _counting:
        is_free = limit is None or _executions[arn] < limit
        _executions[arn] += is_free
    if not is_free:
        count(function, Throttles=1)
        raise TooManyRequests
    try:
        yield
    finally:
        with _counting:
            _executions[arn] -= 1


def _limit(function: Any) -> int | None:
    reserved = function.reserved_concurrency
    return None if reserved is None else int(reserved)


def _give_up(function: Any, invocation: Invocation, config: dict[str, Any]) -> None:
    queue = function.settings.get("DeadLetterConfig", {}).get("TargetArn")
    if queue:
        error = json.loads(invocation.answer or "{}").get("errorMessage", "")
        said = {
            "RequestID": str(mock_random.uuid4()),
            "ErrorCode": "200",
            "ErrorMessage": str(error)[:1024],
        }
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
