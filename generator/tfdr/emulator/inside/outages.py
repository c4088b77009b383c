"""Calls that AWS does not answer as it should: of regions, and of one service in one of them.

Global services (IAM, Route 53's control plane) are in us-east-1 and are gone with it, see `calls`.
"""

import socket
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any
from urllib.parse import unquote

from moto.awslambda.models import lambda_backends
from moto.s3.models import s3_backends

from tfdr.emulator import kinds
from tfdr.emulator.inside.calls import Answer, Signed, error_answer, protocol_of, signed_for
from tfdr.emulator.inside.credentials import caller
from tfdr.emulator.inside.faults import Lasting, faults
from tfdr.emulator.inside.simulation import simulation
from tfdr.emulator.kinds import Fault
from tfdr.emulator.protocol import ACCOUNT_ID, CUT, HANGING, INSIDE, SILENT, TAKES

_Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

OperationOf = Callable[[dict[str, Any]], str]
"""Returns the operation that a request is for, empty if nobody knows it; leaves what was sent."""

_CODES = {
    "ec2": ("RequestLimitExceeded", 503),
    "json": ("ThrottlingException", 400),
    "rest-json": ("TooManyRequestsException", 429),
    "smithy-rpc-v2-cbor": ("ThrottlingException", 400),
}
# Whose calls are the application's own: a throttled control plane leaves them alone.
_DATA_PLANE = {
    "lambda": ("/invocations",),
    "s3": ("/",),
}


def with_outages(application: _Wsgi, operation_of: OperationOf) -> _Wsgi:
    """Wrap a WSGI application so that what is wrong with AWS shows in its answers.

    Args:
        application: what answers where nothing is wrong.
        operation_of: tells operations apart; it is asked where a fault is for some only.
    """

    def serve(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        call = signed_for(environ)
        if call is None or call.key == INSIDE:
            return application(environ, start_response)
        regions = {call.region, _home(call, environ)}
        for region in regions:
            if not faults.lives(region):
                return refuse(region, environ, start_response)
        if any(_is_cut_off(call, region) for region in regions):
            return say_nothing(environ, start_response)
        start = start_response
        if fault := faults.struck(_concerning(call, regions, environ, operation_of)):
            if fault.kind != kinds.SLOW:
                return _fail(fault, call, environ, start_response)
            start = _late(start_response, fault.seconds)
        answer = application(environ, start)
        if not faults.lives(call.region):  # gone while it answered: nobody hears of it
            cut(environ)
        return answer

    return serve


def _concerning(
    call: Signed, regions: Iterable[str], environ: dict[str, Any], operation_of: OperationOf
) -> list[Lasting]:
    """Return the faults that concern a call, those that it gets no answer by first."""
    of_calls = {
        id(each): each
        for region in regions
        for each in faults.of(kinds.NO_NAME, region, *kinds.OF_CALLS)
        if each.fault.service in ("*", call.service)
        and each.fault.way in ("", _way_of(call))
        and not (each.fault.kind == kinds.THROTTLED and _is_of_data(call, environ))
    }
    found = sorted(of_calls.values(), key=lambda each: each.fault.kind == kinds.SLOW)
    if any(each.fault.operations for each in found):
        operation = operation_of(environ)
        return [each for each in found if each.fault.concerns(operation)]
    return found


def _fail(
    fault: Fault, call: Signed, environ: dict[str, Any], start_response: Callable[..., Any]
) -> Iterable[bytes]:
    """Do with a call what a service does that is ill."""
    if fault.kind == kinds.HANGING:
        return say_nothing(environ, start_response)
    if fault.kind == kinds.NO_NAME:
        cut(environ)
    if fault.kind == kinds.THROTTLED:
        return _answered(_throttled(call, environ), environ, start_response)
    protocol, code = protocol_of(call.service, environ), fault.code or "InternalFailure"
    answer = error_answer(call.service, protocol, code, "The service is impaired.", fault.status)
    return _answered(answer, environ, start_response)


def say_nothing(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Do not answer: a task waits for as long as it would, somebody outside is told at once."""
    if simulation.current is not None:
        return _answered(("504 Gateway Timeout", {SILENT: "1"}, b""), environ, start_response)
    cut(environ)
    return []


def _late(start_response: Callable[..., Any], seconds: float) -> Callable[..., Any]:
    def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
        return start_response(status, [*headers, (TAKES, str(seconds))], *rest)

    return start


def _is_cut_off(call: Signed, region: str) -> bool:
    who = caller(call.key)
    if who is None or not who.function:
        return False
    origin = who.function.split(":")[3]
    return origin != region and is_unreachable(region, origin)


def is_unreachable(region: str, origin: str) -> bool:
    """Say whether the next request of somebody to a region gets lost.

    Args:
        region: where the request goes.
        origin: one of `kinds.CLIENTS`, `CHECKERS` and `PRIVATE`, or a region.
    """
    found = faults.of(kinds.UNREACHABLE, region)
    return faults.struck([each for each in found if each.fault.origin == origin]) is not None


def _way_of(call: Signed) -> str:
    """Say whether a call comes out of a VPC: a function's does whose configuration has one."""
    who = caller(call.key)
    if who is None or not who.function:
        return kinds.PUBLIC
    region, name = who.function.split(":")[3], who.function.rsplit(":", 1)[1]
    config = lambda_backends[ACCOUNT_ID][region].get_function(name).vpc_config or {}
    return kinds.VPC if config.get("SubnetIds") else kinds.PUBLIC


def refuse(
    region: str, environ: dict[str, Any], start_response: Callable[..., Any]
) -> Iterable[bytes]:
    """Do with a request what a dead region does."""
    how = faults.outages.get(region, CUT)
    if how not in (CUT, HANGING):
        body = b"<ServiceUnavailableException/>"
        return _answered(("503 Service Unavailable", {}, body), environ, start_response)
    if how == HANGING and simulation.current is not None:
        return say_nothing(environ, start_response)
    if how == HANGING:
        faults.wait_for_end(region)
    cut(environ)
    return []


def cut(environ: dict[str, Any]) -> None:
    """Close the connection that a request came by, without an answer."""
    connection = environ.get("werkzeug.socket")
    if connection is not None:
        with suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)
            environ["wsgi.input"].read()  # what has come already would be taken for a request
    raise ConnectionAbortedError("nobody is there")


def _home(call: Signed, environ: dict[str, Any]) -> str:
    """Return the region in which the thing is that a request asks for."""
    if call.service != "s3":
        return call.region

    name = unquote(environ.get("PATH_INFO", "")).strip("/").split("/")[0]
    for backend in s3_backends[ACCOUNT_ID].values():
        if name in backend.buckets:
            return str(backend.buckets[name].region_name)
    return call.region


def _is_of_data(call: Signed, environ: dict[str, Any]) -> bool:
    path = environ.get("PATH_INFO", "")
    return any(part in path for part in _DATA_PLANE.get(call.service, ()))


def _throttled(signed: Signed, environ: dict[str, Any]) -> Answer:
    """Return the refusal, by the code and in the format in which the service speaks."""
    protocol = protocol_of(signed.service, environ)
    code, status = _CODES.get(protocol, ("Throttling", 400))
    return error_answer(signed.service, protocol, code, "Rate exceeded", status)


def _answered(
    answer: Answer, environ: dict[str, Any], start_response: Callable[..., Any]
) -> Iterable[bytes]:
    # What is not read would be taken for the next request.
    environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    status, headers, body = answer
    start_response(status, list(headers.items()))
    return [body]
