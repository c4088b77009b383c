"""Regions that do not answer, and services that turn calls away.

A request says for which region and service it is signed. Global services (IAM, Route 53's control
plane) are in us-east-1, whatever region a client of an emulator signs for, and are gone with it.
"""

import json
import socket
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, unquote
from xml.sax.saxutils import escape

from botocore.exceptions import UnknownServiceError
from moto.core.utils import get_service_model
from moto.s3.models import s3_backends

from tfdr.emulator.inside.faults import faults
from tfdr.emulator.inside.simulation import simulation
from tfdr.emulator.protocol import ACCOUNT_ID, CUT, HANGING, INSIDE, SILENT

_Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
_Answer = tuple[str, dict[str, str], bytes]

# Whose calls are the application's own: a throttled control plane leaves them alone.
_DATA_PLANE = {
    "lambda": ("/invocations",),
    "s3": ("/",),
}
_GLOBAL = {"cloudfront", "iam", "organizations", "route53", "route53domains"}
_HOME = "us-east-1"
_SERVICES = {  # as requests are signed -> as botocore calls them
    "apigateway": "apigatewayv2",
    "elasticloadbalancing": "elbv2",
    "monitoring": "cloudwatch",
    "servicequotas": "service-quotas",
    "tagging": "resourcegroupstaggingapi",
}


@dataclass(frozen=True)
class Call:
    """For whom a request is signed."""

    key: str
    region: str
    service: str


def with_outages(application: _Wsgi) -> _Wsgi:
    """Wrap a WSGI application so that dead regions do not answer and throttled services refuse."""

    def serve(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        call = call_of(environ)
        if call is None or call.key == INSIDE:
            return application(environ, start_response)
        for region in {call.region, _home(call, environ)}:
            if not faults.lives(region):
                return refuse(region, environ, start_response)
        if _is_throttled(call, environ):
            return _answered(_throttled(call.service, environ), environ, start_response)
        answer = application(environ, start_response)
        if not faults.lives(call.region):  # gone while it answered: nobody hears of it
            cut(environ)
        return answer

    return serve


def call_of(environ: dict[str, Any]) -> Call | None:
    """Return for whom a request is signed, None if it is not."""
    header = environ.get("HTTP_AUTHORIZATION", "")
    if "Credential=" in header:
        scope = header.split("Credential=", 1)[1].split(",")[0].strip()
    else:
        query = parse_qs(environ.get("QUERY_STRING", ""))
        scope = query.get("X-Amz-Credential", [""])[0]
    parts = scope.split("/")
    if len(parts) != 5:
        return None
    service = parts[3].lower()
    return Call(parts[0], _HOME if service in _GLOBAL else parts[2], service)


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


def _home(call: Call, environ: dict[str, Any]) -> str:
    """Return the region in which the thing is that a request asks for."""
    if call.service != "s3":
        return call.region

    name = unquote(environ.get("PATH_INFO", "")).strip("/").split("/")[0]
    for backend in s3_backends[ACCOUNT_ID].values():
        if name in backend.buckets:
            return str(backend.buckets[name].region_name)
    return call.region


def _is_throttled(call: Call, environ: dict[str, Any]) -> bool:
    path = environ.get("PATH_INFO", "")
    if any(part in path for part in _DATA_PLANE.get(call.service, ())):
        return False
    # Each is asked, so that what one does depends on no other.
    struck = [each.strikes(call.service, call.region) for each in faults.throttles]
    return any(struck)


def _throttled(service: str, environ: dict[str, Any]) -> _Answer:
    """Return the refusal in the format in which the service speaks."""
    text = "Rate exceeded"
    if environ.get("HTTP_SMITHY_PROTOCOL") == "rpc-v2-cbor":
        headers = {"Content-Type": "application/cbor", "smithy-protocol": "rpc-v2-cbor"}
        code = "ThrottlingException"
        return "400 Bad Request", headers, _cbor({"__type": code, "message": text})
    # A service may speak in more than one way: the request shows in which.
    protocol = "json" if "HTTP_X_AMZ_TARGET" in environ else _protocol(service)
    if protocol == "json":
        said = {"__type": "ThrottlingException", "message": text}
        headers = {"Content-Type": "application/x-amz-json-1.1"}
        return "400 Bad Request", headers, json.dumps(said).encode()
    if protocol == "rest-json":
        code = "TooManyRequestsException"
        headers = {"Content-Type": "application/json", "x-amzn-errortype": code}
        return "429 Too Many Requests", headers, json.dumps({"message": text}).encode()
    headers = {"Content-Type": "text/xml"}
    if protocol == "ec2":
        error = f"<Code>RequestLimitExceeded</Code><Message>{escape(text)}</Message>"
        body = f"<Response><Errors><Error>{error}</Error></Errors></Response>"
        return "503 Service Unavailable", headers, body.encode()
    error = f"<Type>Sender</Type><Code>Throttling</Code><Message>{escape(text)}</Message>"
    body = f"<ErrorResponse><Error>{error}</Error><RequestId>throttled</RequestId></ErrorResponse>"
    return "400 Bad Request", headers, body.encode()


def _protocol(service: str) -> str:

    try:
        return str(get_service_model(_SERVICES.get(service, service)).protocol)
    except UnknownServiceError:
        return "query"


def _cbor(said: dict[str, str]) -> bytes:
    """Encode a few short texts by name."""
    texts = [text.encode() for pair in said.items() for text in pair]
    return bytes([0xA0 + len(said)]) + b"".join(bytes([0x60 + len(t)]) + t for t in texts)


def _answered(
    answer: _Answer, environ: dict[str, Any], start_response: Callable[..., Any]
) -> Iterable[bytes]:
    # What is not read would be taken for the next request.
    environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    status, headers, body = answer
    start_response(status, list(headers.items()))
    return [body]
