"""Regions that do not answer, and services that turn calls away.

Global services (IAM, Route 53's control plane) are in us-east-1 and are gone with it, see `calls`.
"""

import socket
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any
from urllib.parse import unquote

from moto.s3.models import s3_backends

from tfdr.emulator.inside.calls import Answer, Signed, error_answer, protocol_of, signed_for
from tfdr.emulator.inside.faults import faults
from tfdr.emulator.inside.simulation import simulation
from tfdr.emulator.protocol import ACCOUNT_ID, CUT, HANGING, INSIDE, SILENT

_Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

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


def with_outages(application: _Wsgi) -> _Wsgi:
    """Wrap a WSGI application so that dead regions do not answer and throttled services refuse."""

    def serve(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        call = signed_for(environ)
        if call is None or call.key == INSIDE:
            return application(environ, start_response)
        for region in {call.region, _home(call, environ)}:
            if not faults.lives(region):
                return refuse(region, environ, start_response)
        if _is_throttled(call, environ):
            return _answered(_throttled(call, environ), environ, start_response)
        answer = application(environ, start_response)
        if not faults.lives(call.region):  # gone while it answered: nobody hears of it
            cut(environ)
        return answer

    return serve


def refuse(
    region: str, environ: dict[str, Any], start_response: Callable[..., Any]
) -> Iterable[bytes]:
    """Do with a request what a dead region does."""
    how = faults.outages.get(region, CUT)
    if how not in (CUT, HANGING):
        body = b"<ServiceUnavailableException/>"
        return _answered(("503 Service Unavailable", {}, body), environ, start_response)
    if how == HANGING and simulation.current is not None:
        return _answered(("504 Gateway Timeout", {SILENT: "1"}, b""), environ, start_response)
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


def _is_throttled(call: Signed, environ: dict[str, Any]) -> bool:
    path = environ.get("PATH_INFO", "")
    if any(part in path for part in _DATA_PLANE.get(call.service, ())):
        return False
    # Each is asked, so that what one does depends on no other.
    struck = [each.strikes(call.service, call.region) for each in faults.throttles]
    return any(struck)


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
