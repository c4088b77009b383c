"""Reads a request as AWS does: which operation of which service, with which parameters."""

from collections.abc import Mapping
from functools import cache
from io import BytesIO
from typing import Any

from moto.core.parse import PROTOCOL_PARSERS
from moto.core.request import Request, determine_request_protocol
from moto.core.routing import get_service_router
from moto.core.utils import get_service_model
from werkzeug.exceptions import HTTPException

from tfdr.emulator.inside import credentials
from tfdr.emulator.inside.calls import SERVICES, signed_for
from tfdr.emulator.oracles.call import Call

_CLASSIC_BALANCERS = "2012-06-01"


class Unreadable(Exception):
    """Nobody knows which operation a request is for."""


def read(environ: dict[str, Any], body: bytes) -> Call | None:
    """Read a request; None if it is not for an API of AWS.

    Args:
        environ: of WSGI.
        body: what was sent.

    Raises:
        Unreadable: it is for one, and no operation is known that it could be for.
    """
    signed = signed_for(environ)
    if signed is None:
        return None
    for service in SERVICES.get(signed.service, (signed.service,)):
        if not _may_be_for(service, environ, body):
            continue
        request = Request({**environ, **_target(service, environ), "wsgi.input": BytesIO(body)})
        try:
            model, found = get_service_router(service).match(request)
        except (HTTPException, NotImplementedError):
            continue
        protocol = determine_request_protocol(model.service_model, request.content_type)
        parameters = PROTOCOL_PARSERS[protocol](model).parse(
            {
                "method": request.method,
                "values": request.values,
                "headers": request.headers,
                "body": request.data,
                "url_path": request.path,
                "url_params": found,
            }
        )
        return Call(model, parameters, signed.region, credentials.caller(signed.key), protocol)
    if signed.service in SERVICES and not SERVICES[signed.service]:
        return None
    raise Unreadable(f"{signed.service}: {environ['REQUEST_METHOD']} {environ['PATH_INFO']}")


def operation_of(environ: dict[str, Any]) -> str:
    """Return the operation that a request is for, empty if it is for none that is known."""
    try:
        call = read(environ, body_of(environ))
    except Unreadable:
        return ""
    return call.operation if call else ""


def body_of(environ: dict[str, Any]) -> bytes:
    """Take what was sent, and leave it there to be read again."""
    if length := environ.get("CONTENT_LENGTH"):
        body: bytes = environ["wsgi.input"].read(int(length))
    elif environ.get("wsgi.input_terminated"):
        body = environ["wsgi.input"].read()
        environ["CONTENT_LENGTH"] = str(len(body))
    else:
        return b""
    environ["wsgi.input"] = BytesIO(body)
    return body


def _target(service: str, environ: Mapping[str, Any]) -> dict[str, str]:
    """Return the operation with the prefix that the model has; SDKs in Go leave parts of it out."""
    target = environ.get("HTTP_X_AMZ_TARGET", "")
    if not target:
        return {}
    prefix = _metadata(service).get("targetPrefix", "")
    return {"HTTP_X_AMZ_TARGET": f"{prefix}.{target.rpartition('.')[2]}"}


@cache
def _metadata(service: str) -> Mapping[str, Any]:
    metadata: Mapping[str, Any] = get_service_model(service).metadata
    return metadata


def _may_be_for(service: str, environ: Mapping[str, Any], body: bytes) -> bool:
    if service == "s3control":
        return str(environ["PATH_INFO"]).startswith("/v20180820/")
    if service == "elbv2":
        return f"Version={_CLASSIC_BALANCERS}".encode() not in body
    return True
